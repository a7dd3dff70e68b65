// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/** What a preprocessor leaves: {@code # 12 "file" flags} or {@code #line 12 "file"}. */
final class LineMarker {
    private LineMarker() {}

    /** Returns the index behind the marker that begins at an index, or that index if none does. */
    static int skip(char[] chars, int at, int limit) {
        int i = at + 1;
        if (chars[i] == 'l' && chars[i + 1] == 'i' && chars[i + 2] == 'n' && chars[i + 3] == 'e') {
            i += 4;
        }
        int digits = skipBlanks(chars, i);
        int behind = digits;
        while (CharType.is(chars[behind], CharType.DIGIT)) {
            behind++;
        }
        int quote = skipBlanks(chars, behind);
        if (digits == i || behind == digits || quote == behind || chars[quote] != '"') {
            return at;
        }
        while (chars[quote] != '\n' && !(chars[quote] == 0 && quote == limit)) {
            quote++;
        }
        return quote;
    }

    static int skipBlanks(char[] chars, int from) {
        int i = from;
        while (chars[i] == ' ' || chars[i] == '\t') {
            i++;
        }
        return i;
    }
}
