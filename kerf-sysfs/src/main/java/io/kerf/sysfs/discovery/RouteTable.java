// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Which interfaces have routes that are up, out of {@code net/route} and {@code net/ipv6_route} below procfs. */
final class RouteTable {
    private static final int REJECT = 0x0200;
    private static final int UP = 0x0001;
    private static final Pattern OF_ITSELF = Pattern.compile("(?i)fe[89ab]|ff");
    private static final String NOWHERE = "0".repeat(32);

    private RouteTable() {}

    /**
     * IPv4: a heading, then interface, destination, gateway, flags, three counts, mask; hexadecimal (Linux: {@code fib_trie.c}).
     *
     * @return by interface whether one of its routes is a default route
     */
    static SortedMap<String, Boolean> ipv4(String text) {
        SortedMap<String, Boolean> found = new TreeMap<>();
        text.lines().skip(1).map(line -> line.strip().split("\\s+", -1)).forEach(words -> {
            if (words.length > 7 && isUsed(words[3])) {
                found.merge(words[0], words[1].equals("00000000") && words[7].equals("00000000"), Boolean::logicalOr);
            }
        });
        return found;
    }

    /**
     * IPv6: destination, its prefix length, source, its prefix length, next hop, metric, two counts, flags, interface. Those that a kernel makes
     * for every interface that is up do not count: to link-local (fe80::/10) and to multicast (ff00::/8) addresses (RFC 4291).
     *
     * @return by interface whether one of its routes is a default route
     */
    static SortedMap<String, Boolean> ipv6(String text) {
        SortedMap<String, Boolean> found = new TreeMap<>();
        text.lines().map(line -> line.strip().split("\\s+", -1)).forEach(words -> {
            if (words.length > 9 && isUsed(words[8]) && !words[9].equals("lo") && !isOfItself(words[0])) {
                found.merge(words[9], words[0].equals(NOWHERE) && words[1].equals("00"), Boolean::logicalOr);
            }
        });
        return found;
    }

    /** Whether a text is such a table: its heading is there without any route. */
    static boolean isIpv4(String text) {
        return text.startsWith("Iface") && text.lines().skip(1).allMatch(line -> hasWords(line, 8));
    }

    /** Whether a text is such a table, which may be empty. */
    static boolean isIpv6(String text) {
        return text.lines().allMatch(line -> hasWords(line, 10));
    }

    private static boolean hasWords(String line, int least) {
        return line.isBlank() || line.strip().split("\\s+", -1).length >= least;
    }

    private static boolean isOfItself(String destination) {
        return OF_ITSELF.matcher(destination).lookingAt();
    }

    private static boolean isUsed(String flags) {
        try {
            int bits = Integer.parseUnsignedInt(flags, 16);
            return (bits & UP) != 0 && (bits & REJECT) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
