// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import java.util.Optional;
import java.util.function.Consumer;

/** The sum of what instances hold is at most the size of the pool. */
final class MemorySum extends Rule {
    MemorySum() {
        super("MEM-005", Severity.ERROR, "instances have no more memory than the pool");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.memory().pool().isEmpty() ? Optional.of("the pool has no memory") : Optional.empty();
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.unreadMemory(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        ByteSize pool = ground.memory().pool().size();
        ByteSize used = ground.usedMemory();
        if (used.compareTo(pool) > 0) {
            Draft.of(this, "instances need " + used + ", but the pool has " + pool)
                    .about("memory pool")
                    .at(ground.places().find("memory/pool/size"))
                    .now(String.join(
                            ", ",
                            ground.instances().stream()
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
