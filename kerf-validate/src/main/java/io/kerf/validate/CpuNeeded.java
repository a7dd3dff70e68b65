// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** An instance without CPUs cannot boot; a pool kernel makes one without a word when a CPU is taken. */
final class CpuNeeded implements Rule {
    @Override
    public String id() {
        return "CPU-009";
    }

    @Override
    public String title() {
        return "an instance has CPUs";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        for (Instance instance : state.instances()) {
            if (instance.cpus().isEmpty()) {
                Draft.of(this, instance, "cpus", "'" + instance.name() + "' has no CPUs")
                        .now(Words.free(state))
                        .suggest(Words.freeCpus(state, 1))
                        .to(out);
            }
        }
    }
}
