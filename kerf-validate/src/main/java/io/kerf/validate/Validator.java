// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Checks states by all rules, and is the only maker of a {@link ValidatedState}. No rule can be left out.
 *
 * <pre>{@code
 * Report report = Validator.standard().validate(state);
 * report.valid().ifPresent(encoder::encode);
 * }</pre>
 *
 * <p>Immutable, but for the memory of one that is {@link #remembering}, and safe to share. Checking reads nothing but the state and the facts it was given: the same state gives the same
 * report everywhere. It costs n log n in the number of CPUs, regions and devices.
 */
public final class Validator {
    private static final Validator STANDARD =
            new Validator(Rules.standard(), Report.Kind.STATE, HostFacts.unknown(), null);
    private static final Validator BASELINE =
            new Validator(Rules.baseline(), Report.Kind.BASELINE, HostFacts.unknown(), null);

    private final List<Rule> rules;
    private final Report.Kind kind;
    private final HostFacts host;
    private final @Nullable KnownReports known;

    private Validator(List<Rule> rules, Report.Kind kind, HostFacts host, @Nullable KnownReports known) {
        this.rules = rules;
        this.kind = kind;
        this.host = host;
        this.known = known;
    }

    /**
     * Returns the validator of states, with or without instances.
     *
     * @return all rules but the one about baselines
     */
    public static Validator standard() {
        return STANDARD;
    }

    /**
     * Returns the validator of baselines: the same rules, and that there are no instances.
     *
     * @return all rules
     */
    public static Validator baseline() {
        return BASELINE;
    }

    /**
     * Returns this validator, to hold states against a live host too. Without facts the rules {@code HOST-…} are not checked.
     *
     * @param host what the host says of itself
     * @return a copy with the same rules
     */
    public Validator on(HostFacts host) {
        return new Validator(
                rules, kind, Objects.requireNonNull(host, "host"), known == null ? null : new KnownReports());
    }

    /**
     * Returns this validator with a memory of the last few states: one that is made of the very parts of a state that was checked, as when a
     * change was taken back, gets the findings of that one. For whoever checks the same host again and again.
     *
     * @return a copy with the same rules and a memory of its own, which holds on to four reports
     */
    public Validator remembering() {
        return new Validator(rules, kind, host, new KnownReports());
    }

    /**
     * Returns the rules that this validator checks.
     *
     * @return the rules in the order in which they run
     */
    public List<Rule> rules() {
        return rules;
    }

    /**
     * Checks a state. Every rule runs that has what it stands on; what was found while the state was read is part of the report.
     *
     * @param state any state
     * @return the report, with the state as a {@link ValidatedState} if nothing in it is an error
     */
    public Report validate(SystemState state) {
        KnownReports reports = known;
        if (reports == null) {
            return checked(state);
        }
        return reports.find(state).orElseGet(() -> {
            Report report = checked(state);
            reports.add(report);
            return report;
        });
    }

    private Report checked(SystemState state) {
        Ground ground = new Ground(state, host);
        List<Diagnostic> findings = new ArrayList<>(state.findings());
        List<NotChecked> notChecked = new ArrayList<>();
        for (Rule rule : rules) {
            Optional<String> missing = rule.missing(ground);
            if (missing.isEmpty()) {
                rule.check(ground, findings::add);
                missing = rule.leftOut(ground);
            }
            missing.ifPresent(reason -> notChecked.add(new NotChecked(rule, reason)));
        }
        return new Report(
                state,
                kind,
                rules.size(),
                findings.stream().distinct().sorted(FindingOrder.BY_PLACE).toList(),
                notChecked);
    }
}
