// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The memory regions of instances, out of the text of {@code /proc/iomem}: lines {@code mk-instance-<id>-<name>-region-<n>}. The name may
 * itself hold {@code -region-} and digits, so a line is matched from both its ends. Costs time linear in the text.
 */
final class IomemRegions {
    private static final String INSTANCE = "mk-instance-";
    private static final String REGION = "-region-";
    private static final String POOL = "Multikernel Memory Pool";
    private static final String SEPARATOR = " : ";
    private static final int HEX_DIGITS = 16;
    private static final int ID_DIGITS = 10;

    private final Map<String, List<MemoryRange>> byInstance = new HashMap<>();
    /** While lines are read, the regions of instances that have more than one. */
    private final Map<String, List<MemoryRange>> several = new HashMap<>();

    private IomemRegions() {}

    /** Lines that are no region do not count; nor do those without addresses, which an unprivileged reader gets. */
    static IomemRegions parse(String iomem) {
        IomemRegions regions = new IomemRegions();
        int at = 0;
        while (at < iomem.length()) {
            int end = iomem.indexOf('\n', at);
            end = end < 0 ? iomem.length() : end;
            regions.add(iomem.substring(at, end));
            at = end + 1;
        }
        regions.several.forEach((instance, found) ->
                regions.byInstance.put(instance, found.stream().sorted().toList()));
        regions.several.clear();
        return regions;
    }

    private void add(String line) {
        int name = nameAt(line);
        if (name < 0 || !line.startsWith(INSTANCE, name)) {
            return;
        }
        int id = name + INSTANCE.length();
        int idEnd = digitsEnd(line, id, id + ID_DIGITS, 10);
        int region = line.lastIndexOf(REGION);
        boolean hasId = idEnd > id && line.startsWith("-", idEnd) && region > idEnd;
        if (hasId && endsInNumber(line, region + REGION.length())) {
            range(line).ifPresent(range -> add(line.substring(id, region), range));
        }
    }

    private void add(String instance, MemoryRange range) {
        List<MemoryRange> found = byInstance.putIfAbsent(instance, List.of(range));
        if (found != null) {
            several.computeIfAbsent(instance, key -> new ArrayList<>(found)).add(range);
        }
    }

    private static boolean endsInNumber(String line, int from) {
        return from < line.length() && digitsEnd(line, from, line.length(), 10) == line.length();
    }

    /** What the pool lies in, one range for each line; none without the privilege to see addresses. */
    static List<MemoryRange> pool(String iomem) {
        List<MemoryRange> ranges = new ArrayList<>();
        iomem.lines()
                .filter(line -> {
                    int name = nameAt(line);
                    return name >= 0 && line.startsWith(POOL, name) && line.length() == name + POOL.length();
                })
                .forEach(line -> range(line).ifPresent(ranges::add));
        return ranges;
    }

    /** Where the name of a line begins; -1 if the line does not begin with a range of addresses. */
    private static int nameAt(String line) {
        int start = indent(line);
        int dash = digitsEnd(line, start, start + HEX_DIGITS, 16);
        if (dash == start || dash >= line.length() || line.charAt(dash) != '-') {
            return -1;
        }
        int end = digitsEnd(line, dash + 1, dash + 1 + HEX_DIGITS, 16);
        return end > dash + 1 && line.startsWith(SEPARATOR, end) ? end + SEPARATOR.length() : -1;
    }

    private static int indent(String line) {
        int at = 0;
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Behind the digits that stand at a place; no more than up to a limit. The kernel writes small letters. */
    private static int digitsEnd(String line, int from, int limit, int radix) {
        int at = from;
        while (at < Math.min(limit, line.length()) && isDigit(line.charAt(at), radix)) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char character, int radix) {
        return character >= '0' && character <= '9' || radix > 10 && character >= 'a' && character <= 'f';
    }

    /** The range of a line that {@link #nameAt} found to have one; the end is inclusive. */
    private static Optional<MemoryRange> range(String line) {
        int start = indent(line);
        int dash = line.indexOf('-', start);
        long first = Long.parseUnsignedLong(line, start, dash, 16);
        long last = Long.parseUnsignedLong(line, dash + 1, line.indexOf(SEPARATOR, dash), 16);
        return last != 0 && MemoryRange.exists(first, last - first + 1)
                ? Optional.of(new MemoryRange(first, last - first + 1))
                : Optional.empty();
    }

    /** The regions of an instance by ascending address. */
    List<MemoryRange> of(int id, String name) {
        return byInstance.getOrDefault(id + "-" + name, List.of());
    }
}
