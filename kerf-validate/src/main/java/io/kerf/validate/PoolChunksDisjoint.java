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
        for (int i = 1; i < ranges.size(); i++) {
            if (ranges.get(i).overlaps(ranges.get(i - 1))) {
                Draft.of(this, "two chunks of the memory pool overlap: " + ranges.get(i - 1) + " and " + ranges.get(i))
                        .about("memory pool")
                        .at(state.places().find("memory/pool"))
                        .now("pool: " + state.memory().pool())
                        .suggest("begin the second at "
                                + Words.hex(ranges.get(i - 1).last() + 1))
                        .to(out);
            }
        }
    }
}
