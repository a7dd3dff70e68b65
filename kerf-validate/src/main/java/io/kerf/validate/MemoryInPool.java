// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Each region lies within one chunk of the pool. Not checked where chunks have no place yet. */
final class MemoryInPool extends Rule {
    MemoryInPool() {
        super("MEM-003", Severity.ERROR, "the memory of an instance lies in the pool");
    }

    @Override
    Optional<String> missing(Ground ground) {
        MemoryPool pool = ground.memory().pool();
        return pool.isEmpty()
                ? Optional.of("the pool has no memory")
                : pool.isPlaced() ? Optional.empty() : Optional.of("not every chunk of the pool has a place yet");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.memory(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        List<MemoryRange> chunks = outermost(ground.memory().pool().ranges());
        for (Instance instance : ground.instances()) {
            for (MemoryRange region : instance.regions()) {
                if (!isInOne(chunks, region)) {
                    report(ground, instance, region, out);
                }
            }
        }
    }

    /** The chunks that lie in no other, in order: their ends ascend as their bases do. */
    private static List<MemoryRange> outermost(List<MemoryRange> sorted) {
        List<MemoryRange> outermost = new ArrayList<>();
        for (MemoryRange chunk : sorted) {
            int top = outermost.size() - 1;
            if (top >= 0 && chunk.contains(outermost.get(top))) {
                outermost.set(top, chunk);
            } else if (top < 0 || !outermost.get(top).contains(chunk)) {
                outermost.add(chunk);
            }
        }
        return outermost;
    }

    /** The last chunk that begins at or before a region reaches furthest of those, so it holds the region or none does. */
    private static boolean isInOne(List<MemoryRange> chunks, MemoryRange region) {
        int at = Ascending.lastFrom(chunks, region.base());
        return at >= 0 && chunks.get(at).contains(region);
    }

    private void report(Ground ground, Instance instance, MemoryRange region, Consumer<Diagnostic> out) {
        String message = "memory of '" + instance.name() + "', " + Words.region(region) + ", is outside the pool";
        Draft.of(this, instance, "memory", message)
                .now("pool: " + ground.poolText())
                .suggest(ground.freePlaces().instead(region.size()))
                .also("the pool", ground.places().find("memory/pool"))
                .to(out);
    }
}
