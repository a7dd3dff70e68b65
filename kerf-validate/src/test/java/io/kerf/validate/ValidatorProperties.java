// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Laws of the rules, over the hosts of {@link LegalHosts} and what {@link Violations} makes of them. */
class ValidatorProperties {
    private static final Map<String, Violation> VIOLATIONS = Violations.all();

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void legalStatesHaveNoFindings(@ForAll long seed) {
        SystemState state = LegalHosts.from(seed);
        Report report = Validator.standard().on(LegalHosts.facts(state)).validate(state);
        assertThat(report.findings()).isEmpty();
        assertThat(report.valid()).isPresent();
        assertThat(Validator.baseline().validate(state.withInstances(List.of())).findings())
                .isEmpty();
    }

    @Property(tries = 2000, shrinking = ShrinkingMode.OFF)
    void legalStatesOfEveryKindHaveNeitherErrorsNorWarnings(@ForAll long seed) {
        SystemState state = LegalVariants.from(seed);
        assertThat(Validator.standard().validate(state).findings())
                .as(LegalVariants.describe(state))
                .noneMatch(finding -> finding.severity() != Severity.INFO);
        assertThat(Validator.baseline().validate(state.withInstances(List.of())).valid())
                .isPresent();
    }

    @Example
    void thereIsAViolationOfEachRule() {
        Set<String> rules = new TreeSet<>();
        Validator.baseline().rules().forEach(rule -> rules.add(rule.id()));
        assertThat(VIOLATIONS.keySet()).isEqualTo(rules);
    }

    @Property(tries = 3000, shrinking = ShrinkingMode.OFF)
    void oneViolationBreaksOneRuleOnTheRightSubject(@ForAll("rules") String rule, @ForAll long seed) {
        Violation.Broken broken = broken(rule, seed);
        List<Diagnostic> findings =
                validator(rule, broken).validate(broken.state()).findings();
        Set<String> subjects = new TreeSet<>();
        for (Diagnostic finding : findings) {
            if (finding.code().equals(rule)) {
                assertThat(subjects.add(finding.subject().orElse("")))
                        .as("one finding a subject: %s", findings)
                        .isTrue();
            } else {
                assertThat(broken.consequences()).as(finding.toString()).contains(finding.code());
            }
        }
        assertThat(subjects).as(findings.toString()).isEqualTo(new TreeSet<>(broken.subjects()));
    }

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void everyFindingSaysWhatIsTheCaseAndWhatToDo(@ForAll("rules") String rule, @ForAll long seed) {
        Violation.Broken broken = broken(rule, seed);
        assertThat(validator(rule, broken).validate(broken.state()).findings()).allSatisfy(finding -> {
            assertThat(finding.presentState().orElse("")).as(finding.message()).isNotBlank();
            assertThat(finding.suggestion().orElse("")).as(finding.message()).isNotBlank();
        });
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void theSuggestedBaseIsFreeAndMendsAnOverlap(@ForAll long seed) {
        Violation.Legal legal = legal(seed);
        SystemState broken = VIOLATIONS.get("MEM-004").in(legal).state();
        Diagnostic finding = Validator.standard().validate(broken).errors().get(0);
        String suggestion = finding.suggestion().orElseThrow();
        String base = suggestion.replaceAll("use the base 0x([0-9a-f]+), .*", "$1");
        MemoryRange region = legal.earlier().regions().get(0);
        SystemState mended = broken.withInstance(
                legal.one().withRegions(List.of(new MemoryRange(Long.parseUnsignedLong(base, 16), region.size()))));
        assertThat(Validator.standard().validate(mended).errors()).isEmpty();
    }

    @Property(tries = 300, shrinking = ShrinkingMode.OFF)
    void theSameStateGivesTheSameReport(@ForAll("rules") String rule, @ForAll long seed) {
        SystemState broken = broken(rule, seed).state();
        for (ReportFormat format : ReportFormat.values()) {
            assertThat(Validator.standard().validate(broken).render(format, ReportDetail.VERBOSE))
                    .isEqualTo(Validator.standard().validate(broken).render(format, ReportDetail.VERBOSE));
        }
    }

    private static Violation.Legal legal(long seed) {
        return new Violation.Legal(LegalHosts.from(seed), new Random(~seed));
    }

    private static Violation.Broken broken(String rule, long seed) {
        return VIOLATIONS
                .getOrDefault(rule, missing -> {
                    throw new AssertionError("no violation of " + rule);
                })
                .in(legal(seed));
    }

    private static Validator validator(String rule, Violation.Broken broken) {
        Validator validator = rule.startsWith("BASE") ? Validator.baseline() : Validator.standard();
        return validator.on(broken.host());
    }

    @Provide
    Arbitrary<String> rules() {
        return Arbitraries.of(VIOLATIONS.keySet());
    }
}
