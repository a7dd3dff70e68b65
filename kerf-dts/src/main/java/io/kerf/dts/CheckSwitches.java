// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.NearestWord;
import io.kerf.diag.Severity;
import io.kerf.dts.check.Check;
import io.kerf.dts.check.CheckLevels;
import io.kerf.dts.check.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The switches of checks in the order in which they were set. Their start is the dialect's, which only the source tells. */
final class CheckSwitches {
    static final CheckSwitches NONE = new CheckSwitches(List.of());

    /** The checks that are off in the kerf dialect: its devices are numbered by unit address and have no 'reg'. */
    private static final List<String> OFF_IN_KERF = List.of("unit_address_vs_reg");

    private static final String NO = "no-";

    private record Switch(int check, boolean error, boolean on) {}

    private final List<Switch> switches;

    private CheckSwitches(List<Switch> switches) {
        this.switches = List.copyOf(switches);
    }

    CheckSwitches with(String name, CheckLevel level) {
        int check = find(name, name);
        return switch (level) {
            case OFF -> add(new Switch(check, false, false), new Switch(check, true, false));
            case WARNING -> lowered(check);
            case ERROR -> add(new Switch(check, true, true));
        };
    }

    /** Those that stand on the check become warnings with it where they were errors. */
    private CheckSwitches lowered(int check) {
        CheckLevels before = levels(null);
        CheckLevels after = before.withError(check, false);
        List<Switch> more = new ArrayList<>(List.of(new Switch(check, true, false)));
        for (int other = 0; other < Checks.ALL.size(); other++) {
            boolean wasError = before.of(other).equals(Optional.of(Severity.ERROR));
            if (other == check || wasError && after.of(other).isEmpty()) {
                more.add(new Switch(other, false, true));
            }
        }
        return add(more.toArray(Switch[]::new));
    }

    CheckSwitches withWarning(String option) {
        return add(option, false);
    }

    CheckSwitches withError(String option) {
        return add(option, true);
    }

    CheckLevels levels(@Nullable Dialect dialect) {
        CheckLevels levels = CheckLevels.DEFAULTS;
        if (dialect == Dialect.KERF_V1) {
            for (String name : OFF_IN_KERF) {
                levels = levels.withWarning(find(name, name), false);
            }
        }
        for (Switch each : switches) {
            levels = each.error()
                    ? levels.withError(each.check(), each.on())
                    : levels.withWarning(each.check(), each.on());
        }
        return levels;
    }

    private CheckSwitches add(String option, boolean error) {
        boolean on = !option.startsWith(NO);
        return add(new Switch(find(on ? option : option.substring(NO.length()), option), error, on));
    }

    private CheckSwitches add(Switch... more) {
        List<Switch> all = new ArrayList<>(switches);
        all.addAll(List.of(more));
        return new CheckSwitches(all);
    }

    private static int find(String name, String given) {
        return Checks.find(name).orElseThrow(() -> {
            List<String> names = Checks.ALL.stream().map(Check::name).toList();
            String nearest = NearestWord.of(name, names)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse("; Dts.checks() lists them all");
            return new IllegalArgumentException("there is no check '" + given + "'" + nearest);
        });
    }
}
