// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.dts.DtsPrintOptions.Comment;
import io.kerf.dts.DtsPrintOptions.Naming;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.ReservedRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints a tree as {@code dtc -O dts} prints a blob, and more where options ask for it. */
final class DtsPrinter {
    /** Deeper nodes are not indented any further, so that the text stays in proportion to the tree. */
    private static final int DEEPEST_INDENT = 32;

    private static final String FIXUPS = "__local_fixups__";

    private final StringBuilder out = new StringBuilder(4096);
    private final ValuePrinter values = new ValuePrinter(out);
    private final DeviceTree tree;
    private final DtsPrintOptions options;
    private final @Nullable PrintedNames names;
    private final @Nullable PrintedReferences references;
    private final Deque<Place> open = new ArrayDeque<>();
    private int position;
    private int propertyIndex;

    /** A node that is open: which children follow, and what belongs to it elsewhere. */
    private record Place(
            Iterator<DtNode> children,
            @Nullable PathTree<Comment> comments,
            Map<Optional<String>, List<Comment>> here,
            @Nullable DtNode fixups,
            boolean special) {}

    DtsPrinter(DeviceTree tree, DtsPrintOptions options) {
        this.tree = tree;
        this.options = options;
        this.names = options.naming() == Naming.NONE ? null : new PrintedNames(tree);
        this.references =
                names != null && options.naming() == Naming.REFERENCES ? new PrintedReferences(names, tree) : null;
    }

    String print() {
        out.append(options.dialect().header()).append("\n\n");
        for (ReservedRange range : tree.reservations()) {
            out.append("/memreserve/\t");
            values.number(range.address(), 16);
            out.append(' ');
            values.number(range.size(), 16);
            out.append(";\n");
        }
        DtNode fixups = references == null ? null : tree.root().child(FIXUPS).orElse(null);
        begin(tree.root(), comments(), fixups, false);
        while (!open.isEmpty()) {
            Place place = open.getFirst();
            if (place.children().hasNext()) {
                out.append('\n');
                child(place, place.children().next());
            } else {
                open.pop();
                indent();
                out.append("};\n");
            }
        }
        for (String label : names == null ? List.<String>of() : names.labels(0)) {
            out.append('\n').append(label).append(": &{/} {\n};\n");
        }
        return out.toString();
    }

    private void child(Place parent, DtNode child) {
        PathTree<Comment> comments =
                parent.comments() == null ? null : parent.comments().child(child.name());
        DtNode fixups = parent.fixups() == null
                ? null
                : parent.fixups().child(child.name()).orElse(null);
        boolean special = open.size() == 1
                && (child.name().equals("aliases") || child.name().equals("chosen"));
        begin(child, comments, fixups, special);
    }

    private @Nullable PathTree<Comment> comments() {
        if (options.lastComment() == null) {
            return null;
        }
        List<Comment> all = new ArrayList<>();
        for (Comment each = options.lastComment(); each != null; each = each.before()) {
            all.add(each);
        }
        Collections.reverse(all);
        PathTree<Comment> comments = new PathTree<>();
        all.forEach(each -> comments.add(each.node(), each));
        return comments;
    }

    private void begin(DtNode node, @Nullable PathTree<Comment> comments, @Nullable DtNode fixups, boolean special) {
        Map<Optional<String>, List<Comment>> here = comments == null
                ? Map.of()
                : comments.here().stream().collect(Collectors.groupingBy(Comment::property));
        comment(here.get(Optional.<String>empty()));
        indent();
        if (names != null && position > 0) {
            labels(names.labels(position));
        }
        if (position++ == 0) {
            out.append('/');
        } else {
            name(node.name());
        }
        out.append(" {\n");
        open.push(new Place(node.children().iterator(), comments, here, fixups, special));
        for (DtProperty property : node.properties()) {
            property(property, open.getFirst());
        }
    }

    private void property(DtProperty property, Place place) {
        comment(place.here().isEmpty() ? null : place.here().get(Optional.of(property.name())));
        indent();
        if (names != null) {
            labels(names.propertyLabels(propertyIndex++));
        }
        name(property.name());
        if (property.size() > 0) {
            out.append(" = ");
            List<ValuePrinter.Piece> pieces = references == null
                    ? List.of()
                    : references.pieces(
                            property,
                            place.fixups() == null
                                    ? null
                                    : place.fixups().property(property.name()).orElse(null),
                            place.special());
            if (pieces.isEmpty()) {
                values.print(property.value());
            } else {
                values.print(property.value(), pieces);
            }
        }
        out.append(";\n");
    }

    private void labels(List<String> labels) {
        for (String label : labels) {
            out.append(label).append(": ");
        }
    }

    /** A name; characters that no name can have in source are made an error there, since they could be read as something else. */
    private void name(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (CharType.is(c, CharType.NAME)) {
                out.append(c);
            } else {
                out.append('$').append(String.format("%02x", (int) c));
            }
        }
    }

    private void comment(@Nullable List<Comment> comments) {
        if (comments == null) {
            return;
        }
        for (Comment comment : comments) {
            List<String> lines = comment.text().replace("*/", "* /").lines().toList();
            indent();
            if (lines.size() < 2) {
                out.append("/* ").append(String.join("", lines)).append(" */\n");
                continue;
            }
            out.append("/*\n");
            for (String line : lines) {
                indent();
                out.append(" * ").append(line).append('\n');
            }
            indent();
            out.append(" */\n");
        }
    }

    private void indent() {
        for (int i = Math.min(open.size(), DEEPEST_INDENT); i > 0; i--) {
            out.append('\t');
        }
    }
}
