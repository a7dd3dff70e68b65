// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtCursor.Event;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What holds for cursors and writers over every tree and all bytes. */
final class CursorLaws {
    private CursorLaws() {}

    /** A walk over a blob that is written sees what decoding it gives; versions below 16 are refused. */
    static boolean walksWhatDecodes(DeviceTree tree, FdtOptions options) {
        return agreesWithDecode(Fdt.encode(tree, options));
    }

    /** Heap, read-only and direct buffers, and those that begin within an array, all give what decoding the bytes gives. */
    static boolean agreesWithDecode(byte[] bytes) {
        ByteBuffer within = ByteBuffer.allocate(bytes.length + 10).position(5).put(bytes);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        return agreesWithDecode(bytes, ByteBuffer.wrap(bytes))
                && agreesWithDecode(bytes, within.position(5).limit(5 + bytes.length))
                && agreesWithDecode(bytes, ByteBuffer.wrap(bytes).asReadOnlyBuffer())
                && agreesWithDecode(bytes, direct);
    }

    private static boolean agreesWithDecode(byte[] bytes, ByteBuffer buffer) {
        return walksAlike(buffer) && walksWhatDecodes(bytes, buffer);
    }

    /** One call or one for each event: the same is seen, and the same refused, from the start, from within, and from the end. */
    private static boolean walksAlike(ByteBuffer buffer) {
        List<String> steps = new ArrayList<>();
        String refusal = refusal(() -> {
            FdtCursor cursor = Fdt.cursor(buffer);
            while (cursor.next() != Event.END) {
                steps.add(seen(cursor));
            }
        });
        return List.of(0, steps.size() / 3, steps.size()).stream().allMatch(start -> {
            List<String> all = new ArrayList<>();
            String refusalOfAll = refusal(() -> {
                FdtCursor cursor = Fdt.cursor(buffer);
                for (int i = 0; i < start; i++) {
                    cursor.next();
                    all.add(seen(cursor));
                }
                cursor.forEachRemaining(at -> all.add(seen(at)));
            });
            return steps.equals(all) && refusal.equals(refusalOfAll);
        });
    }

    private static String seen(FdtCursor cursor) {
        String name = cursor.event() == Event.END_NODE ? "" : cursor.nameOffset() + " ";
        String value = cursor.event() != Event.PROPERTY
                ? ""
                : cursor.valueOffset() + " " + cursor.valueLength() + " " + PropertyValue.copyOf(cursor.value())
                        + edges(cursor);
        return cursor.event() + " " + cursor.depth() + " " + name + value;
    }

    private static String edges(FdtCursor cursor) {
        int length = cursor.valueLength();
        return length == 0 ? "" : " " + cursor.byteAt(0) + " " + cursor.byteAt(length - 1);
    }

    private static String refusal(Runnable walk) {
        try {
            walk.run();
            return "";
        } catch (FdtFormatException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static boolean walksWhatDecodes(byte[] bytes, ByteBuffer buffer) {
        DeviceTree walked;
        try {
            walked = walk(Fdt.cursor(buffer));
        } catch (FdtFormatException refusal) {
            return isOld(bytes, refusal) || refusesAlike(bytes, refusal);
        }
        try {
            return walked.equals(Fdt.decode(bytes));
        } catch (FdtFormatException refusal) {
            return refusal.reason() == FdtFormatException.Reason.LIMIT_EXCEEDED;
        }
    }

    private static boolean isOld(byte[] bytes, FdtFormatException refusal) {
        return refusal.reason() == FdtFormatException.Reason.BAD_VERSION
                && refusal.offset() == 20
                && ByteBuffer.wrap(bytes).getInt(20) < 16;
    }

    private static boolean refusesAlike(byte[] bytes, FdtFormatException refusal) {
        try {
            Fdt.decode(bytes);
            return false;
        } catch (FdtFormatException decoders) {
            return decoders.getMessage().equals(refusal.getMessage())
                    || decoders.reason() == FdtFormatException.Reason.LIMIT_EXCEEDED;
        }
    }

    /** Builds the tree that a cursor sees. */
    static DeviceTree walk(FdtCursor cursor) {
        DeviceTreeBuilder builder = DeviceTree.builder().bootCpuId(cursor.bootCpuId());
        cursor.reservations().forEach(range -> builder.reserve(range.address(), range.size()));
        for (Event event = cursor.next(); event != Event.END; event = cursor.next()) {
            switch (event) {
                case BEGIN_NODE -> begin(cursor, builder);
                case PROPERTY -> builder.property(cursor.name(), PropertyValue.copyOf(cursor.value()));
                default -> end(cursor, builder);
            }
        }
        return builder.build();
    }

    private static void begin(FdtCursor cursor, DeviceTreeBuilder builder) {
        if (cursor.depth() == 1) {
            builder.rootName(cursor.name());
        } else {
            builder.beginNode(cursor.name());
        }
    }

    private static void end(FdtCursor cursor, DeviceTreeBuilder builder) {
        if (cursor.depth() > 0) {
            builder.endNode();
        }
    }

    /** A cursor finds the node of a path if the tree does, and the same properties in it, in any order. */
    static boolean findsWhatTheTreeFinds(DeviceTree tree, FdtCursor cursor, String path) {
        Optional<DtNode> node = tree.find(path);
        if (cursor.find(path) != node.isPresent()) {
            return false;
        }
        return node.isEmpty() ? cursor.event() == Event.START : hasTheProperties(cursor, node.get());
    }

    private static boolean hasTheProperties(FdtCursor cursor, DtNode node) {
        List<DtProperty> properties = node.properties();
        for (int i = properties.size() - 1; i >= 0; i--) {
            DtProperty property = properties.get(i);
            if (!cursor.findProperty(property.name()) || !cursor.property().equals(property)) {
                return false;
            }
        }
        boolean absent = !cursor.findProperty("no-such-property");
        return absent && cursor.event() == Event.BEGIN_NODE && cursor.nameEquals(node.name());
    }

    /** Token by token or from the tree: the bytes are the same. */
    static byte[] write(DeviceTree tree, FdtOptions options) {
        FdtWriter writer = Fdt.writer(options).bootCpuId(tree.bootCpuId());
        tree.reservations().forEach(range -> writer.reserve(range.address(), range.size()));
        FdtCursor cursor = Fdt.cursor(ByteBuffer.wrap(Fdt.encode(tree)));
        for (Event event = cursor.next(); event != Event.END; event = cursor.next()) {
            switch (event) {
                case BEGIN_NODE -> writer.beginNode(cursor.name());
                case PROPERTY -> writer.property(Objects.requireNonNull(cursor.property()));
                default -> writer.endNode();
            }
        }
        return writer.finish();
    }
}
