// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Dialect;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** An inventory that leaves the host no CPU cannot work: the host runs on some. */
final class CpuHostShare implements Rule {
    @Override
    public String id() {
        return "CPU-008";
    }

    @Override
    public String title() {
        return "the host keeps a CPU";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        if (state.dialect() == Dialect.INVENTORY
                && state.cpus().hostReserved().isEmpty()
                && !state.cpus().available().isEmpty()) {
            Draft.of(this, "no CPU is reserved for the host")
                    .about("cpus")
                    .at(state.places().find("cpus/host-reserved"))
                    .now("available: " + state.cpus().available())
                    .suggest("move CPU "
                            + Long.toUnsignedString(state.cpus().available().first()) + " to 'host-reserved'")
                    .to(out);
        }
    }
}
