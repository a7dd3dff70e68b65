// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Severity;
import io.kerf.dts.check.Check;
import java.util.List;
import java.util.Objects;

/**
 * A check of what a tree means, as {@link Dts#checks} lists them.
 *
 * @param name the name, which is {@code dtc}'s, such as {@code unit_address_vs_reg}
 * @param code the code of its findings, such as {@code dts-unit-address-vs-reg}, whether they are made while a source is compiled or of a
 *     finished tree: always {@code dts-} and the name, with {@code -} for {@code _}. A check that only reads what others stand on has none
 * @param defaultLevel how much its findings weigh unless {@link DtsOptions} says otherwise
 * @param description what it demands, as one sentence
 * @param prerequisites the names of the checks that must pass, or it is not made
 */
public record DtsCheck(
        String name, String code, CheckLevel defaultLevel, String description, List<String> prerequisites) {
    /** Copies the list. */
    public DtsCheck {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(defaultLevel, "defaultLevel");
        Objects.requireNonNull(description, "description");
        prerequisites = List.copyOf(prerequisites);
    }

    static DtsCheck of(Check check) {
        return new DtsCheck(check.name(), check.code(), level(check), check.description(), check.prerequisites());
    }

    private static CheckLevel level(Check check) {
        if (check.level().isEmpty()) {
            return CheckLevel.OFF;
        }
        return check.level().get() == Severity.ERROR ? CheckLevel.ERROR : CheckLevel.WARNING;
    }
}
