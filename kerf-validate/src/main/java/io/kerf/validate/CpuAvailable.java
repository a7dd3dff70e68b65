// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** A CPU of an instance is available, not kept by the host. */
final class CpuAvailable implements Rule {
    @Override
    public String id() {
        return "CPU-002";
    }

    @Override
    public String title() {
        return "the CPUs of an instance are in the pool";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        CpuSet hostOnly = state.cpus().hostReserved().minus(state.cpus().available());
        for (Instance instance : state.instances()) {
            CpuSet taken = instance.cpus().intersection(hostOnly);
            if (!taken.isEmpty()) {
                Draft.of(
                                this,
                                instance,
                                "cpus",
                                Words.cpus(taken) + " of '" + instance.name() + "' "
                                        + (taken.size() == 1 ? "is" : "are") + " reserved for the host")
                        .now("reserved for the host: " + state.cpus().hostReserved() + "; " + Words.free(state))
                        .suggest(Words.freeCpus(state, taken.size()))
                        .or("move " + Words.cpus(taken) + " from 'host-reserved' to 'available' in the baseline")
                        .also("reserved here", state.places().find("cpus/host-reserved"))
                        .to(out);
            }
        }
    }
}
