// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** The total is at least the number of CPUs listed. */
final class CpuTotal implements Rule {
    @Override
    public String id() {
        return "CPU-005";
    }

    @Override
    public String title() {
        return "the machine has at least as many CPUs as are listed";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        CpuSet known = state.cpus().known();
        if (state.cpus().isTotalKnown() && state.cpus().total() < known.size()) {
            Draft.of(
                            this,
                            known.size() + " CPUs are listed, but the machine has "
                                    + state.cpus().total() + " in total")
                    .about("cpus")
                    .at(state.places().find("cpus/total"))
                    .now("listed: " + known)
                    .suggest("set 'total' to " + known.size())
                    .or("remove " + Words.count(known.size() - state.cpus().total(), "CPU") + " from the lists")
                    .to(out);
        }
    }
}
