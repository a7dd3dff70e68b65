// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the rules found about a state.
 *
 * <pre>{@code
 * System.out.print(report.render(ReportFormat.TEXT));
 * ValidatedState valid = report.requireValid();
 * }</pre>
 *
 * <p>Immutable and safe to share.
 */
public final class Report {
    /** What was checked, which decides the last line. */
    enum Kind {
        STATE,
        BASELINE
    }

    private final SystemState state;
    private final Kind kind;
    private final int rules;
    private final List<Diagnostic> findings;
    private final List<NotChecked> notChecked;

    /** For {@link Validator} alone: a report without errors makes its state a valid one. */
    Report(SystemState state, Kind kind, int rules, List<Diagnostic> findings, List<NotChecked> notChecked) {
        this.state = Objects.requireNonNull(state, "state");
        this.kind = kind;
        this.rules = rules;
        this.findings = List.copyOf(findings);
        this.notChecked = List.copyOf(notChecked);
    }

    /** The same about a state that is made of the same parts. */
    Report of(SystemState same) {
        return new Report(same, kind, rules, findings, notChecked);
    }

    /**
     * Returns the state that was checked.
     *
     * @return the state, valid or not
     */
    public SystemState state() {
        return state;
    }

    /**
     * Returns everything that was found.
     *
     * @return the findings by place, those without a place last by rule
     */
    public List<Diagnostic> findings() {
        return findings;
    }

    /**
     * Returns the findings that make the state invalid.
     *
     * @return those of severity {@code ERROR}, in the order of {@link #findings}
     */
    public List<Diagnostic> errors() {
        return of(Severity.ERROR);
    }

    /**
     * Returns the findings that a user should look at.
     *
     * @return those of severity {@code WARNING}, in the order of {@link #findings}
     */
    public List<Diagnostic> warnings() {
        return of(Severity.WARNING);
    }

    /**
     * Returns the findings that are good to know.
     *
     * @return those of severity {@code INFO}, in the order of {@link #findings}
     */
    public List<Diagnostic> infos() {
        return of(Severity.INFO);
    }

    /**
     * Returns the rules that could not say anything, or not about all of the state. They did not pass: they were not asked.
     *
     * @return the rules with what each is missing, in the order in which rules run
     */
    public List<NotChecked> notChecked() {
        return notChecked;
    }

    /** How many rules there are, checked or not. */
    int rules() {
        return rules;
    }

    Kind kind() {
        return kind;
    }

    private List<Diagnostic> of(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .toList();
    }

    /**
     * Tells whether no finding is an error.
     *
     * @return true if {@link #valid} has a state
     */
    public boolean isValid() {
        return findings.stream().noneMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /**
     * Returns the state as one that was checked.
     *
     * @return the state, or empty if any finding is an error
     */
    public Optional<ValidatedState> valid() {
        return isValid() ? Optional.of(new ValidatedState(state)) : Optional.empty();
    }

    /**
     * Returns the state as one that was checked, or throws.
     *
     * @return the state
     * @throws ValidationException with this report, if any finding is an error
     */
    public ValidatedState requireValid() {
        return valid().orElseThrow(() -> new ValidationException(this));
    }

    /**
     * Writes the report, with errors and warnings.
     *
     * @param format how
     * @return lines that each end in a line break
     */
    public String render(ReportFormat format) {
        return render(format, ReportDetail.NORMAL);
    }

    /**
     * Writes the report.
     *
     * <pre>{@code
     * String json = report.render(ReportFormat.JSON, ReportDetail.VERBOSE);
     * }</pre>
     *
     * @param format how
     * @param detail how much
     * @return lines that each end in a line break
     */
    public String render(ReportFormat format, ReportDetail detail) {
        Objects.requireNonNull(detail, "detail");
        return switch (format) {
            case TEXT -> new TextReport(this, detail).render();
            case JSON -> JsonReport.render(ReportData.of(this, detail));
            case YAML -> YamlReport.render(ReportData.of(this, detail));
        };
    }

    @Override
    public String toString() {
        return (isValid() ? "valid" : "invalid") + ", " + Words.count(errors().size(), "error") + ", "
                + Words.count(warnings().size(), "warning");
    }
}
