// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.Objects;

/**
 * A run of characters of one source text. Line and column are worked out only when asked for.
 *
 * @param source the text
 * @param start offset of the first character, from 0
 * @param end offset behind the last character; equal to {@code start} for a span without characters
 */
public record SourceSpan(SourceText source, int start, int end) implements Location {
    /** Checks {@code 0 <= start <= end <= text length}. */
    public SourceSpan {
        Objects.requireNonNull(source, "source");
        if (start < 0 || end < start || end > source.text().length()) {
            throw new IllegalArgumentException("no span " + start + ".." + end + " in " + source.name() + " with "
                    + source.text().length() + " characters");
        }
    }

    /**
     * Returns the file that the first character comes from.
     *
     * @return the file that the last line marker before it names, else the name of the text
     */
    public String file() {
        return source.fileOf(start);
    }

    /**
     * Returns the line of the first character in the file that it comes from.
     *
     * @return the line as the last line marker before it counts, which may count from 0; else {@link #line}
     */
    public int lineInFile() {
        return source.lineInFileOf(start);
    }

    /**
     * Returns the line of the first character in the text, whatever line markers say.
     *
     * @return the line, from 1
     */
    public int line() {
        return source.lineOf(start);
    }

    /**
     * Returns the column of the first character.
     *
     * @return the column in code points, from 1
     */
    public int column() {
        return source.columnOf(start);
    }

    /**
     * Returns the characters of the span.
     *
     * @return the text between start and end
     */
    public String text() {
        return source.text().substring(start, end);
    }

    /**
     * Returns the smallest span that holds this one and another of the same text.
     *
     * @param other a span of the same text
     * @return the hull
     * @throws IllegalArgumentException if the other span belongs to another text
     */
    public SourceSpan to(SourceSpan other) {
        if (other.source != source) {
            throw new IllegalArgumentException("spans of two texts: " + describe() + " and " + other.describe());
        }
        return new SourceSpan(source, Math.min(start, other.start), Math.max(end, other.end));
    }

    @Override
    public String describe() {
        return file() + ":" + lineInFile() + ":" + column();
    }

    @Override
    public String toString() {
        return describe();
    }
}
