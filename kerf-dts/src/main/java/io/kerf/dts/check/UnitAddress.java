// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

/** Compares unit addresses with the numbers that they should be, without making strings of either. */
final class UnitAddress {
    private UnitAddress() {}

    /** Whether the unit address is a number in lower-case hexadecimal digits, without zeros in front. */
    static boolean is(NodeFacts node, long number) {
        return isHex(node.node.name(), start(node), node.node.name().length(), number);
    }

    /** Whether the unit address is two such numbers with a comma in between. */
    static boolean is(NodeFacts node, long first, long second) {
        String name = node.node.name();
        int comma = name.indexOf(',', start(node));
        return comma >= 0 && isHex(name, start(node), comma, first) && isHex(name, comma + 1, name.length(), second);
    }

    private static int start(NodeFacts node) {
        return node.at < 0 ? node.node.name().length() : node.at + 1;
    }

    private static boolean isHex(String name, int from, int to, long number) {
        int digits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 3) / 4);
        if (to - from != digits) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            int digit = (int) (number >>> 4 * (digits - 1 - i)) & 0xf;
            if (name.charAt(from + i) != Character.forDigit(digit, 16)) {
                return false;
            }
        }
        return true;
    }
}
