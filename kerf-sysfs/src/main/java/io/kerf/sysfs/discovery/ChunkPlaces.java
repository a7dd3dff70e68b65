// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds places for chunks of a pool: the highest memory of their node that neither another chunk nor the kernel has, since low memory is
 * what devices need. Where {@code /proc/iomem} has a pool, a kernel takes no memory outside of it, and there is none but in its free parts.
 */
final class ChunkPlaces {
    private static final long ALIGNMENT = 2L << 20;

    private final HostHardware hardware;

    ChunkPlaces(HostHardware hardware) {
        this.hardware = hardware;
    }

    /** Says that places are no more than examples where no pool is known; empty where they are as good as can be, or there are none. */
    Optional<Diagnostic> doubt(MemoryPool pool, MemoryPool placed) {
        if (hasPool() || pool.equals(placed)) {
            return Optional.empty();
        }
        return Optional.of(Diagnostic.warning(
                        Codes.MEMORY,
                        "the place of the memory is only an example: a kernel takes no memory outside of its pool, and"
                                + " /proc/iomem has no Multikernel Memory Pool")
                .withSubject("memory")
                .withSuggestion("boot with mkkernel_pool=<size>@<start> and discover again, or have the memory"
                        + " allocated from /dev/lazy_cma"));
    }

    MemoryPool placed(MemoryPool pool) {
        List<MemoryRange> taken = new ArrayList<>(pool.ranges());
        if (hasPool()) {
            hardware.memory().regions().forEach(region -> taken.add(region.range()));
        } else {
            taken.addAll(hardware.occupied());
        }
        List<PoolChunk> chunks = new ArrayList<>();
        for (PoolChunk chunk : pool.chunks()) {
            Optional<MemoryRange> place =
                    chunk.range().isPresent() || chunk.size().isZero() ? Optional.empty() : highest(chunk, taken);
            place.ifPresent(taken::add);
            chunks.add(place.map(PoolChunk::at)
                    .map(at -> chunk.numaNode().isPresent()
                            ? at.onNode(chunk.numaNode().getAsInt())
                            : at)
                    .orElse(chunk));
        }
        return new MemoryPool(chunks);
    }

    private boolean hasPool() {
        return hardware.memory().pool().stream().anyMatch(range -> range.size() > 0);
    }

    private Optional<MemoryRange> highest(PoolChunk chunk, List<MemoryRange> taken) {
        long size = chunk.size().bytes();
        List<PoolChunk> ram = new ArrayList<>();
        for (MemoryRange range : ofNode(chunk.numaNode())) {
            if (range.size() > 0) {
                ram.add(PoolChunk.at(range));
            }
        }
        List<MemoryRange> free = new MemoryPool(ram).gaps(taken);
        for (int i = free.size() - 1; i >= 0; i--) {
            MemoryRange gap = free.get(i);
            if (gap.size() >= size) {
                long base = gap.base() + (gap.size() - size) & -ALIGNMENT;
                if (Long.compareUnsigned(base, gap.base()) >= 0) {
                    return Optional.of(new MemoryRange(base, size));
                }
            }
        }
        return Optional.empty();
    }

    /** The memory of the machine, or of its pool, that lies in the blocks of a node; all of it where no node was named. */
    private List<MemoryRange> ofNode(OptionalInt node) {
        List<MemoryRange> ram =
                hasPool() ? hardware.memory().pool() : hardware.memory().ram();
        if (node.isEmpty()) {
            return ram;
        }
        List<MemoryRange> found = new ArrayList<>();
        List<MemoryRange> blocks =
                hardware.node(node.getAsInt()).map(HostNode::memory).orElse(List.of());
        for (MemoryRange block : blocks) {
            ram.forEach(range -> range.intersection(block).ifPresent(found::add));
        }
        return found;
    }
}
