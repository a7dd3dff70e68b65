// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import org.jspecify.annotations.Nullable;

/**
 * The structure block that libfdt has at the moment, as cells of 32 bits. libfdt moves bytes to make room and writes only those of the
 * value; the padding behind it keeps what stood there before. So the padding depends on what follows the place.
 */
final class StructureView {
    private final TargetTree tree;
    private final BlobResidue residue;

    /** Where the view stands: in a node, before one of its properties. */
    private TargetNode node;

    private int property;

    /** Cells yet to be passed. */
    private int left;

    StructureView(TargetTree tree, BlobResidue residue) {
        this.tree = tree;
        this.residue = residue;
        this.node = tree.root();
    }

    /** Returns what will be the padding of a new property that is put first in a node. */
    int paddingOfNew(TargetNode at, DtProperty added) {
        int length = added.size();
        return padded(length) ? cell(at, 0, 3 + length / Integer.BYTES) & paddingMask(length) : 0;
    }

    /** Returns what will be the padding of a value that takes the place of another. */
    int paddingOfReplacement(TargetNode at, int index, DtProperty replacement) {
        int length = replacement.size();
        if (!padded(length)) {
            return 0;
        }
        DtProperty old = at.propertyAt(index);
        int cell = length / Integer.BYTES;
        int oldCells = cells(old.size());
        return (cell < oldCells ? valueCell(old, cell) : cell(at, index + 1, cell - oldCells)) & paddingMask(length);
    }

    private static boolean padded(int length) {
        return length % Integer.BYTES != 0;
    }

    private static int paddingMask(int length) {
        return -1 >>> Byte.SIZE * (length % Integer.BYTES);
    }

    private static int cells(int bytes) {
        return (bytes + Integer.BYTES - 1) / Integer.BYTES;
    }

    /** Returns a cell at a distance from a place before a property, or behind all properties, of a node. */
    private int cell(TargetNode start, int firstProperty, int distance) {
        node = start;
        property = firstProperty;
        left = distance;
        while (true) {
            while (property < node.propertyCount()) {
                DtProperty next = node.propertyAt(property++);
                int size = 3 + cells(next.size());
                if (left < size) {
                    return propertyCell(next);
                }
                left -= size;
            }
            Integer found = enterNext();
            if (found != null) {
                return found;
            }
        }
    }

    private int propertyCell(DtProperty at) {
        return switch (left) {
            case 0 -> Token.PROP;
            case 1 -> at.size();
            case 2 -> residue.strings().offsetOf(at.name());
            default -> valueCell(at, left - 3);
        };
    }

    private int valueCell(DtProperty at, int cell) {
        PropertyValue value = at.value();
        int start = cell * Integer.BYTES;
        if (start + Integer.BYTES <= value.size()) {
            return value.slice(start, Integer.BYTES).u32();
        }
        int bits = residue.padding(at);
        for (int i = start; i < value.size(); i++) {
            bits |= (value.byteAt(i) & 0xff) << Byte.SIZE * (Integer.BYTES - 1 - (i - start));
        }
        return bits;
    }

    /** Goes on to the first child, else up to the next sibling; returns the cell if it is met on the way. */
    private @Nullable Integer enterNext() {
        int index = 0;
        while (index == node.childCount()) {
            if (left-- == 0) {
                return Token.END_NODE;
            }
            TargetNode parent = node.parent();
            if (parent == null) {
                return behindRoot();
            }
            index = parent.indexOf(node) + 1;
            node = parent;
        }
        node = tree.childAt(node, index);
        property = 0;
        int size = 1 + cells(node.name().length() + 1);
        if (left < size) {
            return left == 0 ? Token.BEGIN_NODE : nameCell(node.name(), (left - 1) * Integer.BYTES);
        }
        left -= size;
        return null;
    }

    private int behindRoot() {
        if (left == 0) {
            return Token.END;
        }
        int bits = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            bits = bits << Byte.SIZE | residue.strings().byteAt((left - 1) * Integer.BYTES + i);
        }
        return bits;
    }

    private static int nameCell(String name, int start) {
        int bits = 0;
        for (int i = start; i < start + Integer.BYTES; i++) {
            bits = bits << Byte.SIZE | (i < name.length() ? name.charAt(i) : 0);
        }
        return bits;
    }
}
