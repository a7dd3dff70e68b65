// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.ReservedRange;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes a tree as a blob, laid out as {@code dtc} lays it out. */
final class FdtEncoder {
    private static final Comparator<ReservedRange> BY_ADDRESS = Comparator.comparing(
                    ReservedRange::address, Long::compareUnsigned)
            .thenComparing(ReservedRange::size, Long::compareUnsigned);

    private static final int MOST_KEPT = 1 << 16;
    private static final int MOST_OPEN = 64;

    /** Held softly: a thread that lives on must not keep classes alive whose program has been unloaded. */
    private static final ThreadLocal<@Nullable SoftReference<Scratch>> SCRATCH = new ThreadLocal<>();

    private final boolean sorted;
    private final BlobResidue residue;
    private final BlobLayout layout;

    private final List<OpenNode> open;

    /** A node that is open: its children, and how many of them are written. */
    private static final class OpenNode {
        private List<DtNode> children = List.of();
        private int next;
    }

    /**
     * What a thread keeps from one blob to the next. Of a small one, a third of the time went into a new array, and a fifth of the rest into
     * looking names up.
     */
    private static final class Scratch {
        private final NameReplay names = new NameReplay();
        private List<OpenNode> open = new ArrayList<>();
        private byte[] structure = new byte[BlobLayout.FIRST_CAPACITY];
        private boolean isInUse;

        /** Keeps what a blob was made with that is done, unless it was a large one. */
        private void keep(byte[] array) {
            isInUse = false;
            structure = array.length <= MOST_KEPT ? array : new byte[BlobLayout.FIRST_CAPACITY];
            open = open.size() <= MOST_OPEN ? open : new ArrayList<>();
        }
    }

    private FdtEncoder(FdtOptions options, BlobResidue residue, BlobLayout layout, List<OpenNode> open) {
        this.sorted = options.order() == FdtOptions.Order.SORTED;
        this.residue = residue;
        this.layout = layout;
        this.open = open;
    }

    static byte[] encode(DeviceTree tree, FdtOptions options) {
        Scratch scratch = scratch();
        BlobStrings strings = new BlobStrings(scratch.names);
        BlobLayout layout = new BlobLayout(options, strings, scratch.structure);
        byte[] blob = new FdtEncoder(options, BlobResidue.NONE, layout, scratch.open).encode(tree);
        strings.keep();
        scratch.keep(layout.scratch());
        return blob;
    }

    /** Encodes a tree that came of a blob which libfdt would have edited: what libfdt leaves there is written as well. */
    static byte[] encode(DeviceTree tree, FdtOptions options, BlobResidue residue) {
        BlobLayout layout =
                new BlobLayout(options, new BlobStrings(residue.strings()), new byte[BlobLayout.FIRST_CAPACITY]);
        return new FdtEncoder(options, residue, layout, new ArrayList<>()).encode(tree);
    }

    private static Scratch scratch() {
        SoftReference<Scratch> kept = SCRATCH.get();
        Scratch scratch = kept == null ? null : kept.get();
        // In use still: that blob failed in the midst, with nodes open.
        if (scratch == null || scratch.isInUse) {
            scratch = new Scratch();
            SCRATCH.set(new SoftReference<>(scratch));
        }
        scratch.isInUse = true;
        return scratch;
    }

    private byte[] encode(DeviceTree tree) {
        try {
            structure(tree.root());
            return layout.finish(reservations(tree), tree.bootCpuId());
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("the blob of " + tree + " would be larger than 2 GiB", tooLarge);
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
        boolean isPadded = residue != BlobResidue.NONE;
        for (int i = 0; i < properties.size(); i++) {
            DtProperty property = properties.get(i);
            String name = property.name();
            layout.property(name, layout.nameOffset(name), property.value());
            if (isPadded) {
                pad(property);
            }
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

    private void pad(DtProperty property) {
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
