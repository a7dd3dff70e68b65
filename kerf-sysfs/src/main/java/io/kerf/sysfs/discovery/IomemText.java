// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.sysfs.discovery.HostMemory.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /proc/iomem} says: lines {@code <indent><first>-<last> : <name>}, hexadecimal, the end inclusive, two spaces a level (Linux:
 * {@code kernel/resource.c}). A reader without CAP_SYS_ADMIN sees zeros for all addresses. Costs n log n in the number of lines.
 */
final class IomemText {
    private static final Pattern LINE = Pattern.compile("( *)([0-9a-fA-F]{1,16})-([0-9a-fA-F]{1,16}) : (.*)");
    private static final String POOL = "Multikernel Memory Pool";
    private static final String RAM = "System RAM";
    private static final int MOST_PROBLEMS = 4;

    private final List<MemoryRange> ram = new ArrayList<>();
    private final List<MemoryRange> pool = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();
    private final List<MemoryRange> occupied = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private boolean anyLine;
    private boolean anyAddress;

    /** How deep the chunk is that lines are inside of now, or -1. */
    private int poolLevel = -1;

    /** How deep the memory is that lines are inside of now, or -1. */
    private int ramLevel = -1;

    private IomemText() {}

    static IomemText parse(String text) {
        IomemText iomem = new IomemText();
        text.lines().forEach(iomem::line);
        iomem.ram.sort(null);
        iomem.pool.sort(null);
        iomem.regions.sort(Comparator.comparing(Region::range));
        return iomem;
    }

    private void line(String line) {
        if (line.isEmpty()) {
            return;
        }
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            if (problems.size() < MOST_PROBLEMS) {
                problems.add(line);
            }
            return;
        }
        anyLine = true;
        int level = matcher.group(1).length();
        long first = Long.parseUnsignedLong(matcher.group(2), 16);
        long last = Long.parseUnsignedLong(matcher.group(3), 16);
        anyAddress |= last != 0;
        if (level <= poolLevel) {
            poolLevel = -1;
        }
        if (level <= ramLevel) {
            ramLevel = -1;
        }
        long size = last - first + 1;
        if (last == 0 || Long.compareUnsigned(last, first) < 0 || !MemoryRange.exists(first, size)) {
            return;
        }
        MemoryRange range = new MemoryRange(first, size);
        String name = matcher.group(4);
        if (ramLevel >= 0 || name.equals(POOL)) {
            occupied.add(range);
        }
        if (poolLevel >= 0) {
            regions.add(new Region(range, name));
        } else if (name.equals(POOL)) {
            poolLevel = level;
            pool.add(range);
        } else if (name.startsWith(RAM)) {
            ramLevel = level;
            ram.add(range);
        }
    }

    List<MemoryRange> ram() {
        return ram;
    }

    List<MemoryRange> pool() {
        return pool;
    }

    /** Everything inside the chunks, whatever it is called. */
    List<Region> regions() {
        return regions;
    }

    /** What lies inside of memory, such as the kernel itself and what is kept for a crash kernel, and the chunks of the pool. */
    List<MemoryRange> occupied() {
        return occupied;
    }

    /** Bytes of the chunks that no line inside them covers. */
    long freeBytes() {
        List<PoolChunk> chunks = pool.stream()
                .filter(range -> range.size() > 0)
                .map(PoolChunk::at)
                .toList();
        return new MemoryPool(chunks)
                .gaps(regions.stream().map(Region::range).toList()).stream()
                        .mapToLong(MemoryRange::size)
                        .sum();
    }

    /** Whether there are lines and every address in them is zero. */
    boolean isHidden() {
        return anyLine && !anyAddress;
    }

    boolean isEmpty() {
        return !anyLine;
    }

    List<String> problems() {
        return problems;
    }
}
