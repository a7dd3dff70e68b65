// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.MemoryRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The memory regions of instances, out of the text of {@code /proc/iomem}: lines {@code mk-instance-<id>-<name>-region-<n>}. The name may
 * itself hold {@code -region-} and digits, so a line is matched from both its ends. Costs time linear in the text. Immutable.
 */
final class IomemRegions {
    private static final String INSTANCE = "mk-instance-";
    private static final String REGION = "-region-";
    private static final String POOL = "Multikernel Memory Pool";
    private static final String SEPARATOR = " : ";
    private static final int HEX_DIGITS = 16;
    private static final int ID_DIGITS = 10;

    private static final int BLOCK = 64;
    private static final IomemRegions NONE = new IomemRegions("", new byte[0], Map.of());

    private final String text;
    private final byte[] bytes;
    /** By id and name as a line has them: {@code 3-web}. */
    private final Map<String, List<MemoryRange>> byInstance;

    private IomemRegions(String text, byte[] bytes, Map<String, List<MemoryRange>> byInstance) {
        this.text = text;
        this.bytes = bytes;
        this.byInstance = byInstance;
    }

    /** The regions of no text at all. */
    static IomemRegions none() {
        return NONE;
    }

    /** Lines that are no region do not count; nor do those without addresses, which an unprivileged reader gets. */
    static IomemRegions parse(String iomem) {
        return NONE.changedTo(iomem);
    }

    /** The same as if a text had been parsed, at the price of the lines in which it differs from this one. */
    IomemRegions changedTo(String iomem) {
        if (iomem.equals(text)) {
            return this;
        }
        byte[] next = iomem.getBytes(StandardCharsets.UTF_8);
        int start = commonStart(bytes, next);
        int end = commonEnd(bytes, next, start);
        Map<String, List<MemoryRange>> touched = new HashMap<>();
        for (int at = start; at < bytes.length - end; at = lineEnd(bytes, at) + 1) {
            note(line(bytes, at), touched, List::remove);
        }
        for (int at = start; at < next.length - end; at = lineEnd(next, at) + 1) {
            note(line(next, at), touched, List::add);
        }
        Map<String, List<MemoryRange>> changed = new HashMap<>(byInstance);
        touched.forEach((owner, found) -> {
            if (found.isEmpty()) {
                changed.remove(owner);
            } else {
                found.sort(Comparator.naturalOrder());
                changed.put(owner, List.copyOf(found));
            }
        });
        return new IomemRegions(iomem, next, changed);
    }

    /** How many bytes two texts have in common at their start: whole lines. */
    private static int commonStart(byte[] one, byte[] other) {
        int at = Arrays.mismatch(one, other);
        at = at < 0 ? one.length : at;
        while (at > 0 && one[at - 1] != '\n') {
            at--;
        }
        return at;
    }

    /** How many bytes two texts have in common at their end, behind their common start: whole lines, behind a line end that is common too. */
    private static int commonEnd(byte[] one, byte[] other, int start) {
        int most = Math.min(one.length, other.length) - start;
        int same = 0;
        while (same + BLOCK <= most
                && Arrays.equals(
                        one,
                        one.length - same - BLOCK,
                        one.length - same,
                        other,
                        other.length - same - BLOCK,
                        other.length - same)) {
            same += BLOCK;
        }
        while (same < most && one[one.length - 1 - same] == other[other.length - 1 - same]) {
            same++;
        }
        return same == 0 ? 0 : Math.max(0, one.length - 1 - lineEnd(one, one.length - same));
    }

    /** Where a line ends: at its line end, or with the text. */
    private static int lineEnd(byte[] text, int from) {
        int at = from;
        while (at < text.length && text[at] != '\n') {
            at++;
        }
        return at;
    }

    private static String line(byte[] text, int from) {
        return new String(text, from, lineEnd(text, from) - from, StandardCharsets.UTF_8);
    }

    /** Adds the region of a line to its owner's, or takes it away. */
    private void note(
            String line, Map<String, List<MemoryRange>> touched, BiConsumer<List<MemoryRange>, MemoryRange> change) {
        int name = nameAt(line);
        if (name < 0 || !line.startsWith(INSTANCE, name)) {
            return;
        }
        int id = name + INSTANCE.length();
        int idEnd = digitsEnd(line, id, id + ID_DIGITS, 10);
        int region = line.lastIndexOf(REGION);
        boolean hasId = idEnd > id && line.startsWith("-", idEnd) && region > idEnd;
        if (hasId && isNumber(line, id, idEnd) && endsInNumber(line, region + REGION.length())) {
            String owner = line.substring(id, region);
            range(line)
                    .ifPresent(range ->
                            change.accept(touched.computeIfAbsent(owner, key -> new ArrayList<>(of(owner))), range));
        }
    }

    /** The kernel writes no zeros before a number. */
    private static boolean isNumber(String line, int from, int to) {
        return line.charAt(from) != '0' || to == from + 1;
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
        return of(id + "-" + name);
    }

    private List<MemoryRange> of(String owner) {
        return byInstance.getOrDefault(owner, List.of());
    }
}
