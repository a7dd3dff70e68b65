// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import io.kerf.model.SystemState;
import java.util.function.Consumer;

/** The sum of what instances hold is at most the size of the pool. */
final class MemorySum implements Rule {
    @Override
    public String id() {
        return "MEM-005";
    }

    @Override
    public String title() {
        return "instances have no more memory than the pool";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        ByteSize pool = state.memory().pool().size();
        ByteSize used = state.usedMemory();
        if (used.compareTo(pool) > 0) {
            Draft.of(this, "instances need " + used + ", but the pool has " + pool)
                    .about("memory pool")
                    .at(state.places().find("memory/pool/size"))
                    .now(String.join(
                            ", ",
                            state.instances().stream()
                                    .filter(instance -> !instance.memory().isZero())
                                    .limit(8)
                                    .map(instance -> instance.name() + " " + instance.memory())
                                    .toList()))
                    .suggest("give instances " + used.minus(pool) + " less")
                    .or("make the pool that much larger")
                    .to(out);
        }
    }
}
