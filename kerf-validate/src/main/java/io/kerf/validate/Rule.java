// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/**
 * One thing that a legal state keeps to. A rule is a pure function of the state: it reads no file, and gives the same findings in
 * the same order for the same state.
 */
public interface Rule {
    /**
     * Returns the stable id, which is also the code of the rule's findings.
     *
     * @return such as {@code CPU-003}
     */
    String id();

    /**
     * Returns what the rule asks for.
     *
     * @return one sentence without a final stop, such as {@code no CPU belongs to two instances}
     */
    String title();

    /**
     * Returns how much breaking the rule weighs.
     *
     * @return the severity of its findings
     */
    Severity severity();

    /**
     * Checks a state.
     *
     * @param state any state
     * @param out takes the findings, each with this rule's id
     */
    void check(SystemState state, Consumer<Diagnostic> out);
}
