// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import java.util.Objects;

/**
 * A rule that could not say anything about a state, or about a part of it, because what it stands on is missing there. Such a rule did
 * not pass: it was not asked.
 *
 * <pre>{@code
 * report.notChecked().forEach(each -> log(each.rule().id() + ": " + each.reason()));
 * }</pre>
 *
 * @param rule the rule
 * @param reason what is missing, one sentence without a final stop, such as {@code the number of CPUs of the machine is not stated}
 */
public record NotChecked(Rule rule, String reason) {
    /** Checks the arguments. */
    public NotChecked {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
        return rule.id() + " not checked: " + reason;
    }
}
