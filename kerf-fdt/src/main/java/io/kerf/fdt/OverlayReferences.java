// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.OverlayException.Reason;
import io.kerf.fdt.OverlayException.Subject;
import io.kerf.fdt.OverlayTree.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The phandles of an overlay, and the cells that hold them: those that {@code __local_fixups__} name. */
final class OverlayReferences {
    private final OverlayTree overlay;
    private final int index;

    /** The references by the phandles that they hold, once they are needed. */
    private final Map<Integer, List<Cell>> cells = new HashMap<>();

    private boolean indexed;

    OverlayReferences(OverlayTree overlay, int index) {
        this.overlay = overlay;
        this.index = index;
    }

    void movePhandles(int delta) {
        for (Node node : overlay.phandleNodes()) {
            movePhandle(node, "phandle", delta);
            movePhandle(node, "linux,phandle", delta);
        }
    }

    private void movePhandle(Node node, String name, int delta) {
        int property = node.indexOf(name);
        if (property < 0) {
            return;
        }
        if (node.size(property) != Integer.BYTES) {
            throw fail(
                    Reason.BAD_PHANDLE,
                    node.subject(property),
                    "a phandle is one cell of 4 bytes, but this value has " + node.size(property) + " bytes");
        }
        int phandle = node.cell(property, 0);
        int moved = phandle + delta;
        if (Integer.compareUnsigned(moved, phandle) < 0 || moved == -1) {
            throw fail(
                    Reason.PHANDLES_EXHAUSTED,
                    node.subject(property),
                    "phandle " + hex(phandle) + " cannot be moved behind the base's highest one, " + hex(delta)
                            + ": renumber the phandles of the base");
        }
        node.setCell(property, 0, moved);
    }

    /** Adds to all references what was added to the phandles. */
    void move(int delta) {
        forEach(cell -> cell.set(cell.get() + delta));
    }

    /** Makes all references to a phandle refer to another one. */
    void replace(int phandle, int replacement) {
        if (!indexed) {
            indexed = true;
            forEach(cell ->
                    cells.computeIfAbsent(cell.get(), key -> new ArrayList<>()).add(cell));
        }
        List<Cell> found = phandle == replacement ? null : cells.remove(phandle);
        if (found == null) {
            return;
        }
        for (Cell cell : found) {
            // Cells may overlap, so that one is no longer what it was.
            if (cell.get() == phandle) {
                cell.set(replacement);
            }
        }
        List<Cell> present = cells.putIfAbsent(replacement, found);
        if (present != null) {
            present.addAll(found);
        }
    }

    /** A cell of the overlay that refers to another node of the overlay. */
    private record Cell(Node node, int property, int offset) {
        int get() {
            return node.cell(property, offset);
        }

        void set(int phandle) {
            node.setCell(property, offset, phandle);
        }
    }

    /** A node below {@code __local_fixups__}, and the node that it stands for. */
    private record Mirror(Node fixups, Node node) {}

    /** Calls an action for each cell that {@code __local_fixups__} name, in their order. */
    private void forEach(Consumer<Cell> action) {
        Node fixups = overlay.child(overlay.root(), "__local_fixups__");
        if (fixups == null) {
            return;
        }
        Deque<Mirror> open = new ArrayDeque<>();
        open.push(new Mirror(fixups, overlay.root()));
        while (!open.isEmpty()) {
            Mirror mirror = open.pop();
            for (int i = 0; i < mirror.fixups.propertyCount(); i++) {
                forEach(mirror, i, action);
            }
            for (int i = mirror.fixups.childCount() - 1; i >= 0; i--) {
                Node child = mirror.fixups.child(i);
                Node mirrored = overlay.child(mirror.node, child.name());
                if (mirrored == null) {
                    throw badLocal(child.subject(), "there is no such node in " + mirror.node.path());
                }
                open.push(new Mirror(child, mirrored));
            }
        }
    }

    private void forEach(Mirror mirror, int fixup, Consumer<Cell> action) {
        Node fixups = mirror.fixups;
        String name = fixups.propertyName(fixup);
        if (fixups.size(fixup) % Integer.BYTES != 0) {
            throw badLocal(
                    fixups.subject(fixup),
                    "offsets are cells of 4 bytes, but this value has " + fixups.size(fixup) + " bytes");
        }
        int property = mirror.node.indexOf(name);
        if (property < 0) {
            throw badLocal(fixups.subject(fixup), "there is no such property in " + mirror.node.path());
        }
        for (int offset : fixups.value(fixup).u32List()) {
            if (!mirror.node.hasCell(property, offset)) {
                throw badLocal(fixups.subject(fixup), outside(mirror.node, property, offset));
            }
            action.accept(new Cell(mirror.node, property, offset));
        }
    }

    private OverlayException badLocal(Subject subject, String problem) {
        return fail(Reason.BAD_LOCAL_FIXUP, subject, problem);
    }

    private OverlayException fail(Reason reason, Subject subject, String problem) {
        return new OverlayException(reason, index, subject, problem);
    }

    static String outside(Node node, int property, int offset) {
        return "there are no 4 bytes at offset " + Integer.toUnsignedString(offset) + " of property '"
                + node.propertyName(property) + "' in " + node.path() + ", which has " + node.size(property) + " bytes";
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }
}
