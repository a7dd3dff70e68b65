// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.CpuSet;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** The host's CPUs and the pool share none. */
final class CpuListsDisjoint implements Rule {
    @Override
    public String id() {
        return "CPU-004";
    }

    @Override
    public String title() {
        return "no CPU is both reserved for the host and available";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        CpuSet both = state.cpus().hostReserved().intersection(state.cpus().available());
        if (!both.isEmpty()) {
            Draft.of(
                            this,
                            Words.cpus(both) + (both.size() == 1 ? " is" : " are")
                                    + " both reserved for the host and available to instances")
                    .about("cpus")
                    .at(state.places().find("cpus/available"))
                    .now("host-reserved: " + state.cpus().hostReserved() + "; available: "
                            + state.cpus().available())
                    .suggest("remove " + Words.cpus(both) + " from 'available', which leaves "
                            + state.cpus().available().minus(both))
                    .or("remove " + Words.cpus(both) + " from 'host-reserved', which leaves "
                            + state.cpus().hostReserved().minus(both))
                    .also("reserved here", state.places().find("cpus/host-reserved"))
                    .to(out);
        }
    }
}
