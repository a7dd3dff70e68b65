// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads members of nodes in the plain form that nearly all have, straight from the characters: a property without a value or with a
 * {@link PlainValue}, the opening of a node with at most one label, and its end, with comments in front of it. A compilation spends most
 * of its time on these, and making tokens would double it. At anything else, right or wrong, reading stops in front of the member,
 * which is left to {@link BodyParser}. So errors are unknown here, and all that is read is read as that would.
 */
final class PlainMembers {
    private final Lexer lexer;
    private final NameTable names;
    private final DraftTree tree;
    private final ValueBuffer buffer;
    private final PlainValue values;

    private byte[] chars = new byte[AsciiBytes.PADDING];
    private SourceUnit unit;
    /** Where the characters begin in the unit. */
    private int base;

    private NodeDraft open;

    PlainMembers(Lexer lexer, NameTable names, DraftTree tree, ValueBuffer buffer, NodeDraft none) {
        this.lexer = lexer;
        this.names = names;
        this.tree = tree;
        this.buffer = buffer;
        this.values = new PlainValue(names, buffer);
        this.unit = lexer.unit();
        this.open = none;
    }

    /** Reads on behind the current token, and does not close the outermost node. Returns the node that is open then. */
    NodeDraft read(NodeDraft innermost, NodeDraft outermost) {
        if (!lexer.isBeforeName()) {
            return innermost;
        }
        chars = lexer.chars();
        unit = lexer.unit();
        base = lexer.positionOf(0);
        open = innermost;
        int done = lexer.at();
        int next = done;
        while (next != PlainValue.OTHER) {
            done = next;
            int at = skipSpace(done);
            next = chars[at] == '}' ? close(at, outermost) : member(at, null);
        }
        if (done != lexer.at()) {
            lexer.jumpTo(done + base, Lexer.State.NAME);
        }
        return open;
    }

    /** Skips comments, too, but for one that has no end. */
    private int skipSpace(int from) {
        int at = AsciiBytes.skipSpace(chars, from);
        while (chars[at] == '/' && chars[at + 1] == '*') {
            int end = AsciiBytes.endOfComment(chars, at + 2, AsciiBytes.limit(chars));
            if (end < 0) {
                return at;
            }
            at = AsciiBytes.skipSpace(chars, end);
        }
        return at;
    }

    private int close(int brace, NodeDraft outermost) {
        int at = AsciiBytes.skipSpace(chars, brace + 1);
        if (chars[at] != ';' || open == outermost) {
            return PlainValue.OTHER;
        }
        open.extentEnd = brace + 1 + base;
        open.endUnit = unit;
        open = Objects.requireNonNull(open.parent);
        return at + 1;
    }

    /** Returns the index behind a property, or behind the opening brace of a node. */
    private int member(int from, @Nullable LabelDraft label) {
        // A number sign at the start of a line may be the preprocessor's.
        int to = chars[from] == '#' && (from == 0 || chars[from - 1] == '\n') ? from : AsciiBytes.skipName(chars, from);
        int at = AsciiBytes.skipSpace(chars, to);
        if (to == from) {
            return PlainValue.OTHER;
        }
        return switch (chars[at]) {
            case '=' -> label == null ? property(from, to, at) : PlainValue.OTHER;
            case ';' -> label == null ? property(from, to, at) : PlainValue.OTHER;
            case '{' -> node(from, to, at, label);
            case ':' -> at == to && label == null ? labelled(from, to) : PlainValue.OTHER;
            default -> PlainValue.OTHER;
        };
    }

    private int labelled(int from, int to) {
        if (!CharType.isLabel(chars, from, to)) {
            return PlainValue.OTHER;
        }
        LabelDraft label = new LabelDraft(names.of(chars, from, to), unit, from + base, to + 1 + base);
        return member(AsciiBytes.skipSpace(chars, to + 1), label);
    }

    /** Reads from the equals sign or the semicolon behind the name. */
    private int property(int from, int to, int at) {
        if (open.hasChildren() && !open.propertyAfterNode) {
            return PlainValue.OTHER;
        }
        PropertyDraft property = new PropertyDraft(names.of(chars, from, to));
        property.offset = buffer.size();
        int end = to;
        int semicolon = at;
        if (chars[at] == '=') {
            semicolon = values.read(chars, at + 1, base, unit, property);
            if (semicolon == PlainValue.OTHER) {
                return PlainValue.OTHER;
            }
            property.valueStart = at + 1 + base;
            property.length = buffer.size() - property.offset;
            end = values.end();
        }
        property.unit = unit;
        property.nameStart = from + base;
        property.nameEnd = to + base;
        property.extentEnd = end + base;
        open.add(property);
        return semicolon + 1;
    }

    private int node(int from, int to, int brace, @Nullable LabelDraft label) {
        NodeDraft node = new NodeDraft(names.of(chars, from, to), unit, from + base, to + base);
        node.braceStart = brace + base;
        if (label != null) {
            node.labels = label;
            tree.noteLabelled(node);
        }
        open.add(node);
        open = node;
        return brace + 1;
    }
}
