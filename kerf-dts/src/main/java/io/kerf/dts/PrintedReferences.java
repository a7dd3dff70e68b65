// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import io.kerf.dts.ValuePrinter.Piece;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodePath;
import io.kerf.tree.PropertySource;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ValueElement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the references in values: where the source had them, or {@code /__local_fixups__} says so. Each is checked against the
 * bytes, so that what is printed gives the same value again.
 */
final class PrintedReferences {
    /** A longer path is not written for a number. */
    private static final int LONGEST_PATH = 200;

    private final PrintedNames names;
    private final DtNode root;

    PrintedReferences(PrintedNames names, DeviceTree tree) {
        this.names = names;
        this.root = tree.root();
    }

    /**
     * Returns the parts of a value that has references; empty if it has none.
     *
     * @param fixups where the cells are that refer to nodes, as a property of {@code /__local_fixups__}
     * @param isPath whether the whole value may be the path of a node with a label
     */
    List<Piece> pieces(DtProperty property, @Nullable DtProperty fixups, boolean isPath) {
        if (property.name().equals("phandle") || property.name().equals("linux,phandle")) {
            return List.of();
        }
        PropertySource source = property.source().orElse(null);
        if (source != null) {
            return mayRefer(source.extent()) ? new Assembly(property.value()).of(source.elements()) : List.of();
        }
        if (fixups != null) {
            return fixed(property.value(), fixups.value());
        }
        String path = isPath ? PrintedNames.pathIn(property) : null;
        return path == null ? List.of() : labelled(path);
    }

    /** Whether a definition has a reference in it, or includes what may have one; reading its elements takes longer. */
    private static boolean mayRefer(SourceSpan extent) {
        String text = extent.source().text();
        for (int i = extent.start(); i < extent.end(); i++) {
            if (text.charAt(i) == '&' || text.startsWith("/include/", i)) {
                return true;
            }
        }
        return false;
    }

    private List<Piece> labelled(String path) {
        int position = names.withPath(path);
        List<String> labels = position < 0 ? List.of() : names.labels(position);
        return labels.isEmpty() ? List.of() : List.of(new Piece.Path("&" + labels.get(0)));
    }

    /** The parts of a value whose references are known by their offsets alone. */
    private List<Piece> fixed(PropertyValue value, PropertyValue fixups) {
        Map<Integer, String> references = new HashMap<>();
        boolean even = value.size() % Integer.BYTES == 0;
        for (int i = 0; i + Integer.BYTES <= fixups.size(); i += Integer.BYTES) {
            long offset = ValuePrinter.cell(fixups, i);
            if (offset + Integer.BYTES <= value.size()) {
                String reference = reference((int) ValuePrinter.cell(value, (int) offset));
                if (reference != null) {
                    references.put((int) offset, reference);
                    even &= offset % Integer.BYTES == 0;
                }
            }
        }
        if (references.isEmpty()) {
            return List.of();
        }
        return even ? List.of(new Piece.Cells(0, value.size(), references)) : apart(value, references);
    }

    private static List<Piece> apart(PropertyValue value, Map<Integer, String> references) {
        List<Piece> pieces = new ArrayList<>();
        int done = 0;
        for (int offset : references.keySet().stream().sorted().toList()) {
            if (offset >= done) {
                if (offset > done) {
                    pieces.add(new Piece.Plain(done, offset));
                }
                done = offset + Integer.BYTES;
                pieces.add(new Piece.Cells(offset, done, references));
            }
        }
        if (done < value.size()) {
            pieces.add(new Piece.Plain(done, value.size()));
        }
        return pieces;
    }

    /** A reference to the node with a phandle, by label or else by a short path; null if there is no such node. */
    private @Nullable String reference(int phandle) {
        int position = phandle == 0 ? -1 : names.withPhandle(phandle);
        if (position < 0) {
            return null;
        }
        List<String> labels = names.labels(position);
        if (!labels.isEmpty()) {
            return "&" + labels.get(0);
        }
        String path = names.path(position, LONGEST_PATH);
        return path == null ? null : byPath(path);
    }

    private static @Nullable String byPath(String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '/' && !CharType.is(path.charAt(i), CharType.NAME)) {
                return null;
            }
        }
        return "&{" + path + "}";
    }

    /** Puts the elements of a value together to parts. */
    private final class Assembly {
        private final PropertyValue value;
        private final List<Piece> pieces = new ArrayList<>();
        private Map<Integer, String> references = new HashMap<>();
        private boolean any;
        private boolean inCells;
        private int start;
        private int end;

        Assembly(PropertyValue value) {
            this.value = value;
        }

        List<Piece> of(List<ValueElement> elements) {
            for (ValueElement element : elements) {
                if (element.offset() != end || end + element.length() > value.size()) {
                    return List.of();
                }
                add(element);
                end += element.length();
            }
            flush();
            return any && end == value.size() ? pieces : List.of();
        }

        private void add(ValueElement element) {
            String path = element instanceof ValueElement.PathReference reference ? path(reference) : null;
            if (path != null) {
                flush();
                pieces.add(new Piece.Path(path));
                start = end + element.length();
                any = true;
                return;
            }
            boolean cell = element instanceof ValueElement.PhandleReference
                    || element instanceof ValueElement.Cell number && number.bits() == Integer.SIZE;
            if (cell != inCells) {
                flush();
                inCells = cell;
            }
            String reference = element instanceof ValueElement.PhandleReference to ? phandle(to) : null;
            if (reference != null) {
                references.put(end, reference);
                any = true;
            }
        }

        private void flush() {
            if (end > start) {
                pieces.add(inCells ? new Piece.Cells(start, end, references) : new Piece.Plain(start, end));
                references = new HashMap<>();
            }
            start = end;
        }

        private @Nullable String phandle(ValueElement.PhandleReference reference) {
            int cell = (int) ValuePrinter.cell(value, reference.offset());
            String target = reference.target();
            int labelled = names.withLabel(target);
            if (labelled >= 0) {
                return names.phandleOf(labelled) == cell && cell != 0 ? "&" + target : null;
            }
            return target.indexOf('/') < 0 ? null : reference(cell);
        }

        private @Nullable String path(ValueElement.PathReference reference) {
            String target = reference.target();
            int labelled = names.withLabel(target);
            if (labelled >= 0) {
                String path = names.path(labelled, reference.length());
                return path != null && isHere(path, reference) ? "&" + target : null;
            }
            if (!target.startsWith("/") || byPath(target) == null || !isHere(target, reference)) {
                return null;
            }
            return exists(target) ? "&{" + target + "}" : null;
        }

        private boolean isHere(String path, ValueElement.PathReference reference) {
            if (reference.length() != path.length() + 1 || value.byteAt(reference.offset() + path.length()) != 0) {
                return false;
            }
            for (int i = 0; i < path.length(); i++) {
                if ((value.byteAt(reference.offset() + i) & 0xff) != path.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Whether there is a node with exactly a path. */
    private boolean exists(String path) {
        DtNode at = root;
        for (String name : NodePath.of(path).names()) {
            DtNode child = at == null ? null : at.child(name).orElse(null);
            at = child;
        }
        return at != null;
    }
}
