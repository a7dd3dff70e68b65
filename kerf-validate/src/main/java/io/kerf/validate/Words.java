// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import java.util.Collection;
import java.util.List;
import java.util.PrimitiveIterator;

/** Phrases that several rules use, computed from the state. */
final class Words {
    /** How many items of a list are named; the others are counted. */
    private static final int SHOWN = 64;

    /** How many characters of a name are shown in a list of names. */
    private static final int LONGEST_NAME = 64;

    private Words() {}

    static String cpus(CpuSet cpus) {
        return (cpus.size() == 1 ? "CPU " : "CPUs ") + list(cpus);
    }

    /** The list form of a set, such as {@code 4-7,10}, or its first ranges and how many CPUs are not in them. */
    static String list(CpuSet cpus) {
        if (cpus.size() <= SHOWN) {
            return cpus.toString();
        }
        CpuSet.Builder shown = CpuSet.builder();
        PrimitiveIterator.OfLong ids = cpus.stream().iterator();
        long before = -1;
        int runs = 0;
        int count = 0;
        while (ids.hasNext()) {
            long id = ids.nextLong();
            runs += count > 0 && id == before + 1 ? 0 : 1;
            if (runs > SHOWN) {
                return shown.build() + " and " + (cpus.size() - count) + " more";
            }
            shown.add(id);
            before = id;
            count++;
        }
        return cpus.toString();
    }

    /** Numbers of NUMA nodes or of parts of devices, such as {@code [0, 1]}, or the first and how many there are more. */
    static String numbers(Collection<Integer> numbers) {
        return "[" + joined(numbers.stream().limit(SHOWN).map(String::valueOf).toList(), numbers.size()) + "]";
    }

    /** Names as they are, or the first and how many there are more; long names are cut. */
    static String names(Collection<String> names, int most) {
        return joined(
                names.stream()
                        .limit(most)
                        .map(name -> name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name)
                        .toList(),
                names.size());
    }

    /** As {@link #names(Collection, int)}, with a bound that suits one list in a finding. */
    static String names(Collection<String> names) {
        return names(names, SHOWN);
    }

    private static String joined(List<String> shown, int all) {
        return String.join(", ", shown) + (all > shown.size() ? " and " + (all - shown.size()) + " more" : "");
    }

    /** The text on one line without control characters, which a terminal would obey. */
    static String printable(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> out.append(Character.isISOControl(c) ? '?' : (char) c));
        return out.toString();
    }

    static String count(long n, String one) {
        return n + " " + one + (n == 1 ? "" : "s");
    }

    static String free(Ground ground) {
        return ground.freeText();
    }

    static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    /** Ways of a cache by number and as the mask that they are written as, such as {@code ways 4-5 (0x30)}. */
    static String ways(int mask) {
        CpuSet.Builder numbers = CpuSet.builder();
        for (int way = 0; way < Integer.SIZE; way++) {
            if (((mask >>> way) & 1) != 0) {
                numbers.add(way);
            }
        }
        return (Integer.bitCount(mask) == 1 ? "way " : "ways ") + numbers.build() + " (0x" + Integer.toHexString(mask)
                + ")";
    }

    static String region(MemoryRange range) {
        return range.byteSize() + " at " + hex(range.base());
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
