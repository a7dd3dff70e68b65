// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.LineMarkers;
import io.kerf.diag.SourceSpan;
import io.kerf.diag.SourceText;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One source text of a compilation: the file itself or an included one. An included file is read once; its unit is kept by the
 * place of the {@code /include/}, so that a value can be read again from its place alone.
 */
final class SourceUnit {
    final SourceText text;

    /** The line markers that were read so far. */
    final LineMarkers markers = new LineMarkers();

    /** Whether each character is one byte of the file: the file is no UTF-8. */
    final boolean latin1;

    /** Order in which the units of a compilation were opened, from 0. */
    final int index;

    final @Nullable SourceUnit parent;

    /** Where in the parent the {@code /include/} stands. */
    final int includeStart;

    /** Where in the parent reading goes on. */
    final int resumeAt;

    final int depth;

    private byte @Nullable [] chars;
    private @Nullable Map<Integer, SourceUnit> children;
    private @Nullable Map<Integer, Integer> binaryLengths;

    SourceUnit(SourceText text, boolean latin1) {
        this(text, latin1, 0, null, 0, 0);
    }

    SourceUnit(
            SourceText text, boolean latin1, int index, @Nullable SourceUnit parent, int includeStart, int resumeAt) {
        SourceText marked = text.withMarkers(markers);
        this.text = parent == null ? marked : marked.withIncludedFrom(parent.span(includeStart, resumeAt));
        this.latin1 = latin1;
        this.index = index;
        this.parent = parent;
        this.includeStart = includeStart;
        this.resumeAt = resumeAt;
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    int length() {
        return text.text().length();
    }

    SourceSpan span(int start, int end) {
        return text.span(start, end);
    }

    /** The characters as {@link AsciiBytes}. They are kept until {@link #forgetChars}. */
    byte[] chars() {
        byte[] known = chars;
        if (known == null) {
            known = AsciiBytes.of(text.text());
            chars = known;
        }
        return known;
    }

    /** Some of the characters as {@link AsciiBytes}. */
    byte[] slice(int from, int to) {
        return AsciiBytes.of(text.text(), from, to);
    }

    /** Some of the characters as they are. */
    String text(int from, int to) {
        return text.text().substring(from, to);
    }

    /** How far behind the start of its line a position is, but for very long lines. */
    int columnOf(int position) {
        String all = text.text();
        int at = position;
        while (at > 0 && all.charAt(at - 1) != '\n' && position - at < 200) {
            at--;
        }
        return position - at;
    }

    /** How many blanks the line of a position begins with. */
    int indentOf(int position) {
        String all = text.text();
        int line = position - columnOf(position);
        int at = line;
        while (at < all.length() && (all.charAt(at) == ' ' || all.charAt(at) == '\t')) {
            at++;
        }
        return at - line;
    }

    void forgetChars() {
        chars = null;
        if (children != null) {
            for (SourceUnit child : children.values()) {
                child.forgetChars();
            }
        }
    }

    /** Adds the texts of this unit and of all that it includes, with their indexes. The depth of includes is limited. */
    void collectTexts(IdentityHashMap<SourceText, Integer> into) {
        into.put(text, index);
        if (children != null) {
            for (SourceUnit child : children.values()) {
                child.collectTexts(into);
            }
        }
    }

    void include(SourceUnit child) {
        if (children == null) {
            children = new HashMap<>();
        }
        children.put(child.includeStart, child);
    }

    @Nullable
    SourceUnit includedAt(int offset) {
        return children == null ? null : children.get(offset);
    }

    void includeBinary(int offset, int length) {
        if (binaryLengths == null) {
            binaryLengths = new HashMap<>();
        }
        binaryLengths.put(offset, length);
    }

    int binaryLengthAt(int offset) {
        Integer length = binaryLengths == null ? null : binaryLengths.get(offset);
        return length == null ? 0 : length;
    }
}
