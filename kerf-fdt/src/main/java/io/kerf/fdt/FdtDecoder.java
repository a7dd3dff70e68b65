// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtFormatException.Block;
import io.kerf.fdt.FdtFormatException.Reason;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtProperty;
import io.kerf.tree.NodeName;
import io.kerf.tree.PropertyValue;
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
    private final PropertyNames names;
    private final DeviceTreeBuilder builder = DeviceTree.builder();
    private final NodePaths paths;
    private byte[] nameBytes = new byte[64];
    private int at;
    private int depth;
    private int nodes;
    private int properties;

    /** Takes over {@code whole}, which must begin with the blob. */
    private FdtDecoder(String blob, PropertyValue whole, FdtHeader header, FdtLimits limits) {
        this.blob = blob;
        this.limits = limits;
        this.whole = whole;
        this.bytes = whole.asByteBuffer();
        this.header = header;
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
        reservations();
        at = header.structureOffset();
        for (int token = token(); token != Token.END; token = token()) {
            step(token);
        }
        if (depth > 0 || nodes == 0) {
            throw structure(
                    at - Integer.BYTES, nodes == 0 ? "a root node" : "the end of a node", Token.describe(Token.END));
        }
        return builder.build();
    }

    private void step(int token) {
        if (depth == 0 && (nodes > 0 || token != Token.BEGIN_NODE && token != Token.NOP)) {
            if (token != Token.NOP) {
                String expected = nodes > 0 ? Token.describe(Token.END) : "a root node";
                throw structure(at - Integer.BYTES, expected, Token.describe(token));
            }
            return;
        }
        switch (token) {
            case Token.BEGIN_NODE -> beginNode();
            case Token.END_NODE -> endNode();
            case Token.PROP -> property();
            case Token.NOP -> {}
            default -> throw structure(at - Integer.BYTES, "a token", Token.describe(token));
        }
    }

    private void beginNode() {
        int start = at;
        int length = nameLength(start);
        at = aligned(start + length + 1, Integer.BYTES);
        if (++nodes > limits.maxNodes()) {
            throw limit(start, "at most " + limits.maxNodes() + " nodes", "another one");
        }
        if (++depth > limits.maxDepth()) {
            throw limit(start, "at most " + limits.maxDepth() + " nodes inside one another", "another level");
        }
        String name = header.hasFullPaths() ? unitName(start, length) : latin1(start, length);
        if (name.indexOf('/') >= 0) {
            throw new FdtFormatException(
                    Reason.BAD_NAME, blob, Block.STRUCTURE, start, "a node name without '/'", "'" + name + "'");
        }
        if (depth == 1) {
            builder.rootName(name);
        } else {
            builder.beginNode(name);
        }
    }

    /** Under version 16 the name is the full path, which must begin with the parent's. */
    private String unitName(int start, int length) {
        int prefix = paths.enter(depth, start, length);
        if (prefix < 0) {
            throw new FdtFormatException(
                    Reason.BAD_NAME,
                    blob,
                    Block.STRUCTURE,
                    start,
                    "a full path below " + latin1(paths.parentStart(depth), paths.parentLength(depth)),
                    "'" + latin1(start, length) + "'");
        }
        return paths.named(depth, latin1(start + prefix, length - prefix));
    }

    private void endNode() {
        if (--depth > 0) {
            builder.endNode();
        }
    }

    private void property() {
        int start = at;
        need(2 * Integer.BYTES, "the length and name of a property");
        int length = bytes.getInt(at);
        int nameOffset = bytes.getInt(at + Integer.BYTES);
        at += 2 * Integer.BYTES;
        if (header.hasFullPaths() && Integer.compareUnsigned(length, Long.BYTES) >= 0) {
            at = aligned(at, Long.BYTES);
        }
        int room = header.structureEnd() - at;
        if (room < 0 || Integer.compareUnsigned(length, room) > 0) {
            throw new FdtFormatException(
                    Reason.TRUNCATED,
                    blob,
                    Block.STRUCTURE,
                    start,
                    "a value of at most " + Math.max(0, room) + " bytes",
                    Integer.toUnsignedString(length) + " bytes");
        }
        if (++properties > limits.maxProperties()) {
            throw limit(start, "at most " + limits.maxProperties() + " properties", "another one");
        }
        DtProperty property = names.property(nameOffset, start + Integer.BYTES, whole.slice(at, length));
        if (!header.hasFullPaths() || !repeatsName(property)) {
            builder.property(property);
        }
        at = aligned(at + length, Integer.BYTES);
    }

    /** Under version 16 each node says its name twice: in its path, and in a property that only the format asks for. */
    private boolean repeatsName(DtProperty property) {
        return property.name().equals("name")
                && property.value().equals(PropertyValue.ofLatin1(new NodeName(paths.name(depth)).base()));
    }

    private void reservations() {
        long position = header.reservationsOffset();
        while (true) {
            if (position + 2 * Long.BYTES > header.totalSize()) {
                throw new FdtFormatException(
                        Reason.TRUNCATED,
                        blob,
                        Block.RESERVATION,
                        position,
                        "an entry of size 0 at the end",
                        "the end of the blob");
            }
            long address = bytes.getLong((int) position);
            long size = bytes.getLong((int) position + Long.BYTES);
            if (size == 0) {
                return;
            }
            builder.reserve(address, size);
            position += 2 * Long.BYTES;
        }
    }

    private int token() {
        need(Integer.BYTES, "a token");
        int token = bytes.getInt(at);
        at += Integer.BYTES;
        return token;
    }

    private void need(int size, String what) {
        if (header.structureEnd() - at < size) {
            throw new FdtFormatException(
                    Reason.TRUNCATED,
                    blob,
                    Block.STRUCTURE,
                    Math.min(at, header.structureEnd()),
                    what + " (" + size + " bytes)",
                    Math.max(0, header.structureEnd() - at) + " bytes to the end of the block");
        }
    }

    private int nameLength(int start) {
        int end = header.structureEnd();
        int stop = end - start <= limits.maxNameLength() ? end : start + limits.maxNameLength() + 1;
        for (int i = start; i < stop; i++) {
            if (bytes.get(i) == 0) {
                return i - start;
            }
        }
        if (stop < end) {
            throw limit(start, "a node name of at most " + limits.maxNameLength() + " bytes", "a longer one");
        }
        throw new FdtFormatException(
                Reason.TRUNCATED,
                blob,
                Block.STRUCTURE,
                start,
                "a node name with a NUL behind it",
                "the end of the block");
    }

    private String latin1(int start, int length) {
        if (length > nameBytes.length) {
            nameBytes = new byte[Math.max(length, nameBytes.length * 2)];
        }
        bytes.get(start, nameBytes, 0, length);
        return length == 0 ? "" : new String(nameBytes, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Rounds up within the structure block, whose start need not be aligned. May lie behind the block's end. */
    private int aligned(int position, int alignment) {
        int base = header.structureOffset();
        return base + (position - base + alignment - 1 & -alignment);
    }

    private FdtFormatException structure(int offset, String expected, String found) {
        return new FdtFormatException(Reason.BAD_STRUCTURE, blob, Block.STRUCTURE, offset, expected, found);
    }

    private FdtFormatException limit(int offset, String expected, String found) {
        return new FdtFormatException(Reason.LIMIT_EXCEEDED, blob, Block.STRUCTURE, offset, expected, found);
    }
}
