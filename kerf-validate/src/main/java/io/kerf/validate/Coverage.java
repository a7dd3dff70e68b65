// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.MemoryRange;
import java.util.Arrays;
import java.util.List;

/** How many bytes of some ranges lie where; ranges that overlap count each. Cost log n for a question. */
final class Coverage {
    private final long[] bases;
    private final long[] lasts;
    private final long[] baseSums;
    private final long[] lastSums;
    private final double[] baseSizes;
    private final double[] lastSizes;

    Coverage(List<MemoryRange> ranges) {
        bases = ranges.stream()
                .mapToLong(range -> range.base() ^ Long.MIN_VALUE)
                .sorted()
                .toArray();
        lasts = ranges.stream()
                .mapToLong(range -> range.last() ^ Long.MIN_VALUE)
                .sorted()
                .toArray();
        baseSums = sums(bases);
        lastSums = sums(lasts);
        baseSizes = sizes(bases);
        lastSizes = sizes(lasts);
    }

    /** Sums of the first numbers, modulo 2^64. */
    private static long[] sums(long[] numbers) {
        long[] sums = new long[numbers.length + 1];
        for (int i = 0; i < numbers.length; i++) {
            sums[i + 1] = sums[i] + (numbers[i] ^ Long.MIN_VALUE);
        }
        return sums;
    }

    /** The same sums, not exact but of any size. */
    private static double[] sizes(long[] numbers) {
        double[] sizes = new double[numbers.length + 1];
        for (int i = 0; i < numbers.length; i++) {
            sizes[i + 1] = sizes[i] + real(numbers[i] ^ Long.MIN_VALUE);
        }
        return sizes;
    }

    /** The bytes in a range, at most 2^63-1. */
    long in(MemoryRange range) {
        boolean first = range.base() == 0;
        long exact = upTo(range.last()) - (first ? 0 : upTo(range.base() - 1));
        double size = sizeUpTo(range.last()) - (first ? 0 : sizeUpTo(range.base() - 1));
        return exact < 0 || size > Long.MAX_VALUE ? Long.MAX_VALUE : exact;
    }

    /** The bytes at an address and before it: of each range that begins there, less what is behind the address. */
    private long upTo(long address) {
        int begun = count(bases, address);
        int ended = count(lasts, address);
        return (begun * (address + 1) - baseSums[begun]) - (ended * address - lastSums[ended]);
    }

    private double sizeUpTo(long address) {
        int begun = count(bases, address);
        int ended = count(lasts, address);
        double real = real(address);
        return (begun * (real + 1) - baseSizes[begun]) - (ended * real - lastSizes[ended]);
    }

    private static double real(long unsigned) {
        return unsigned >= 0 ? unsigned : unsigned + 0x1p64;
    }

    /** How many numbers are at most an address. */
    private static int count(long[] numbers, long address) {
        long ordered = address ^ Long.MIN_VALUE;
        int at = Arrays.binarySearch(numbers, ordered);
        if (at < 0) {
            return -1 - at;
        }
        int low = at;
        int high = numbers.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (numbers[middle] <= ordered) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
