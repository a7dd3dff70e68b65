// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** CPU lists enumerate all CPUs: what is in no list can be neither used nor checked. */
final class CpuEnumerated implements Rule {
    @Override
    public String id() {
        return "CPU-006";
    }

    @Override
    public String title() {
        return "every CPU is listed";
    }

    @Override
    public Severity severity() {
        return Severity.INFO;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        CpuSet known = state.cpus().known();
        long missing = state.cpus().total() - known.size();
        if (state.cpus().isTotalKnown() && missing > 0) {
            Draft.of(
                            this,
                            missing + " of " + Words.count(state.cpus().total(), "CPU")
                                    + (missing == 1 ? " is" : " are") + " neither reserved for the host nor available")
                    .about("cpus")
                    .at(state.places().find("cpus/total"))
                    .now("listed: " + known)
                    .suggest("list every CPU under 'host-reserved' or 'available'")
                    .to(out);
        }
    }
}
