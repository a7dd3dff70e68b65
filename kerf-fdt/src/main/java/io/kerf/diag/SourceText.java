// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A named source text that turns offsets into lines and columns.
 *
 * <p>Offsets count Java characters from 0. Lines and columns count from 1; a column counts code points, so that a letter
 * outside the basic plane is one column. Lines end at {@code \n}; a {@code \r} before it is not part of the line. The line
 * index is built on first use and costs one pass over the text. Instances are immutable and safe to share; two are equal only
 * if they are the same object.
 */
public final class SourceText {
    private final String name;
    private final String text;
    private int @Nullable [] lineStarts;

    private SourceText(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /**
     * Names a text.
     *
     * @param name what to call the text in messages, usually the file's path as the user gave it
     * @param text the whole text
     * @return the source
     */
    public static SourceText of(String name, String text) {
        return new SourceText(Objects.requireNonNull(name, "name"), Objects.requireNonNull(text, "text"));
    }

    /**
     * Returns the name used in messages.
     *
     * @return the name given to {@link #of}
     */
    public String name() {
        return name;
    }

    /**
     * Returns the whole text.
     *
     * @return the text, unchanged
     */
    public String text() {
        return text;
    }

    /**
     * Returns the number of lines; an empty text has one.
     *
     * @return the number of lines, at least 1
     */
    public int lineCount() {
        return lineStarts().length;
    }

    /**
     * Finds the line of an offset in O(log lines).
     *
     * @param offset from 0 to the length of the text, inclusive
     * @return the line, from 1
     * @throws IllegalArgumentException if the offset lies outside the text
     */
    public int lineOf(int offset) {
        checkOffset(offset);
        int found = Arrays.binarySearch(lineStarts(), offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /**
     * Finds the column of an offset on its line.
     *
     * @param offset from 0 to the length of the text, inclusive
     * @return the column in code points, from 1
     * @throws IllegalArgumentException if the offset lies outside the text
     */
    public int columnOf(int offset) {
        return text.codePointCount(lineStarts()[lineOf(offset) - 1], offset) + 1;
    }

    /**
     * Returns one line without its line break.
     *
     * @param line the line, from 1 to {@link #lineCount}
     * @return its characters
     * @throws IllegalArgumentException if there is no such line
     */
    public String line(int line) {
        int start = lineStart(line);
        int end = line < lineCount() ? lineStarts()[line] - 1 : text.length();
        if (end > start && text.charAt(end - 1) == '\r') {
            end--;
        }
        return text.substring(start, end);
    }

    /**
     * Returns the offset of a line's first character.
     *
     * @param line the line, from 1 to {@link #lineCount}
     * @return the offset, from 0
     * @throws IllegalArgumentException if there is no such line
     */
    public int lineStart(int line) {
        if (line < 1 || line > lineCount()) {
            throw new IllegalArgumentException("line " + line + " is not in 1.." + lineCount() + " of " + name);
        }
        return lineStarts()[line - 1];
    }

    /**
     * Makes a span of this text.
     *
     * @param start offset of the first character
     * @param end offset behind the last character; equal to {@code start} for an empty span
     * @return the span
     * @throws IllegalArgumentException unless {@code 0 <= start <= end <= text length}
     */
    public SourceSpan span(int start, int end) {
        return new SourceSpan(this, start, end);
    }

    private void checkOffset(int offset) {
        if (offset < 0 || offset > text.length()) {
            throw new IllegalArgumentException("offset " + offset + " is not in 0.." + text.length() + " of " + name);
        }
    }

    /** Racy single-check: two threads may both build the index, to the same content. */
    private int[] lineStarts() {
        int[] known = lineStarts;
        if (known == null) {
            known = indexLines(text);
            lineStarts = known;
        }
        return known;
    }

    private static int[] indexLines(String text) {
        int[] starts = new int[Math.max(16, text.length() / 24)];
        int count = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
            }
            starts[count++] = at + 1;
        }
        return Arrays.copyOf(starts, count);
    }

    @Override
    public String toString() {
        return name;
    }
}
