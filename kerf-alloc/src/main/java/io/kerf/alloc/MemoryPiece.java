// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.MemoryRange;
import java.util.Arrays;

/**
 * The part of a chunk of the pool that lies on one node, and its free runs by ascending address. Addresses are offsets from the
 * piece's first page. The kernel keeps a little of each chunk for itself, so the last {@value #MARGIN} bytes of a piece are never
 * counted on.
 */
final class MemoryPiece {
    /** What is left to the kernel in each chunk, as for the area where it parks idle CPUs on x86: 1 MiB. */
    static final long MARGIN = 1L << 20;

    private static final long PAGE = MemoryRange.PAGE_SIZE;

    private final int node;
    private final int chunk;
    private final boolean isPlaced;
    private final long base;
    private final long size;
    private long[] from = new long[4];
    private long[] to = new long[4];
    private int runs;

    MemoryPiece(int node, int chunk, boolean isPlaced, MemoryRange range) {
        this.node = node;
        this.chunk = chunk;
        this.isPlaced = isPlaced;
        long skipped = -range.base() & (PAGE - 1);
        this.base = range.base() + skipped;
        this.size = Math.max(0, range.size() - skipped) & -PAGE;
        reset();
    }

    /** Makes all of it free. */
    void reset() {
        runs = size > 0 ? 1 : 0;
        from[0] = 0;
        to[0] = size;
    }

    int node() {
        return node;
    }

    int chunk() {
        return chunk;
    }

    /** Tells whether it is known where the piece is. */
    boolean isPlaced() {
        return isPlaced;
    }

    /** Returns the address of an offset. */
    long address(long offset) {
        return base + offset;
    }

    long size() {
        return size;
    }

    int runs() {
        return runs;
    }

    long from(int run) {
        return from[run];
    }

    long to(int run) {
        return to[run];
    }

    /** The bytes of a run that can be counted on. */
    long usable(int run) {
        long length = to[run] - from[run];
        return to[run] == size ? Math.max(0, length - MARGIN) : length;
    }

    /** Returns the run in which a first-fit kernel puts a region, the lowest that is large enough; negative if there is none. */
    int firstFit(long bytes) {
        for (int run = 0; run < runs; run++) {
            if (usable(run) >= bytes) {
                return run;
            }
        }
        return -1;
    }

    /** Tells whether free memory goes on without a gap from the end of this piece to the start of another of the same chunk. */
    boolean continuesIn(MemoryPiece next) {
        return isPlaced
                && chunk == next.chunk
                && base + size == next.base
                && runs > 0
                && to[runs - 1] == size
                && next.runs > 0
                && next.from[0] == 0;
    }

    /** Returns the offset of the page that an address is on, at most the size; 0 for addresses before the piece. */
    long offsetOf(long address) {
        if (Long.compareUnsigned(address, base) <= 0) {
            return 0;
        }
        long offset = (address - base) & -PAGE;
        return offset < 0 ? size : Math.min(offset, size);
    }

    /** Returns the end of what a range covers of this piece, rounded up to pages. */
    long endOf(MemoryRange range) {
        return Long.compareUnsigned(range.last(), base) < 0 ? 0 : Math.min(size, offsetOf(range.last()) + PAGE);
    }

    /** Takes what is free between two offsets, and lists it; returns how many bytes that were. */
    long take(long start, long end, Taken taken) {
        long sum = 0;
        for (int run = firstEndingAfter(start); run < runs && from[run] < end; ) {
            long low = Math.max(start, from[run]);
            long high = Math.min(end, to[run]);
            taken.add(this, low, high);
            sum += high - low;
            run = cut(run, low, high);
        }
        return sum;
    }

    private int firstEndingAfter(long offset) {
        int run = 0;
        while (run < runs && to[run] <= offset) {
            run++;
        }
        return run;
    }

    /** Cuts a part out of a run; returns the run behind the part. */
    private int cut(int run, long low, long high) {
        boolean startsThere = from[run] == low;
        boolean endsThere = to[run] == high;
        if (startsThere && endsThere) {
            remove(run);
            return run;
        }
        if (startsThere) {
            from[run] = high;
            return run;
        }
        if (!endsThere) {
            insert(run + 1, high, to[run]);
        }
        to[run] = low;
        return run + 1;
    }

    /** Returns how many bytes are free between two offsets. */
    long freeBetween(long start, long end) {
        long sum = 0;
        for (int run = 0; run < runs; run++) {
            sum += Math.max(0, Math.min(end, to[run]) - Math.max(start, from[run]));
        }
        return sum;
    }

    /** Makes free what {@link #take} took. */
    void giveBack(long start, long end) {
        int run = firstEndingAfter(start - 1);
        boolean joinsBefore = run < runs && to[run] == start;
        int behind = joinsBefore ? run + 1 : run;
        boolean joinsBehind = behind < runs && from[behind] == end;
        if (joinsBefore && joinsBehind) {
            to[run] = to[behind];
            remove(behind);
        } else if (joinsBefore) {
            to[run] = end;
        } else if (joinsBehind) {
            from[behind] = start;
        } else {
            insert(run, start, end);
        }
    }

    private void remove(int run) {
        runs--;
        System.arraycopy(from, run + 1, from, run, runs - run);
        System.arraycopy(to, run + 1, to, run, runs - run);
    }

    private void insert(int run, long start, long end) {
        if (runs == from.length) {
            from = Arrays.copyOf(from, runs * 2);
            to = Arrays.copyOf(to, runs * 2);
        }
        System.arraycopy(from, run, from, run + 1, runs - run);
        System.arraycopy(to, run, to, run + 1, runs - run);
        from[run] = start;
        to[run] = end;
        runs++;
    }

    /** The free runs in words. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("node " + node + ":");
        for (int run = 0; run < runs; run++) {
            out.append(' ')
                    .append(Words.address(address(from[run])))
                    .append('-')
                    .append(Words.address(address(to[run])));
        }
        return out.toString();
    }

    /** Where what was taken is written down. */
    @FunctionalInterface
    interface Taken {
        void add(MemoryPiece piece, long start, long end);
    }
}
