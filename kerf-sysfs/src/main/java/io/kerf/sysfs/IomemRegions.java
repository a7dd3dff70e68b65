// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory regions of instances, out of the text of {@code /proc/iomem}: lines {@code mk-instance-<id>-<name>-region-<n>}. The name may
 * itself hold {@code -region-} and digits, so a line is matched from both its ends.
 */
final class IomemRegions {
    private static final Pattern LINE =
            Pattern.compile("\\s*([0-9a-f]{1,16})-([0-9a-f]{1,16}) : mk-instance-([0-9]{1,10})-(.*)-region-([0-9]+)");

    private static final Pattern POOL_LINE =
            Pattern.compile("\\s*([0-9a-f]{1,16})-([0-9a-f]{1,16}) : Multikernel Memory Pool");

    private final Map<String, List<MemoryRange>> byInstance = new TreeMap<>();

    private IomemRegions() {}

    /** Lines that are no region do not count; nor do those without addresses, which an unprivileged reader gets. */
    static IomemRegions parse(String iomem) {
        IomemRegions regions = new IomemRegions();
        iomem.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            range(line)
                    .ifPresent(range -> regions.byInstance
                            .computeIfAbsent(key(line.group(3), line.group(4)), key -> new ArrayList<>())
                            .add(range));
        });
        return regions;
    }

    /** What the pool lies in, one range for each line; none without the privilege to see addresses. */
    static List<MemoryRange> pool(String iomem) {
        List<MemoryRange> ranges = new ArrayList<>();
        iomem.lines()
                .map(POOL_LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> range(line).ifPresent(ranges::add));
        return ranges;
    }

    private static Optional<MemoryRange> range(Matcher line) {
        long first = Long.parseUnsignedLong(line.group(1), 16);
        long last = Long.parseUnsignedLong(line.group(2), 16);
        return last != 0 && MemoryRange.exists(first, last - first + 1)
                ? Optional.of(new MemoryRange(first, last - first + 1))
                : Optional.empty();
    }

    /** The regions of an instance by ascending address. */
    List<MemoryRange> of(int id, String name) {
        return byInstance.getOrDefault(key(Integer.toString(id), name), List.of()).stream()
                .sorted()
                .toList();
    }

    private static String key(String id, String name) {
        return id + "-" + name;
    }
}
