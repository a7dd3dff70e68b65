// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.diag.Location;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An overlay whose cells can be changed. Nodes and properties stay as they are; a value is copied when it is first changed. */
final class OverlayTree extends NodeSpace<OverlayTree.Node> {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    /** Up to this many members a scan is as fast as a map. */
    private static final int SCAN_LIMIT = 8;

    private static final Node[] NO_NODES = new Node[0];

    private final Node root;
    private final List<Node> phandleNodes = new ArrayList<>();

    /** A node in its place. The same {@link DtNode} may stand in several. */
    static final class Node {
        private final DtNode origin;
        private final @Nullable Node parent;
        private Node[] children = NO_NODES;
        private byte @Nullable [] @Nullable [] changed;
        private @Nullable Map<String, Node> childIndex;
        private @Nullable Map<String, Integer> propertyIndex;

        private Node(DtNode origin, @Nullable Node parent) {
            this.origin = origin;
            this.parent = parent;
        }

        DtNode origin() {
            return origin;
        }

        String name() {
            return origin.name();
        }

        int childCount() {
            return children.length;
        }

        Node child(int index) {
            return children[index];
        }

        int propertyCount() {
            return origin.properties().size();
        }

        String propertyName(int index) {
            return origin.properties().get(index).name();
        }

        int size(int index) {
            return origin.properties().get(index).size();
        }

        /** Returns the present value of a property. */
        PropertyValue value(int index) {
            byte[] bytes = changed == null ? null : changed[index];
            return bytes == null ? origin.properties().get(index).value() : PropertyValue.of(bytes);
        }

        /** Returns a property with its present value, which knows where it was written. */
        DtProperty property(int index) {
            DtProperty property = origin.properties().get(index);
            if (changed == null || changed[index] == null) {
                return property;
            }
            PropertyValue value = value(index);
            return property.source()
                    .map(source -> DtProperty.of(property.name(), value, source))
                    .orElseGet(() -> property.withValue(value));
        }

        /** Tells whether a property has four bytes from an unsigned offset on. */
        boolean hasCell(int index, int offset) {
            return offset >= 0 && offset <= size(index) - Integer.BYTES;
        }

        int cell(int index, int offset) {
            return (int) INT.get(changeable(index), offset);
        }

        void setCell(int index, int offset, int value) {
            INT.set(changeable(index), offset, value);
        }

        private byte[] changeable(int index) {
            byte[] @Nullable [] all = changed;
            if (all == null) {
                all = new byte[propertyCount()][];
                changed = all;
            }
            byte[] bytes = all[index];
            if (bytes == null) {
                bytes = origin.properties().get(index).value().toBytes();
                all[index] = bytes;
            }
            return bytes;
        }

        /** Returns the index of the first property of a name, or -1. */
        int indexOf(String property) {
            List<DtProperty> properties = origin.properties();
            if (properties.size() > SCAN_LIMIT) {
                return propertyIndex().getOrDefault(property, -1);
            }
            for (int i = 0; i < properties.size(); i++) {
                if (properties.get(i).name().equals(property)) {
                    return i;
                }
            }
            return -1;
        }

        private Map<String, Integer> propertyIndex() {
            Map<String, Integer> index = propertyIndex;
            if (index == null) {
                index = new HashMap<>(propertyCount() * 2);
                for (int i = 0; i < propertyCount(); i++) {
                    index.putIfAbsent(propertyName(i), i);
                }
                propertyIndex = index;
            }
            return index;
        }

        /** Finds a child by a name of a path. */
        @Nullable
        Node find(String wanted) {
            if (children.length > SCAN_LIMIT) {
                return childIndex().get(wanted);
            }
            for (Node child : children) {
                if (standsFor(wanted, child.name())) {
                    return child;
                }
            }
            return null;
        }

        /** A name with a unit address stands for itself, one without for the first child of that base name. */
        private Map<String, Node> childIndex() {
            Map<String, Node> index = childIndex;
            if (index == null) {
                index = new HashMap<>(children.length * 2);
                for (Node child : children) {
                    index.putIfAbsent(child.name(), child);
                    index.putIfAbsent(baseName(child.name()), child);
                }
                childIndex = index;
            }
            return index;
        }

        /** The phandle as libfdt reads it ({@code fdt_get_phandle}), 0 for none. */
        int phandle() {
            int index = indexOf("phandle");
            if (index < 0 || size(index) != Integer.BYTES) {
                index = indexOf("linux,phandle");
            }
            return index < 0 || size(index) != Integer.BYTES ? 0 : value(index).u32();
        }

        String path() {
            Deque<String> names = new ArrayDeque<>();
            for (Node node = this; node.parent != null; node = node.parent) {
                names.push(node.name());
            }
            return "/" + String.join("/", names);
        }

        OverlayException.Subject subject() {
            return new OverlayException.Subject(
                    path(), null, null, origin.span().orElse(null));
        }

        OverlayException.Subject subject(int index) {
            return subject(index, null);
        }

        OverlayException.Subject subject(int index, @Nullable String label) {
            Location place = origin.properties().get(index).span().orElse(null);
            return new OverlayException.Subject(path(), propertyName(index), label, place);
        }
    }

    OverlayTree(DtNode origin) {
        root = new Node(origin, null);
        Deque<Node> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Node node = open.pop();
            notePhandles(node);
            List<DtNode> origins = node.origin.children();
            if (!origins.isEmpty()) {
                node.children = new Node[origins.size()];
                for (int i = 0; i < node.children.length; i++) {
                    node.children[i] = new Node(origins.get(i), node);
                    open.push(node.children[i]);
                }
            }
        }
    }

    private void notePhandles(Node node) {
        for (DtProperty property : node.origin.properties()) {
            if (property.name().endsWith("phandle")) {
                phandleNodes.add(node);
                return;
            }
        }
    }

    /** Returns all nodes that may have a phandle. */
    List<Node> phandleNodes() {
        return phandleNodes;
    }

    @Override
    Node root() {
        return root;
    }

    @Override
    @Nullable
    Node child(Node parent, String name) {
        return parent.find(name);
    }

    @Override
    @Nullable
    PropertyValue value(Node node, String property) {
        int index = node.indexOf(property);
        return index < 0 ? null : node.value(index);
    }
}
