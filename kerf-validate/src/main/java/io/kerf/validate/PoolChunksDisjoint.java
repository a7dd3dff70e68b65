// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.function.Consumer;

/** Memory is in at most one chunk. */
final class PoolChunksDisjoint implements Rule {
    @Override
    public String id() {
        return "MEM-009";
    }

    @Override
    public String title() {
        return "no two chunks of the pool overlap";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void check(SystemState state, Consumer<Diagnostic> out) {
        List<MemoryRange> ranges = state.memory().pool().ranges();
        MemoryRange first = null;
        for (MemoryRange second : ranges) {
            if (first != null && first.overlaps(second)) {
                Draft.of(this, "two chunks of the memory pool overlap: " + first + " and " + second)
                        .about("memory pool")
                        .at(state.places().find("memory/pool"))
                        .now("pool: " + state.memory().pool())
                        .suggest("begin the second at " + Words.hex(first.last() + 1))
                        .to(out);
            }
            boolean reachesFurther = first == null || Long.compareUnsigned(first.last(), second.last()) < 0;
            first = reachesFurther ? second : first;
        }
    }
}
