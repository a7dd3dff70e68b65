// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/**
 * Finds the closing quotes of strings in one text. After an error, reading goes back to the line on which a string began; what is known
 * of the text behind is not looked for again, or a text of many stray quotes would take quadratic time.
 */
final class StringEnds {
    /** Between these, exclusively, no quote closes a string: those there stand behind a backslash. */
    private int from = -1;

    private int to = -1;

    /** The quote at {@link #to}; -1 if no string can go on there. */
    private int close = -1;

    /** The last character that does not stand for itself, as a byte. */
    private int lastSpecial = -1;

    /** Forgets what is known, for another text. */
    void reset() {
        from = -1;
        to = -1;
    }

    /** Returns the index of the quote that closes the string which one opens, and may be lines away; -1 if there is none. */
    int find(byte[] chars, int open, int limit) {
        if (open > from && open < to) {
            return close;
        }
        from = open;
        lastSpecial = -1;
        int at = AsciiBytes.skipPlain(chars, open + 1, limit);
        while (at < limit && chars[at] != '"') {
            lastSpecial = at;
            if (chars[at] == '\\' && chars[++at] == '\n') {
                return known(at, -1);
            }
            at = AsciiBytes.skipPlain(chars, at + 1, limit);
        }
        return known(at, at < limit ? at : -1);
    }

    private int known(int end, int quote) {
        to = end;
        close = quote;
        return quote;
    }

    /** Whether all characters of the string found last, from {@code open} on, are bytes as they stand. */
    boolean isPlainBehind(int open) {
        return lastSpecial <= open;
    }
}
