// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.SourceSpan;
import io.kerf.diag.SourceText;

/**
 * The part of a line of source around a span, so that a finding is short however long the line is. Without the white space around the
 * line. Costs what it shows: the line itself is never copied.
 *
 * @param text the characters shown
 * @param before whether the line has more before them
 * @param after whether the line has more behind them
 * @param from where the span begins in the text
 * @param to where the span ends in the text, at its end at most
 */
record Excerpt(String text, boolean before, boolean after, int from, int to) {
    /** At most so many characters around the beginning of a span. */
    static Excerpt of(SourceSpan span, int most) {
        SourceText source = span.source();
        String all = source.text();
        int number = span.line();
        int first = source.lineStart(number);
        int last = number < source.lineCount() ? source.lineStart(number + 1) - 1 : all.length();
        while (first < last && Character.isWhitespace(all.charAt(first))) {
            first++;
        }
        while (last > first && Character.isWhitespace(all.charAt(last - 1))) {
            last--;
        }
        int from = Math.max(first, Math.min(span.start(), last));
        int start = from - first > most / 2 ? from - most / 4 : first;
        int end = Math.min(last, start + most);
        start = isMiddleOfPair(all, start) ? start - 1 : start;
        end = isMiddleOfPair(all, end) ? end - 1 : end;
        int to = Math.max(from, Math.min(span.end(), end));
        return new Excerpt(all.substring(start, end), start > first, end < last, from - start, to - start);
    }

    private static boolean isMiddleOfPair(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isLowSurrogate(text.charAt(at))
                && Character.isHighSurrogate(text.charAt(at - 1));
    }

    /** The text, with signs where something is left out. */
    String marked() {
        return (before ? "…" : "") + text + (after ? "…" : "");
    }
}
