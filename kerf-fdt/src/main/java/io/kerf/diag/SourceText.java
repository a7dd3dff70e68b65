// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A named source text that turns offsets into lines and columns.
 *
 * <p>Offsets count Java characters from 0. Lines and columns count from 1; a column counts code points, so that a letter
 * outside the basic plane is one column. Lines end at {@code \n}; a {@code \r} before it is not part of the line. The line
 * index is built on first use and costs one pass over the text. Instances are immutable but for their {@link LineMarkers}, and
 * safe to share once the text is read; two are equal only if they are the same object.
 */
public final class SourceText {
    private final String name;
    private final String text;
    private final LineMarkers markers;
    private final @Nullable SourceSpan includedFrom;
    private int @Nullable [] lineStarts;

    private SourceText(String name, String text, LineMarkers markers, @Nullable SourceSpan includedFrom) {
        this.name = Objects.requireNonNull(name, "name");
        this.text = Objects.requireNonNull(text, "text");
        this.markers = Objects.requireNonNull(markers, "markers");
        this.includedFrom = includedFrom;
    }

    /**
     * Names a text.
     *
     * @param name what to call the text in messages, usually the file's path as the user gave it
     * @param text the whole text
     * @return the source
     */
    public static SourceText of(String name, String text) {
        return new SourceText(name, text, new LineMarkers(), null);
    }

    /**
     * Makes the same text with a table of line markers, which may still grow.
     *
     * @param markers where lines come from
     * @return another text, of the same name and characters
     */
    public SourceText withMarkers(LineMarkers markers) {
        return new SourceText(name, text, markers, includedFrom);
    }

    /**
     * Makes the same text as one that another text includes.
     *
     * @param place where the other text does so
     * @return another text, of the same name and characters
     */
    public SourceText withIncludedFrom(SourceSpan place) {
        return new SourceText(name, text, markers, Objects.requireNonNull(place, "place"));
    }

    /**
     * Returns where another text includes this one.
     *
     * @return the place; empty for a text that stands for itself
     */
    public Optional<SourceSpan> includedFrom() {
        return Optional.ofNullable(includedFrom);
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

    /** The file of an offset by the last line marker before it; without one, the text's own name. */
    String fileOf(int offset) {
        checkOffset(offset);
        int marker = markers.before(offset);
        return marker < 0 ? name : markers.file(marker);
    }

    /** The line of an offset by the last line marker before it; without one, the text's own. */
    int lineInFileOf(int offset) {
        int line = lineOf(offset);
        int marker = markers.before(offset);
        return marker < 0 ? line : Math.max(0, markers.line(marker) - 1 + line - lineOf(markers.offset(marker)));
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
