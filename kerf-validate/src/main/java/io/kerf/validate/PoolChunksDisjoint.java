// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.MemoryRange;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Memory is in at most one chunk. */
final class PoolChunksDisjoint extends Rule {
    PoolChunksDisjoint() {
        super("MEM-009", Severity.ERROR, "no two chunks of the pool overlap");
    }

    @Override
    Optional<String> missing(Ground ground) {
        return ground.memory().pool().ranges().isEmpty()
                ? Optional.of("no chunk of the pool has a place yet")
                : Optional.empty();
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.chunks(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<MemoryRange> ranges = ground.memory().pool().ranges();
        MemoryRange first = null;
        for (MemoryRange second : ranges) {
            if (first != null && first.overlaps(second)) {
                Draft.of(this, "two chunks of the memory pool overlap: " + first + " and " + second)
                        .about("memory pool")
                        .at(ground.places().find("memory/pool"))
                        .now("pool: " + ground.poolText())
                        .suggest(Words.behind(first))
                        .to(out);
            }
            boolean reachesFurther = first == null || Long.compareUnsigned(first.last(), second.last()) < 0;
            first = reachesFurther ? second : first;
        }
    }
}
