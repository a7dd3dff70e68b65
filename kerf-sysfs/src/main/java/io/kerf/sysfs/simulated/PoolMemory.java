// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.SimulatedMachine.NodeMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The memory pool: chunks, and in each the parts that are granted. A grant is one piece where any chunk has room for it; else the
 * piece is halved until it fits, and the rest is granted the same way. Nodes are tried in ascending order, within a node the newest
 * chunk first, within a chunk the lowest address.
 */
final class PoolMemory {
    /** What the kernel itself takes for parked CPUs while CPUs are in the pool: 0x18000 bytes, in whole pages. */
    static final long PARK_BYTES = 0x18000;

    private final int pageSize;
    private final List<Chunk> chunks = new ArrayList<>();
    private @Nullable MemoryRange park;

    PoolMemory(int pageSize) {
        this.pageSize = pageSize;
    }

    private static final class Chunk {
        private final NodeMemory memory;
        private final TreeSet<MemoryRange> used = new TreeSet<>();

        private Chunk(NodeMemory memory) {
            this.memory = memory;
        }

        private Optional<MemoryRange> lowestGap(long size) {
            MemoryRange whole = memory.range();
            long at = whole.base();
            for (MemoryRange taken : used) {
                if (Long.compareUnsigned(taken.base() - at, size) >= 0) {
                    return Optional.of(new MemoryRange(at, size));
                }
                at = taken.base() + taken.size();
            }
            long rest = whole.base() + whole.size() - at;
            return Long.compareUnsigned(rest, size) >= 0 ? Optional.of(new MemoryRange(at, size)) : Optional.empty();
        }

        private long freeBytes() {
            return memory.range().size()
                    - used.stream().mapToLong(MemoryRange::size).sum();
        }
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** Chunks in the order they were added. */
    List<NodeMemory> chunks() {
        return chunks.stream().map(chunk -> chunk.memory).toList();
    }

    void add(NodeMemory chunk) {
        chunks.add(new Chunk(chunk));
    }

    /** Takes a whole, unused chunk out of the pool. */
    NodeMemory remove(long base, long size) throws KernelError {
        Chunk chunk = chunks.stream()
                .filter(each -> each.memory.range().base() == base
                        && each.memory.range().size() == size)
                .findFirst()
                .orElseThrow(() -> new KernelError(
                        Errno.ENOENT, "no chunk at 0x" + Long.toHexString(base) + " of 0x" + Long.toHexString(size)));
        if (!chunk.used.isEmpty()) {
            throw new KernelError(Errno.EBUSY, "chunk " + chunk.memory.range() + " is in use");
        }
        chunks.remove(chunk);
        return chunk.memory;
    }

    /** Sets memory aside for parked CPUs at the top of the first chunk that has room, if that is not done yet. */
    void takePark() {
        long size = (PARK_BYTES + pageSize - 1) / pageSize * pageSize;
        for (Chunk chunk : chunks) {
            MemoryRange whole = chunk.memory.range();
            if (park == null && Long.compareUnsigned(whole.size(), size) > 0) {
                MemoryRange top = new MemoryRange(whole.base() + whole.size() - size, size);
                if (chunk.used.stream().noneMatch(top::overlaps)) {
                    chunk.used.add(top);
                    park = top;
                }
            }
        }
    }

    /** Gives the memory of parked CPUs back: none is left in the pool. */
    void dropPark() {
        if (park != null) {
            release(park);
            park = null;
        }
    }

    /** Grants memory, in as many pieces as it takes; nothing is granted if it does not fit. */
    List<MemoryRange> grant(long size, int node) throws KernelError {
        long free = chunksOf(node).stream().mapToLong(Chunk::freeBytes).sum();
        if (Long.compareUnsigned(size, free) > 0) {
            throw noMemory(size, free);
        }
        List<MemoryRange> granted = new ArrayList<>();
        long rest = size;
        while (rest != 0) {
            MemoryRange piece = largestPiece(rest, node);
            granted.add(piece);
            rest -= piece.size();
        }
        return granted;
    }

    /** A piece of the wanted size, or of a half of it, a quarter and so on. There is a free page, so one fits. */
    private MemoryRange largestPiece(long wanted, int node) throws KernelError {
        for (long size = wanted; size != 0; size = size / 2 / pageSize * pageSize) {
            Optional<MemoryRange> piece = firstFit(size, node);
            if (piece.isPresent()) {
                return piece.get();
            }
        }
        throw noMemory(wanted, 0);
    }

    /** Grants memory in one piece. */
    MemoryRange grantWhole(long size, int node) throws KernelError {
        Optional<MemoryRange> piece = firstFit(size, node);
        if (piece.isEmpty()) {
            throw new KernelError(Errno.ENOMEM, "no free piece of 0x" + Long.toHexString(size) + " bytes in the pool");
        }
        return piece.get();
    }

    private Optional<MemoryRange> firstFit(long size, int node) {
        for (Chunk chunk : chunksOf(node)) {
            Optional<MemoryRange> gap = chunk.lowestGap(size);
            if (gap.isPresent()) {
                chunk.used.add(gap.get());
                return gap;
            }
        }
        return Optional.empty();
    }

    private List<Chunk> chunksOf(int node) {
        List<Chunk> searched = new ArrayList<>();
        for (int i = chunks.size() - 1; i >= 0; i--) {
            Chunk chunk = chunks.get(i);
            if (node == KernelProperty.ANY_NODE || chunk.memory.node() == node) {
                searched.add(chunk);
            }
        }
        searched.sort(Comparator.comparingInt(chunk -> chunk.memory.node()));
        return searched;
    }

    /** Takes a granted piece back. */
    void release(MemoryRange piece) {
        for (Chunk chunk : chunks) {
            if (chunk.used.remove(piece)) {
                return;
            }
        }
        throw new IllegalStateException("not granted: " + piece);
    }

    private static KernelError noMemory(long size, long free) {
        return new KernelError(
                Errno.ENOMEM, "0x" + Long.toHexString(size) + " bytes wanted, 0x" + Long.toHexString(free) + " free");
    }
}
