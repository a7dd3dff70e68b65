// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodeName;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ReservedRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Writes a tree as a blob, laid out as {@code dtc} lays it out: header, reservations, structure, strings, without gaps. */
final class FdtEncoder {
    private static final Comparator<ReservedRange> BY_ADDRESS = Comparator.comparing(
                    ReservedRange::address, Long::compareUnsigned)
            .thenComparing(ReservedRange::size, Long::compareUnsigned);

    private final FdtOptions options;
    private final FdtVersion version;
    private final StringsBlock strings;
    private final BlobResidue residue;
    private final BigEndianBuffer structure = new BigEndianBuffer(4096);
    private final StringBuilder path = new StringBuilder();

    /** The nodes that are open: their children, how many of them are written, and where their path ends. */
    private final List<OpenNode> open = new ArrayList<>();

    private static final class OpenNode {
        private List<DtNode> children = List.of();
        private int next;
        private int pathLength;
    }

    private FdtEncoder(FdtOptions options, BlobResidue residue) {
        this.options = options;
        this.residue = residue;
        this.strings = residue.strings();
        this.version = options.version();
    }

    static byte[] encode(DeviceTree tree, FdtOptions options) {
        return encode(tree, options, new BlobResidue());
    }

    /** Encodes a tree that came of a blob which libfdt would have edited: what libfdt leaves there is written as well. */
    static byte[] encode(DeviceTree tree, FdtOptions options, BlobResidue residue) {
        FdtEncoder encoder = new FdtEncoder(options, residue);
        try {
            encoder.structure(tree.root());
            return encoder.assemble(tree);
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("the blob of " + tree + " would be larger than 2 GiB", tooLarge);
        }
    }

    private void structure(DtNode root) {
        int depth = 0;
        begin(root, depth);
        while (depth >= 0) {
            OpenNode node = open.get(depth);
            if (node.next < node.children.size()) {
                begin(node.children.get(node.next++), ++depth);
            } else {
                structure.u32(Token.END_NODE);
                node.children = List.of();
                depth--;
            }
        }
        structure.u32(Token.END);
    }

    private void begin(DtNode node, int depth) {
        if (depth == open.size()) {
            open.add(new OpenNode());
        }
        structure.u32(Token.BEGIN_NODE);
        OpenNode frame = open.get(depth);
        if (version.hasFullPaths()) {
            enterPath(node, depth, frame);
            structure.latin1(path);
        } else {
            structure.latin1(node.name());
        }
        structure.align(Integer.BYTES);
        properties(node);
        frame.children = sorted(node.children(), DtNode::name);
        frame.next = 0;
    }

    private void enterPath(DtNode node, int depth, OpenNode frame) {
        path.setLength(depth == 0 ? 0 : open.get(depth - 1).pathLength);
        path.append(depth == 1 ? "" : "/").append(depth == 0 ? "" : node.name());
        frame.pathLength = path.length();
    }

    private void properties(DtNode node) {
        boolean named = false;
        for (DtProperty property : sorted(node.properties(), DtProperty::name)) {
            named |= property.name().equals("name");
            property(property.name(), property.value());
            int padding = residue.padding(property);
            if (padding != 0) {
                structure.addToLastCell(padding);
            }
        }
        if (version.hasFullPaths() && !named) {
            property("name", PropertyValue.ofLatin1(new NodeName(node.name()).base()));
        }
    }

    private void property(String name, PropertyValue value) {
        structure.u32(Token.PROP);
        structure.u32(value.size());
        structure.u32(strings.offsetOf(name));
        if (version.hasFullPaths() && value.size() >= Long.BYTES) {
            structure.align(Long.BYTES);
        }
        structure.value(value);
        structure.align(Integer.BYTES);
    }

    private byte[] assemble(DeviceTree tree) {
        int reservationsAt = version.headerSize() + 7 & -8;
        int entries = Math.addExact(Math.addExact(tree.reservations().size(), options.reserveSlots()), 1);
        int structureAt = Math.addExact(reservationsAt, Math.multiplyExact(entries, 2 * Long.BYTES));
        int stringsAt = Math.addExact(structureAt, structure.size());
        int used = Math.addExact(stringsAt, strings.size());
        BigEndianBuffer out = new BigEndianBuffer(paddedSize(used));
        header(out, tree, new int[] {structureAt, stringsAt, reservationsAt});
        out.skipTo(reservationsAt);
        List<ReservedRange> reservations = options.order() == FdtOptions.Order.SORTED
                ? tree.reservations().stream().sorted(BY_ADDRESS).toList()
                : tree.reservations();
        for (ReservedRange range : reservations) {
            out.u64(range.address());
            out.u64(range.size());
        }
        byte[] blob = out.wholeArray();
        structure.copyTo(blob, structureAt);
        strings.copyTo(blob, stringsAt);
        return blob;
    }

    private void header(BigEndianBuffer out, DeviceTree tree, int[] offsets) {
        out.u32(FdtHeader.MAGIC);
        out.u32(out.wholeArray().length);
        for (int offset : offsets) {
            out.u32(offset);
        }
        out.u32(version.number());
        out.u32(version.lastCompatible());
        if (version.number() >= 2) {
            out.u32(tree.bootCpuId());
        }
        if (version.number() >= 3) {
            out.u32(strings.size());
        }
        if (version.number() >= 17) {
            out.u32(structure.size());
        }
    }

    private int paddedSize(int used) {
        int size = Math.max(used, options.minimumSize());
        size = Math.addExact(size, options.padding());
        int alignment = options.alignment();
        return alignment == 0 ? size : Math.addExact(size, alignment - 1) & -alignment;
    }

    /** Byte order is the order of characters, since names are ISO 8859-1. */
    private <T> List<T> sorted(List<T> items, Function<T, String> name) {
        return options.order() == FdtOptions.Order.AS_IS || items.size() < 2
                ? items
                : items.stream().sorted(Comparator.comparing(name)).toList();
    }
}
