// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/**
 * Turns the characters between quotes into bytes. Escapes are those of C: {@code \a \b \t \n \v \f \r}, up to three octal digits,
 * {@code \x} with one or two hexadecimal digits; any other character behind a backslash stands for itself.
 */
final class Escapes {
    private static final String LETTERS = "abtnvfr";
    private static final String CODES = "\u0007\b\t\n\u000B\f\r";

    private Escapes() {}

    /** Appends the bytes of {@code chars[from, to)}; returns false if an escape was wrong, which is reported. */
    static boolean append(
            byte[] chars, int from, int to, int base, SourceUnit unit, ValueBuffer out, Findings findings) {
        boolean good = true;
        int at = from;
        while (at < to) {
            int plain = at;
            while (at < to && chars[at] != '\\') {
                at++;
            }
            out.putText(chars, plain, at, base, unit);
            if (at < to) {
                int behind = appendEscape(chars, at + 1, to, base, unit, out);
                if (behind < 0) {
                    good = false;
                    behind = at + 2;
                    findings.add(
                            Diagnostic.error(Codes.BAD_ESCAPE, "'\\x' needs one or two hexadecimal digits"),
                            unit,
                            at + base,
                            at + 2 + base);
                }
                at = behind;
            }
        }
        return good;
    }

    /** Returns the index behind the escape, or -1 if it is wrong. */
    private static int appendEscape(byte[] chars, int at, int to, int base, SourceUnit unit, ValueBuffer out) {
        if (at >= to) {
            return to;
        }
        byte c = chars[at];
        if (c >= '0' && c <= '7') {
            return appendNumber(chars, at, Math.min(to, at + 3), 8, out);
        }
        if (c == 'x') {
            int behind = appendNumber(chars, at + 1, Math.min(to, at + 3), 16, out);
            return behind == at + 1 ? -1 : behind;
        }
        int known = LETTERS.indexOf(c);
        if (known >= 0) {
            out.putByte(CODES.charAt(known));
            return at + 1;
        }
        int behind = at + Character.charCount(unit.text.text().codePointAt(at + base));
        out.putText(chars, at, behind, base, unit);
        return behind;
    }

    private static int appendNumber(byte[] chars, int from, int to, int radix, ValueBuffer out) {
        int value = 0;
        int at = from;
        while (at < to && Character.digit(chars[at], radix) >= 0) {
            value = value * radix + Character.digit(chars[at], radix);
            at++;
        }
        if (at > from) {
            out.putByte(value);
        }
        return at;
    }
}
