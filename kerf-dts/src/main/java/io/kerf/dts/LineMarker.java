// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import java.nio.charset.StandardCharsets;

/**
 * What a preprocessor leaves: {@code # 12 "file" flags} or {@code #line 12 "file"}. Places behind it count from that line of that
 * file; where included files are looked for does not change.
 */
final class LineMarker {
    private LineMarker() {}

    /** Takes note of the marker that begins at an index; returns the index behind it, or that index if none does. */
    static int take(byte[] chars, int at, int limit, int base, SourceUnit unit, Findings findings) {
        int i = at + 1;
        if (chars[i] == 'l' && chars[i + 1] == 'i' && chars[i + 2] == 'n' && chars[i + 3] == 'e') {
            i += 4;
        }
        int digits = skipBlanks(chars, i);
        int behind = skipDigits(chars, digits);
        int quote = skipBlanks(chars, behind);
        if (digits == i || behind == digits || quote == behind || chars[quote] != '"') {
            return at;
        }
        int close = Quotes.endOfString(chars, quote, limit);
        if (close < 0) {
            return at;
        }
        int end = skipFlags(chars, close + 1);
        String file = file(chars, quote + 1, close, base, unit, findings);
        int nul = file.indexOf('\0');
        if (nul >= 0) {
            findings.add(
                    Diagnostic.error(Codes.LINE_MARKER, "the file name of this line marker has a NUL in it")
                            .withSuggestion("write a plain file name"),
                    unit,
                    at + base,
                    close + 1 + base);
            file = file.substring(0, nul);
        }
        unit.markers.add(end + base, line(chars, digits, behind), file);
        return end;
    }

    static int skipBlanks(byte[] chars, int from) {
        int i = from;
        while (chars[i] == ' ' || chars[i] == '\t') {
            i++;
        }
        return i;
    }

    private static int skipDigits(byte[] chars, int from) {
        int i = from;
        while (CharType.is(chars[i], CharType.DIGIT)) {
            i++;
        }
        return i;
    }

    /** The flags say what kind of file it is, which makes no difference. */
    private static int skipFlags(byte[] chars, int from) {
        int end = from;
        while (true) {
            int digits = skipBlanks(chars, end);
            int behind = skipDigits(chars, digits);
            if (digits == end || behind == digits) {
                return end;
            }
            end = behind;
        }
    }

    private static String file(byte[] chars, int from, int to, int base, SourceUnit unit, Findings findings) {
        if (!Quotes.hasEscape(chars, from, to)) {
            return unit.text(from + base, to + base);
        }
        ValueBuffer bytes = new ValueBuffer(to - from);
        Escapes.append(chars, from, to, base, unit, bytes, findings);
        return new String(bytes.toValue().toBytes(), StandardCharsets.UTF_8);
    }

    /** The number, or the largest there is. */
    private static int line(byte[] chars, int from, int to) {
        long line = 0;
        for (int i = from; i < to && line <= Integer.MAX_VALUE; i++) {
            line = line * 10 + chars[i] - '0';
        }
        return (int) Math.min(line, Integer.MAX_VALUE);
    }
}
