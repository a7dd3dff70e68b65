// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a tree from the top down, one call a step. It begins inside the root node.
 *
 * <pre>{@code
 * DeviceTree tree = DeviceTree.builder()
 *         .reserve(0x1000, 0x1000)
 *         .beginNode("memory@0").property("reg", PropertyValue.ofU64(0, 0x40000000)).endNode()
 *         .build();
 * }</pre>
 *
 * <p>Properties may follow child nodes: the tree keeps the two apart. Each call costs constant time, amortised. A builder is
 * not thread-safe, and is of no use after {@link #build}.
 */
public final class DeviceTreeBuilder {
    private final List<ReservedRange> reservations = new ArrayList<>();
    private int bootCpuId;

    /**
     * Open nodes, the root first. Closing a node takes its members off the two shared stacks, so those of the node that is open
     * always lie on top, from its marks on, also when properties follow child nodes.
     */
    private final List<Frame> frames = new ArrayList<>();

    private int depth;
    private DtProperty[] properties = new DtProperty[64];
    private int propertyCount;
    private DtNode[] children = new DtNode[64];
    private int childCount;
    private boolean built;

    /** A node that is open. Frames are kept and used again. */
    private static final class Frame {
        private String name = "";
        private @Nullable NodeSource source;
        private int firstProperty;
        private int firstChild;
    }

    DeviceTreeBuilder(String rootName) {
        open(rootName, null);
    }

    /**
     * Names the root node, which has an empty name otherwise.
     *
     * @param name the name; some kernels name the root after the instance
     * @return this builder
     * @throws IllegalArgumentException if the name holds a NUL or {@code /}
     */
    public DeviceTreeBuilder rootName(String name) {
        frames.get(0).name = new NodeName(name).text();
        return this;
    }

    /**
     * Adds an entry to the memory reservation block.
     *
     * @param address first byte, unsigned
     * @param size bytes, unsigned
     * @return this builder
     */
    public DeviceTreeBuilder reserve(long address, long size) {
        reservations.add(new ReservedRange(address, size));
        return this;
    }

    /**
     * Sets the physical id of the boot CPU, which is 0 otherwise.
     *
     * @param id the id, unsigned
     * @return this builder
     */
    public DeviceTreeBuilder bootCpuId(int id) {
        bootCpuId = id;
        return this;
    }

    /**
     * Opens a child of the node that is open.
     *
     * @param name the name with its unit address
     * @return this builder, now inside the child
     * @throws IllegalArgumentException if the name holds a NUL or {@code /}
     */
    public DeviceTreeBuilder beginNode(String name) {
        open(new NodeName(name).text(), null);
        return this;
    }

    /**
     * Opens a child of the node that is open.
     *
     * @param name the name with its unit address
     * @param source where the node was written
     * @return this builder, now inside the child
     * @throws IllegalArgumentException if the name holds a NUL or {@code /}
     */
    public DeviceTreeBuilder beginNode(String name, NodeSource source) {
        open(new NodeName(name).text(), Objects.requireNonNull(source, "source"));
        return this;
    }

    /**
     * Adds a property to the node that is open.
     *
     * @param property the property
     * @return this builder
     */
    public DeviceTreeBuilder property(DtProperty property) {
        Objects.requireNonNull(property, "property");
        requireOpen();
        if (propertyCount == properties.length) {
            properties = Arrays.copyOf(properties, propertyCount * 2);
        }
        properties[propertyCount++] = property;
        return this;
    }

    /**
     * Adds a property to the node that is open.
     *
     * @param name the name
     * @param value the bytes
     * @return this builder
     * @throws IllegalArgumentException if no property can have the name
     */
    public DeviceTreeBuilder property(String name, PropertyValue value) {
        return property(DtProperty.of(name, value));
    }

    /**
     * Adds a finished node below the node that is open.
     *
     * @param node the child
     * @return this builder
     */
    public DeviceTreeBuilder node(DtNode node) {
        Objects.requireNonNull(node, "node");
        requireOpen();
        if (childCount == children.length) {
            children = Arrays.copyOf(children, childCount * 2);
        }
        children[childCount++] = node;
        return this;
    }

    /**
     * Closes the node that is open.
     *
     * @return this builder, now inside the parent
     * @throws IllegalStateException if only the root is open
     */
    public DeviceTreeBuilder endNode() {
        if (depth <= 1) {
            throw new IllegalStateException("endNode without beginNode: only the root is open, which build() closes");
        }
        return node(close());
    }

    /**
     * Closes the root and returns the tree.
     *
     * @return the tree
     * @throws IllegalStateException if a node below the root is still open, or the tree was built already
     */
    public DeviceTree build() {
        requireOpen();
        if (depth != 1) {
            throw new IllegalStateException("node '" + frames.get(depth - 1).name + "' is still open");
        }
        built = true;
        return new DeviceTree(close(), reservations, bootCpuId);
    }

    private void open(String name, @Nullable NodeSource source) {
        requireOpen();
        if (depth == frames.size()) {
            frames.add(new Frame());
        }
        Frame frame = frames.get(depth++);
        frame.name = name;
        frame.source = source;
        frame.firstProperty = propertyCount;
        frame.firstChild = childCount;
    }

    private DtNode close() {
        Frame frame = frames.get(--depth);
        DtNode node = new DtNode(
                frame.name,
                Arrays.copyOfRange(properties, frame.firstProperty, propertyCount),
                Arrays.copyOfRange(children, frame.firstChild, childCount),
                frame.source);
        propertyCount = frame.firstProperty;
        childCount = frame.firstChild;
        return node;
    }

    private void requireOpen() {
        if (built) {
            throw new IllegalStateException("the tree was built already");
        }
    }
}
