// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A pool kernel takes a little of the pool for itself (on x86 the park area of idle CPUs), so a chunk that instances fill to the brim does not hold them. */
final class ChunkMargin extends Rule {
    /** 1 MiB; an 8 GiB chunk was seen to lose 96 KiB. */
    private static final long MARGIN = 1L << 20;

    ChunkMargin() {
        super("MEM-010", Severity.WARNING, "every chunk of the pool keeps a mebibyte for the kernel");
    }

    @Override
    Optional<String> missing(Ground ground) {
        if (ground.dialect() != Dialect.POOL) {
            return Optional.of("only pool kernels keep a part of the pool, and the tree is not one of theirs");
        }
        return ground.memory().pool().isPlaced()
                ? Optional.empty()
                : Optional.of("not every chunk of the pool has a place yet");
    }

    @Override
    Optional<String> leftOut(Ground ground) {
        return LeftOut.memory(ground);
    }

    @Override
    void check(Ground ground, Consumer<Diagnostic> out) {
        NavigableMap<Long, Chunk> chunks = new TreeMap<>(Long::compareUnsigned);
        ground.memory().pool().ranges().forEach(range -> chunks.put(range.base(), new Chunk(range)));
        for (Instance instance : ground.instances()) {
            for (MemoryRange region : instance.regions()) {
                Map.Entry<Long, Chunk> chunk = chunks.floorEntry(region.base());
                if (chunk != null && chunk.getValue().range.contains(region)) {
                    take(ground, instance, chunk.getValue(), region.size(), out);
                }
            }
        }
    }

    /** A chunk, and how many bytes of it are left; instances that hold the same bytes are another rule's matter. */
    private static final class Chunk {
        private final MemoryRange range;
        private long left;

        Chunk(MemoryRange range) {
            this.range = range;
            this.left = range.size();
        }
    }

    private void take(Ground ground, Instance instance, Chunk chunk, long bytes, Consumer<Diagnostic> out) {
        long before = chunk.left;
        if (Long.compareUnsigned(bytes, before) <= 0) {
            chunk.left -= bytes;
            if (Long.compareUnsigned(chunk.left, MARGIN) < 0 && Long.compareUnsigned(before, MARGIN) >= 0) {
                report(ground, instance, chunk.range.base(), chunk.left, out);
            }
        }
    }

    private void report(Ground ground, Instance instance, long chunk, long rest, Consumer<Diagnostic> out) {
        Draft.of(
                        this,
                        instance,
                        "memory",
                        "'" + instance.name() + "' leaves " + new ByteSize(rest) + " of the chunk of the pool at "
                                + Words.hex(chunk) + ", and the kernel needs a part of it")
                .now("pool: " + ground.poolText())
                .suggest("give '" + instance.name() + "' " + new ByteSize(MARGIN - rest) + " less")
                .to(out);
    }
}
