// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.MemoryRange;
import java.util.List;
import java.util.Optional;

/** Whole pages that are free, by address, to be given out from the first place that has room. For one thread. */
final class FirstFit {
    private static final long PAGE = MemoryRange.PAGE_SIZE;

    /** A binary tree in an array: at each place the most bytes that a leaf below has; the leaves are the ranges. */
    private final long[] most;

    private final long[] bases;
    private final int leaves;

    FirstFit(List<MemoryRange> sorted) {
        leaves = Math.max(1, Integer.highestOneBit(Math.max(1, sorted.size() - 1)) * 2);
        most = new long[2 * leaves];
        bases = new long[sorted.size()];
        for (int i = 0; i < bases.length; i++) {
            MemoryRange range = sorted.get(i);
            long base = (range.base() + PAGE - 1) & -PAGE;
            bases[i] = base;
            most[leaves + i] = range.contains(base) ? range.last() - base + 1 & -PAGE : 0;
        }
        for (int i = leaves - 1; i > 0; i--) {
            most[i] = larger(most[2 * i], most[2 * i + 1]);
        }
    }

    private static long larger(long one, long other) {
        return Long.compareUnsigned(one, other) < 0 ? other : one;
    }

    /** Gives so many bytes out, rounded up to pages; empty if no range has as many left. Cost log n. */
    Optional<MemoryRange> take(long bytes) {
        long size = Words.roundUp(bytes);
        if (size <= 0 || Long.compareUnsigned(most[1], size) < 0) {
            return Optional.empty();
        }
        int at = 1;
        while (at < leaves) {
            at = Long.compareUnsigned(most[2 * at], size) >= 0 ? 2 * at : 2 * at + 1;
        }
        MemoryRange given = new MemoryRange(bases[at - leaves], size);
        bases[at - leaves] += size;
        most[at] -= size;
        for (int i = at / 2; i > 0; i /= 2) {
            most[i] = larger(most[2 * i], most[2 * i + 1]);
        }
        return Optional.of(given);
    }

    /** The most that is left in one piece, the first one of several. */
    Optional<MemoryRange> largest() {
        if (most[1] == 0) {
            return Optional.empty();
        }
        int at = 1;
        while (at < leaves) {
            at = most[2 * at] == most[at] ? 2 * at : 2 * at + 1;
        }
        return Optional.of(new MemoryRange(bases[at - leaves], most[at]));
    }
}
