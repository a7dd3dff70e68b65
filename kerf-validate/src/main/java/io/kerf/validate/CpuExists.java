// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** A CPU of an instance is listed as reserved for the host or as available. Ids are sparse, so only the lists tell. */
final class CpuExists implements Rule {
    @Override
    public String id() {
        return "CPU-001";
    }

    @Override
    public String title() {
        return "the CPUs of an instance exist";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        CpuSet known = state.cpus().known();
        for (Instance instance : state.instances()) {
            CpuSet unknown = instance.cpus().minus(known);
            if (!unknown.isEmpty()) {
                Draft.of(
                                this,
                                instance,
                                "cpus",
                                Words.cpus(unknown) + " of '" + instance.name() + "' "
                                        + (unknown.size() == 1 ? "does" : "do") + " not exist")
                        .now("CPUs of the machine: " + known + "; " + Words.free(state))
                        .suggest(Words.freeCpus(state, unknown.size()))
                        .to(out);
            }
        }
    }
}
