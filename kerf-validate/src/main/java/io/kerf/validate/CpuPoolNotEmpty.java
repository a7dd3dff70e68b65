// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** A pool without CPUs can hold no instance. */
final class CpuPoolNotEmpty implements Rule {
    @Override
    public String id() {
        return "CPU-007";
    }

    @Override
    public String title() {
        return "the pool has CPUs";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        if (state.cpus().available().isEmpty()) {
            Draft.of(this, "the pool has no CPUs")
                    .about("cpus")
                    .at(state.places().find("cpus/available"))
                    .now("host-reserved: " + state.cpus().hostReserved())
                    .suggest("list the CPUs that instances can get under 'available'")
                    .to(out);
        }
    }
}
