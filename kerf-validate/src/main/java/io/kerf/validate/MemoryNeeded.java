// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import java.util.Optional;
import java.util.function.Consumer;

/** An instance without memory can hold no kernel. */
final class MemoryNeeded extends Rule {
    MemoryNeeded() {
        super("MEM-007", Severity.WARNING, "an instance has memory");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.unreadMemory(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        for (Instance instance : ground.instances()) {
            if (instance.memory().isZero() && !ground.isUnread(instance)) {
                Draft.of(this, instance, "memory", "'" + instance.name() + "' has no memory")
                        .now("free in the pool: " + ground.freeMemory())
                        .suggest("state 'memory-bytes'")
                        .to(out);
            }
        }
    }
}
