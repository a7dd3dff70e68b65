// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import java.util.Optional;

/** Phrases that several rules use, computed from the state. */
final class Words {
    private Words() {}

    static String cpus(CpuSet cpus) {
        return (cpus.size() == 1 ? "CPU " : "CPUs ") + cpus;
    }

    static String count(long n, String one) {
        return n + " " + one + (n == 1 ? "" : "s");
    }

    static String free(Ground ground) {
        return ground.freeText();
    }

    /** What to take instead of some CPUs. */
    static String freeCpus(Ground ground, int wanted) {
        CpuSet free = ground.freeCpus();
        if (free.isEmpty()) {
            return "no CPU of the pool is free: take one from another instance first";
        }
        return free.size() < wanted
                ? "only " + cpus(free) + " of the pool " + (free.size() == 1 ? "is" : "are") + " free: ask for fewer"
                : "use " + cpus(free.lowest(wanted)) + " instead, free in the pool";
    }

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    static String region(MemoryRange range) {
        return range.byteSize() + " at " + hex(range.base());
    }

    /** The first whole pages of a gap that hold so many bytes. */
    static Optional<MemoryRange> fit(Ground ground, long bytes) {
        long pages = roundUp(bytes);
        for (MemoryRange gap : ground.freeRanges()) {
            long base = (gap.base() + MemoryRange.PAGE_SIZE - 1) & -MemoryRange.PAGE_SIZE;
            if (pages > 0 && MemoryRange.exists(base, pages) && gap.contains(new MemoryRange(base, pages))) {
                return Optional.of(new MemoryRange(base, pages));
            }
        }
        return Optional.empty();
    }

    static String fitting(Ground ground, long bytes) {
        return fit(ground, bytes)
                .map(range -> "use the base " + hex(range.base()) + ", where " + new ByteSize(range.size())
                        + " are free in the pool")
                .orElseGet(() -> largest(ground)
                        .map(gap -> "ask for at most " + gap.byteSize() + ", free at " + hex(gap.base()))
                        .orElse("the pool has no free memory: take some from another instance first"));
    }

    static Optional<MemoryRange> largest(Ground ground) {
        return ground.freeRanges().stream().max((a, b) -> Long.compareUnsigned(a.size(), b.size()));
    }

    /** Zero if the next page is past 2^63. */
    static long roundUp(long bytes) {
        long up = (bytes + MemoryRange.PAGE_SIZE - 1) & -MemoryRange.PAGE_SIZE;
        return up < 0 ? 0 : up;
    }

    /** Where to begin something that is to lie behind a range; nothing lies behind the last byte of the address space. */
    static String behind(MemoryRange range) {
        return range.last() == -1
                ? "make one of the two smaller: nothing can begin behind " + range
                : "begin it at " + hex(range.last() + 1);
    }

    /** The next page from an address that is in the middle of one, or the one before where there is no next. */
    static String nextPage(long address) {
        long page = address & -MemoryRange.PAGE_SIZE;
        return "use " + hex(page == -MemoryRange.PAGE_SIZE ? page : page + MemoryRange.PAGE_SIZE);
    }

    /** The next number of whole pages that is a size, or the one before where there is no next. */
    static String wholePages(long bytes) {
        long down = bytes & -MemoryRange.PAGE_SIZE;
        return "use " + hex(Long.MAX_VALUE - down < MemoryRange.PAGE_SIZE ? down : down + MemoryRange.PAGE_SIZE);
    }
}
