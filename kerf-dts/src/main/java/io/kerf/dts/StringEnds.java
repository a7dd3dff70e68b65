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

    private int lastEscape = -1;

    /** Forgets what is known, for another text. */
    void reset() {
        from = -1;
        to = -1;
    }

    /** Returns the index of the quote that closes the string which one opens, and may be lines away; -1 if there is none. */
    int find(char[] chars, int open, int limit) {
        if (open > from && open < to) {
            return close;
        }
        from = open;
        lastEscape = -1;
        int at = open + 1;
        while (at < limit && chars[at] != '"') {
            if (chars[at] == '\\') {
                lastEscape = at++;
                if (chars[at] == '\n') {
                    return known(at, -1);
                }
            }
            at++;
        }
        return known(at, at < limit ? at : -1);
    }

    private int known(int end, int quote) {
        to = end;
        close = quote;
        return quote;
    }

    /** Whether the string found last, from {@code open} on, has a backslash in it. */
    boolean hasEscapeBehind(int open) {
        return lastEscape > open;
    }
}
