// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtFormatException.Block;
import io.kerf.fdt.FdtFormatException.Reason;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodeName;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ReservedRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Turns a blob into a tree in one pass over its structure block. The values of the tree are slices of one private copy of the
 * blob; nothing is allocated because of a length field before that length was checked.
 */
final class FdtDecoder {
    private final String blob;
    private final FdtLimits limits;
    private final PropertyValue whole;
    private final ByteBuffer bytes;
    private final FdtHeader header;
    private final StructureReader structure;
    private final PropertyNames names;
    private final DeviceTreeBuilder builder = DeviceTree.builder();
    private final NodePaths paths;
    private byte[] nameBytes = new byte[64];
    private int nodes;
    private int properties;

    /** Takes over {@code whole}, which must begin with the blob. */
    private FdtDecoder(String blob, PropertyValue whole, FdtHeader header, FdtLimits limits) {
        this.blob = blob;
        this.limits = limits;
        this.whole = whole;
        this.bytes = whole.asByteBuffer();
        this.header = header;
        this.structure = new StructureReader(blob, bytes, header, limits);
        this.names = new PropertyNames(blob, bytes, header, limits);
        this.paths = new NodePaths(bytes);
    }

    static DeviceTree decode(String blob, ByteBuffer source, FdtLimits limits) {
        ByteBuffer window = source.slice();
        int total = FdtHeader.read(blob, window, limits).totalSize();
        PropertyValue whole = PropertyValue.copyOf(window.limit(total));
        // The header is read again from the copy: the caller's bytes may change in between.
        FdtHeader header = FdtHeader.read(blob, whole.asByteBuffer(), limits);
        return new FdtDecoder(blob, whole, header, limits).tree();
    }

    private DeviceTree tree() {
        builder.bootCpuId(header.bootCpuId());
        for (ReservedRange range : header.reservations(blob, bytes)) {
            builder.reserve(range.address(), range.size());
        }
        for (int token = structure.nextToken(); token != Token.END; token = structure.nextToken()) {
            switch (token) {
                case Token.BEGIN_NODE -> beginNode();
                case Token.PROP -> property();
                default -> endNode();
            }
        }
        return builder.build();
    }

    private void beginNode() {
        int start = structure.nodeNameStart();
        if (++nodes > limits.maxNodes()) {
            throw limit(start, "at most " + limits.maxNodes() + " nodes");
        }
        int length = structure.nodeNameLength();
        String name = header.hasFullPaths() ? unitName(start, length) : latin1(start, length);
        if (structure.openNodes() == 1) {
            builder.rootName(name);
        } else {
            builder.beginNode(name);
        }
    }

    /** Under version 16 the name is the full path, which must begin with the parent's. */
    private String unitName(int start, int length) {
        int depth = structure.openNodes();
        int prefix = paths.enter(depth, start, length);
        if (prefix < 0) {
            String parent = latin1(paths.parentStart(depth), paths.parentLength(depth));
            throw badName(start, "a full path below " + parent, latin1(start, length));
        }
        String name = latin1(start + prefix, length - prefix);
        if (name.indexOf('/') >= 0) {
            throw badName(start, "a node name without '/'", name);
        }
        return paths.named(depth, name);
    }

    private void endNode() {
        if (structure.openNodes() > 0) {
            builder.endNode();
        }
    }

    private void property() {
        int start = structure.valueStart();
        if (++properties > limits.maxProperties()) {
            throw limit(start - 2 * Integer.BYTES, "at most " + limits.maxProperties() + " properties");
        }
        DtProperty property = names.at(structure.propertyNameOffset()).withValue(whole, start, structure.valueSize());
        if (!header.hasFullPaths() || !repeatsName(property)) {
            builder.property(property);
        }
    }

    /** Under version 16 each node says its name twice: in its path, and in a property that only the format asks for. */
    private boolean repeatsName(DtProperty property) {
        return property.name().equals("name")
                && property.value()
                        .equals(PropertyValue.ofLatin1(new NodeName(paths.name(structure.openNodes())).base()));
    }

    private String latin1(int start, int length) {
        if (length > nameBytes.length) {
            nameBytes = new byte[Math.max(length, nameBytes.length * 2)];
        }
        bytes.get(start, nameBytes, 0, length);
        return length == 0 ? "" : new String(nameBytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    private FdtFormatException badName(int offset, String expected, String name) {
        return new FdtFormatException(Reason.BAD_NAME, blob, Block.STRUCTURE, offset, expected, "'" + name + "'");
    }

    private FdtFormatException limit(int offset, String expected) {
        return new FdtFormatException(Reason.LIMIT_EXCEEDED, blob, Block.STRUCTURE, offset, expected, "another one");
    }
}
