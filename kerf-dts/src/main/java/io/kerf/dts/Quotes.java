// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/** Where strings and character literals end, and what a character literal is worth. All positions are indexes. */
final class Quotes {
    private Quotes() {}

    /** Finds the closing quote of a string, which may run over lines; -1 if there is none. */
    static int endOfString(byte[] chars, int open, int limit) {
        for (int i = open + 1; i < limit; i++) {
            byte c = chars[i];
            if (c == '"') {
                return i;
            }
            if (c == '\\') {
                i++;
                if (chars[i] == '\n') {
                    return -1;
                }
            }
        }
        return -1;
    }

    static boolean hasEscape(byte[] chars, int from, int to) {
        for (int i = from; i < to; i++) {
            if (chars[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    static boolean hasLineBreak(byte[] chars, int from, int to) {
        for (int i = from; i < to; i++) {
            if (chars[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Finds the closing quote of a character literal, whose last character may be a line break, or where its line ends. */
    static int endOfCharacter(byte[] chars, int from, int limit) {
        int i = from;
        while (i < limit && chars[i] != '\'' && chars[i] != '\n') {
            i += chars[i] == '\\' && chars[i + 1] != '\n' && i + 1 < limit ? 2 : 1;
        }
        return i + 1 < limit && chars[i] == '\n' && chars[i + 1] == '\'' ? i + 1 : i;
    }

    /** Finds the end of the line from an index on; blanks and a semicolon before it, down to {@code start}, are left out. */
    static int endOfLine(byte[] chars, int start, int from, int limit) {
        int stop = from;
        while (stop < limit && chars[stop] != '\n') {
            stop++;
        }
        while (stop > start && CharType.is(chars[stop - 1], CharType.SPACE)) {
            stop--;
        }
        return stop > start && chars[stop - 1] == ';' ? stop - 1 : stop;
    }

    /** Finds the end of a word that may lack a quote before or behind it. */
    static int endOfWord(byte[] chars, int from, int limit) {
        int stop = chars[from] == '"' ? from + 1 : from;
        while (stop < limit && chars[stop] != '"' && !CharType.is(chars[stop], CharType.SPACE)) {
            stop++;
        }
        return chars[stop] == '"' ? stop + 1 : stop;
    }

    /** Returns the one byte between the quotes; any other number of bytes is reported. */
    static long character(byte[] chars, int from, int to, int base, SourceUnit unit, Findings findings) {
        ValueBuffer bytes = new ValueBuffer(8);
        boolean good = Escapes.append(chars, from, to, base, unit, bytes, findings);
        if (good && bytes.size() != 1) {
            String message = bytes.size() == 0
                    ? "a character literal is empty"
                    : "a character literal has " + bytes.size() + " bytes instead of 1";
            findings.add(Diagnostic.error(Codes.BAD_LITERAL, message), unit, from - 1 + base, to + 1 + base);
        }
        return bytes.size() == 0 ? 0 : bytes.get(0) & 0xff;
    }
}
