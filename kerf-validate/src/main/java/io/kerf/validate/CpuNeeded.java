// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import java.util.Optional;
import java.util.function.Consumer;

/** An instance without CPUs cannot boot; a pool kernel makes one without a word when a CPU is taken. */
final class CpuNeeded extends Rule {
    CpuNeeded() {
        super("CPU-009", Severity.WARNING, "an instance has CPUs");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.cpus(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            if (instance.cpus().isEmpty() && !ground.isUnread(instance)) {
                Draft.of(this, instance, "cpus", "'" + instance.name() + "' has no CPUs")
                        .now(Words.free(ground))
                        .suggest(ground.cpusToGive().instead(1))
                        .to(out);
            }
        }
    }
}
