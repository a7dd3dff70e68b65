// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code __fixups__}: which four bytes of the overlay become the phandle of a label.
 *
 * @param path the node, as a path
 * @param property the property's name
 * @param offset first byte within the property's value, unsigned
 */
record FixupEntry(String path, String property, int offset) {
    /** Reads {@code path:property:offset}; null if it is no such text. */
    static @Nullable FixupEntry parse(String text) {
        int first = text.indexOf(':');
        int second = first < 0 ? -1 : text.indexOf(':', first + 1);
        if (second < 0 || second == first + 1) {
            return null;
        }
        int digits = digitsAt(text, second + 1);
        if (digits < 0) {
            return null;
        }
        boolean negative = text.charAt(digits - 1) == '-';
        return new FixupEntry(
                text.substring(0, first), text.substring(first + 1, second), number(text, digits, negative));
    }

    /** Returns where the digits begin behind white space and a sign, or -1 if there are none or other text follows. */
    private static int digitsAt(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) >= '\t' && text.charAt(at) <= '\r')) {
            at++;
        }
        if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
            at++;
        }
        int end = at;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end > at && end == text.length() ? at : -1;
    }

    /** Reads a number as C's strtoul does on a 64-bit machine, and keeps the low 32 bits as libfdt does. */
    private static int number(String text, int digits, boolean negative) {
        long number = 0;
        for (int i = digits; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (Long.compareUnsigned(number, Long.divideUnsigned(-1L - digit, 10)) > 0) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return (int) (negative ? -number : number);
    }
}
