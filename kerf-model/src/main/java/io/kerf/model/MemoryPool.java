// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The memory that instances have or can get, as one or several chunks in the order they were listed.
 *
 * @param chunks the chunks; may be empty, and may overlap in a state that was not validated yet
 */
public record MemoryPool(List<PoolChunk> chunks) {
    private static final int SHOWN = 64;
    private static final MemoryPool EMPTY = new MemoryPool(List.of());

    /** Copies the list. */
    public MemoryPool {
        chunks = List.copyOf(chunks);
    }

    /**
     * Returns the pool without memory.
     *
     * @return a pool without chunks
     */
    public static MemoryPool empty() {
        return EMPTY;
    }

    /**
     * Makes a pool.
     *
     * @param chunks its chunks
     * @return the pool
     */
    public static MemoryPool of(PoolChunk... chunks) {
        return new MemoryPool(List.of(chunks));
    }

    /**
     * Makes a pool of one chunk whose place is known.
     *
     * @param range the memory
     * @return the pool
     */
    public static MemoryPool of(MemoryRange range) {
        return of(PoolChunk.at(range));
    }

    /**
     * Returns the size of all chunks together.
     *
     * @return the sum, capped at 2^63-1 bytes
     */
    public ByteSize size() {
        ByteSize sum = ByteSize.ZERO;
        for (PoolChunk chunk : chunks) {
            sum = sum.plusIfFits(chunk.size()).orElse(new ByteSize(Long.MAX_VALUE));
        }
        return sum;
    }

    /**
     * Tells whether there is no memory.
     *
     * @return true if every chunk is of size zero, or there is none
     */
    public boolean isEmpty() {
        return size().isZero();
    }

    /**
     * Tells whether the place of every chunk is known.
     *
     * @return true if it is, also for a pool without chunks
     */
    public boolean isPlaced() {
        return chunks.stream().allMatch(chunk -> chunk.range().isPresent());
    }

    /**
     * Returns the chunks whose place is known.
     *
     * @return their memory, by ascending address
     */
    public List<MemoryRange> ranges() {
        List<MemoryRange> ranges = new ArrayList<>(chunks.size());
        for (PoolChunk chunk : chunks) {
            chunk.range().ifPresent(ranges::add);
        }
        ranges.sort(Comparator.naturalOrder());
        return List.copyOf(ranges);
    }

    /**
     * Finds the chunk that a range lies in.
     *
     * @param range the range
     * @return the first chunk that contains all of it, or empty
     */
    public Optional<PoolChunk> chunkOf(MemoryRange range) {
        return chunks.stream()
                .filter(chunk ->
                        chunk.range().filter(place -> place.contains(range)).isPresent())
                .findFirst();
    }

    /**
     * Returns what is left of the placed chunks when some ranges are taken.
     *
     * @param taken the ranges, in any order; they may overlap and may lie outside the pool
     * @return the gaps by ascending address, none of them crossing from one chunk to the next; memory that several chunks list is in
     *     one gap only. Cost n log n
     */
    public List<MemoryRange> gaps(List<MemoryRange> taken) {
        List<MemoryRange> blocks = disjoint(taken);
        List<MemoryRange> gaps = new ArrayList<>();
        for (MemoryRange chunk : disjoint(ranges())) {
            addGaps(chunk, blocks.subList(firstReaching(chunk.base(), blocks), blocks.size()), gaps);
        }
        return List.copyOf(gaps);
    }

    /** The same memory in ranges that do not overlap, ascending. */
    private static List<MemoryRange> disjoint(List<MemoryRange> ranges) {
        List<MemoryRange> blocks = new ArrayList<>();
        for (MemoryRange range : ranges.stream().sorted().toList()) {
            int top = blocks.size() - 1;
            if (top < 0 || Long.compareUnsigned(range.base(), blocks.get(top).last()) > 0) {
                blocks.add(range);
            } else if (Long.compareUnsigned(range.last(), blocks.get(top).last()) > 0) {
                long last = blocks.get(top).last();
                blocks.add(new MemoryRange(last + 1, range.last() - last));
            }
        }
        return blocks;
    }

    /** The index of the first of some disjoint, ascending ranges that does not end below an address. */
    private static int firstReaching(long address, List<MemoryRange> ranges) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(ranges.get(middle).last(), address) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static void addGaps(MemoryRange chunk, List<MemoryRange> taken, List<MemoryRange> gaps) {
        long from = chunk.base();
        for (MemoryRange each : taken) {
            if (!each.overlaps(chunk)) {
                break;
            }
            if (Long.compareUnsigned(from, each.base()) < 0) {
                gaps.add(new MemoryRange(from, each.base() - from));
            }
            if (Long.compareUnsigned(each.last(), chunk.last()) >= 0) {
                return;
            }
            from = each.last() + 1;
        }
        gaps.add(new MemoryRange(from, chunk.last() - from + 1));
    }

    /** The chunks, at most {@value #SHOWN} of them. */
    @Override
    public String toString() {
        String shown = chunks.stream().limit(SHOWN).map(PoolChunk::toString).collect(Collectors.joining(", "));
        return chunks.isEmpty()
                ? "empty"
                : chunks.size() > SHOWN ? shown + " and " + (chunks.size() - SHOWN) + " more" : shown;
    }
}
