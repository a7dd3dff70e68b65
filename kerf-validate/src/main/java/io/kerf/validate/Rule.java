// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One thing that a legal state keeps to. A rule is a pure function of the state, and of the facts about the live host where it needs
 * them: it reads no file, and gives the same findings in the same order for the same state. Rules are kerf's own, and each has a page
 * in {@code docs/rules} that is named after its id.
 *
 * <pre>{@code
 * Validator.baseline().rules().forEach(rule -> System.out.println(rule.id() + " " + rule.title()));
 * }</pre>
 *
 * <p>Immutable and safe to share.
 */
public abstract class Rule {
    private final String id;
    private final Severity severity;
    private final String title;

    Rule(String id, Severity severity, String title) {
        this.id = Objects.requireNonNull(id, "id");
        this.severity = Objects.requireNonNull(severity, "severity");
        this.title = Objects.requireNonNull(title, "title");
    }

    /**
     * Returns the stable id, which is also the code of the rule's findings.
     *
     * @return such as {@code CPU-003}
     */
    public final String id() {
        return id;
    }

    /**
     * Returns what the rule asks for.
     *
     * @return one sentence without a final stop, such as {@code no CPU belongs to two instances}
     */
    public final String title() {
        return title;
    }

    /**
     * Returns how much breaking the rule weighs.
     *
     * @return the severity of its findings
     */
    public final Severity severity() {
        return severity;
    }

    /** What the rule stands on and the state does not have, in which case it is not run. */
    Optional<String> missing(Ground ground) {
        return Optional.empty();
    }

    /** What of the state a rule that is run has to leave out, because what it stands on is missing there. */
    Optional<String> leftOut(Ground ground) {
        return Optional.empty();
    }

    /** Checks a state; the findings have this rule's id. */
    abstract void check(Ground ground, Consumer<Diagnostic> out);

    @Override
    public String toString() {
        return id + ": " + title;
    }
}
