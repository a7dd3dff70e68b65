// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static io.kerf.validate.Hosts.busy;
import static io.kerf.validate.Hosts.empty;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
    @ParameterizedTest
    @MethodSource("io.kerf.validate.RuleCases#broken")
    void aBrokenRuleIsNamedWithItsSubject(RuleCases.Broken broken) {
        List<Diagnostic> findings =
                report(broken.rule(), broken.state(), broken.host()).findings();
        assertThat(findings).extracting(Diagnostic::code).contains(broken.rule());
        assertThat(findings)
                .filteredOn(finding -> finding.code().equals(broken.rule()))
                .anySatisfy(finding -> {
                    assertThat(finding.subject()).contains(broken.subject());
                    assertThat(finding.message()).contains(broken.message());
                    assertThat(finding.suggestion()).isPresent();
                });
        assertThat(findings)
                .extracting(Diagnostic::code)
                .isSubsetOf(Stream.concat(Stream.of(broken.rule()), broken.alsoBreaks().stream())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("io.kerf.validate.RuleCases#kept")
    void whatComesCloseIsNoFinding(RuleCases.Kept kept) {
        Report report = report(kept.rule(), kept.state(), kept.host());
        assertThat(report.findings()).extracting(Diagnostic::code).doesNotContain(kept.rule());
        assertThat(report.notChecked())
                .as("the rule was asked")
                .extracting(each -> each.rule().id())
                .doesNotContain(kept.rule());
    }

    @Test
    void aLegalHostBreaksNothing() {
        assertThat(Validator.standard().validate(busy()).findings()).isEmpty();
        assertThat(Validator.standard().on(HostRuleCases.SAME).validate(busy()).findings())
                .isEmpty();
        assertThat(Validator.baseline().validate(empty()).findings()).isEmpty();
    }

    @Test
    void everyRuleHasTwoStatesThatBreakItAndTwoThatDoNot() {
        for (Rule rule : Validator.baseline().rules()) {
            assertThat(RuleCases.broken().filter(each -> each.rule().equals(rule.id())))
                    .as(rule.id())
                    .hasSizeGreaterThanOrEqualTo(2);
            assertThat(RuleCases.kept().filter(each -> each.rule().equals(rule.id())))
                    .as(rule.id())
                    .hasSizeGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void idsAreUniqueAndTitlesSaySomething() {
        List<Rule> rules = Validator.baseline().rules();
        assertThat(rules).extracting(Rule::id).doesNotHaveDuplicates().allMatch(id -> id.matches("[A-Z]+-[0-9]{3}"));
        assertThat(rules).extracting(Rule::title).doesNotHaveDuplicates().allMatch(title -> title.length() > 10);
        assertThat(Validator.standard().rules()).hasSize(rules.size() - 1);
    }

    private static Report report(String rule, SystemState state, HostFacts host) {
        Validator validator = rule.startsWith("BASE") ? Validator.baseline() : Validator.standard();
        return validator.on(host).validate(state);
    }

    @Test
    void aChunkAroundTwoOthersOverlapsBoth() {
        MemoryPool pool = MemoryPool.of(
                PoolChunk.at(new MemoryRange(0x8000_0000L, 0x10_0000)),
                PoolChunk.at(new MemoryRange(0x8000_1000L, 0x1000)),
                PoolChunk.at(new MemoryRange(0x8000_4000L, 0x1000)));
        List<Diagnostic> found = new ArrayList<>();
        SystemState state =
                SystemState.builder().memory(MemoryInventory.ofPool(pool)).build();
        new PoolChunksDisjoint().check(new Ground(state, HostFacts.unknown()), found::add);
        assertThat(found).hasSize(2);
    }

    @Test
    void anUnknownDeviceIsComparedWithThoseThatThereAre() {
        assertThat(suggestionFor(busy(), new DeviceRef.VirtualFunction("eth7", 1)))
                .isEqualTo("did you mean eth0_vf1?");
        assertThat(suggestionFor(busy(), new DeviceRef.Whole("nmve0"))).isEqualTo("did you mean nvme0?");
        assertThat(suggestionFor(busy(), new DeviceRef.Whole("gpu"))).startsWith("name one of these");
    }

    @Test
    void ofManyDevicesTheFirstAreNamedAndTheOthersCounted() {
        List<Device> many =
                IntStream.range(0, 23).mapToObj(i -> Device.named("card" + i)).toList();
        SystemState state = busy().toBuilder().devices(many).build();
        assertThat(findings("DEV-001", state))
                .extracting(finding -> finding.presentState().orElse(""))
                .allMatch(notes -> notes.contains("card19 and 3 more"));
    }

    private static String suggestionFor(SystemState host, DeviceRef ref) {
        SystemState state = host.withInstance(Hosts.WEB.withDevices(List.of(ref)));
        return findings("DEV-001", state).get(0).suggestion().orElseThrow();
    }

    private static List<Diagnostic> findings(String rule, SystemState state) {
        return Validator.standard().validate(state).findings().stream()
                .filter(finding -> finding.code().equals(rule))
                .toList();
    }
}
