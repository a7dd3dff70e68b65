// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.ReservedRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Writes a tree as a blob, laid out as {@code dtc} lays it out. */
final class FdtEncoder {
    private static final Comparator<ReservedRange> BY_ADDRESS = Comparator.comparing(
                    ReservedRange::address, Long::compareUnsigned)
            .thenComparing(ReservedRange::size, Long::compareUnsigned);

    private static final int MOST_KEPT = 1 << 16;

    /**
     * Where a thread put the last structure block together: of a small blob, a third of the time went into new arrays. It is taken away
     * while it is in use, and given back unless it has become large.
     */
    private static final ThreadLocal<byte[]> SCRATCH = new ThreadLocal<>();

    private final boolean sorted;
    private final BlobResidue residue;
    private final BlobLayout layout;

    /** The nodes that are open: their children, and how many of them are written. */
    private final List<OpenNode> open = new ArrayList<>();

    private static final class OpenNode {
        private List<DtNode> children = List.of();
        private int next;
    }

    private FdtEncoder(FdtOptions options, BlobResidue residue) {
        this.sorted = options.order() == FdtOptions.Order.SORTED;
        this.residue = residue;
        this.layout = new BlobLayout(options, residue.strings(), takeScratch());
    }

    static byte[] encode(DeviceTree tree, FdtOptions options) {
        return encode(tree, options, new BlobResidue());
    }

    /** Encodes a tree that came of a blob which libfdt would have edited: what libfdt leaves there is written as well. */
    static byte[] encode(DeviceTree tree, FdtOptions options, BlobResidue residue) {
        FdtEncoder encoder = new FdtEncoder(options, residue);
        try {
            encoder.structure(tree.root());
            byte[] blob = encoder.layout.finish(encoder.reservations(tree), tree.bootCpuId());
            keepScratch(encoder.layout.scratch());
            return blob;
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("the blob of " + tree + " would be larger than 2 GiB", tooLarge);
        }
    }

    private static byte[] takeScratch() {
        byte[] kept = SCRATCH.get();
        if (kept == null) {
            return new byte[BlobLayout.FIRST_CAPACITY];
        }
        SCRATCH.set(null);
        return kept;
    }

    private static void keepScratch(byte[] array) {
        if (array.length <= MOST_KEPT) {
            SCRATCH.set(array);
        }
    }

    private void structure(DtNode root) {
        int depth = begin(root, 0);
        while (depth > 0) {
            OpenNode parent = open.get(depth - 1);
            if (parent.next < parent.children.size()) {
                depth = begin(parent.children.get(parent.next++), depth);
            } else {
                layout.endNode();
                parent.children = List.of();
                depth--;
            }
        }
    }

    /** Writes a node up to its first child, or to its end if it has none. Returns how many nodes are open then. */
    private int begin(DtNode node, int depth) {
        layout.beginNode(node.name());
        List<DtProperty> properties = inOrder(node.properties(), DtProperty::name);
        for (int i = 0; i < properties.size(); i++) {
            property(properties.get(i));
        }
        layout.endProperties();
        List<DtNode> children = node.children();
        if (children.isEmpty()) {
            layout.endNode();
            return depth;
        }
        if (depth == open.size()) {
            open.add(new OpenNode());
        }
        OpenNode frame = open.get(depth);
        frame.children = inOrder(children, DtNode::name);
        frame.next = 0;
        return depth + 1;
    }

    private void property(DtProperty property) {
        String name = property.name();
        layout.property(name, layout.nameOffset(name), property.value());
        int padding = residue.padding(property);
        if (padding != 0) {
            layout.addToLastCell(padding);
        }
    }

    private List<ReservedRange> reservations(DeviceTree tree) {
        return sorted ? tree.reservations().stream().sorted(BY_ADDRESS).toList() : tree.reservations();
    }

    /** Byte order is the order of characters, since names are ISO 8859-1. */
    private <T> List<T> inOrder(List<T> items, Function<T, String> name) {
        return !sorted || items.size() < 2
                ? items
                : items.stream().sorted(Comparator.comparing(name)).toList();
    }
}
