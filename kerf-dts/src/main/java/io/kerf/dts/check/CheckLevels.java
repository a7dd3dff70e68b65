// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.diag.Severity;
import java.util.BitSet;
import java.util.Optional;

/**
 * Which checks warn and which are errors. Each check has two switches, as in {@code dtc}: turning one on turns it on for the
 * prerequisites, too; turning one off turns it off for all checks that need this one. Immutable.
 */
public final class CheckLevels {
    /** All checks at their default levels. */
    public static final CheckLevels DEFAULTS = defaults();

    private final BitSet warnings;
    private final BitSet errors;

    private CheckLevels(BitSet warnings, BitSet errors) {
        this.warnings = warnings;
        this.errors = errors;
    }

    private static CheckLevels defaults() {
        BitSet warnings = new BitSet();
        BitSet errors = new BitSet();
        for (int i = 0; i < Checks.ALL.size(); i++) {
            Optional<Severity> level = Checks.ALL.get(i).level();
            warnings.set(i, level.isPresent() && level.get() == Severity.WARNING);
            errors.set(i, level.isPresent() && level.get() == Severity.ERROR);
        }
        return new CheckLevels(warnings, errors);
    }

    /**
     * Turns the warning of a check on or off, as {@code -W name} and {@code -W no-name} do.
     *
     * @param check its position in {@link Checks#ALL}
     * @param on whether to turn it on
     * @return the levels then
     */
    public CheckLevels withWarning(int check, boolean on) {
        return new CheckLevels(switched(warnings, check, on), errors);
    }

    /**
     * Turns the error of a check on or off, as {@code -E name} and {@code -E no-name} do.
     *
     * @param check its position in {@link Checks#ALL}
     * @param on whether to turn it on
     * @return the levels then
     */
    public CheckLevels withError(int check, boolean on) {
        return new CheckLevels(warnings, switched(errors, check, on));
    }

    /**
     * Returns how much the findings of a check weigh.
     *
     * @param check its position in {@link Checks#ALL}
     * @return the severity; empty if it is off
     */
    public Optional<Severity> of(int check) {
        if (errors.get(check)) {
            return Optional.of(Severity.ERROR);
        }
        return warnings.get(check) ? Optional.of(Severity.WARNING) : Optional.empty();
    }

    private static BitSet switched(BitSet before, int check, boolean on) {
        BitSet after = (BitSet) before.clone();
        // The graph of prerequisites has no cycles and a depth of five.
        turn(after, check, on);
        return after;
    }

    private static void turn(BitSet switches, int check, boolean on) {
        if (switches.get(check) == on) {
            return;
        }
        switches.set(check, on);
        int[][] next = on ? Checks.PREREQUISITES : Checks.DEPENDENTS;
        for (int other : next[check]) {
            turn(switches, other, on);
        }
    }
}
