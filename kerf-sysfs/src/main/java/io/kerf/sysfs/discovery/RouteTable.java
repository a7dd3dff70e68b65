// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.util.SortedSet;
import java.util.TreeSet;

/** Which interfaces have a default route, out of {@code net/route} and {@code net/ipv6_route} below procfs. */
final class RouteTable {
    private static final int REJECT = 0x0200;
    private static final int UP = 0x0001;
    private static final String NOWHERE = "0".repeat(32);

    private RouteTable() {}

    /** IPv4: a heading, then interface, destination, gateway, flags, three counts, mask; hexadecimal (Linux: {@code fib_trie.c}). */
    static SortedSet<String> ipv4(String text) {
        SortedSet<String> names = new TreeSet<>();
        text.lines().skip(1).map(line -> line.strip().split("\\s+", -1)).forEach(words -> {
            boolean everywhere = words.length > 7 && words[1].equals("00000000") && words[7].equals("00000000");
            if (everywhere && isUsed(words[3])) {
                names.add(words[0]);
            }
        });
        return names;
    }

    /** IPv6: destination, its prefix length, source, its prefix length, next hop, metric, two counts, flags, interface. */
    static SortedSet<String> ipv6(String text) {
        SortedSet<String> names = new TreeSet<>();
        text.lines().map(line -> line.strip().split("\\s+", -1)).forEach(words -> {
            boolean everywhere = words.length > 9 && words[0].equals(NOWHERE) && words[1].equals("00");
            if (everywhere && isUsed(words[8]) && !words[9].equals("lo")) {
                names.add(words[9]);
            }
        });
        return names;
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
