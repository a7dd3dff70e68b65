// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** An instance without memory can hold no kernel. */
final class MemoryNeeded implements Rule {
    @Override
    public String id() {
        return "MEM-007";
    }

    @Override
    public String title() {
        return "an instance has memory";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        for (Instance instance : state.instances()) {
            if (instance.memory().isZero()) {
                Draft.of(this, instance, "memory", "'" + instance.name() + "' has no memory")
                        .now("free in the pool: " + state.freeMemory())
                        .suggest("state 'memory-bytes'")
                        .to(out);
            }
        }
    }
}
