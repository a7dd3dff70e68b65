// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private final Map<String, List<MemoryRange>> byInstance = new TreeMap<>();

    private IomemRegions() {}

    /** Lines that are no region do not count; nor do those without addresses, which an unprivileged reader gets. */
    static IomemRegions parse(String iomem) {
        IomemRegions regions = new IomemRegions();
        iomem.lines().map(LINE::matcher).filter(Matcher::matches).forEach(line -> {
            long first = Long.parseUnsignedLong(line.group(1), 16);
            long last = Long.parseUnsignedLong(line.group(2), 16);
            if (last != 0 && MemoryRange.exists(first, last - first + 1)) {
                regions.byInstance
                        .computeIfAbsent(key(line.group(3), line.group(4)), key -> new ArrayList<>())
                        .add(new MemoryRange(first, last - first + 1));
            }
        });
        return regions;
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
