// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ReservedRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/**
 * Writes a blob from the top down, one call a token, without a tree. What it writes equals, byte for byte, what
 * {@link Fdt#encode(io.kerf.tree.DeviceTree)} writes from the tree of the same calls.
 *
 * <pre>{@code
 * byte[] blob = Fdt.writer()
 *         .reserve(0x1000, 0x1000)
 *         .beginNode("")
 *         .property("#address-cells", PropertyValue.ofU32(2))
 *         .beginNode("memory@0").property("reg", PropertyValue.ofU64(0, 0x40000000)).endNode()
 *         .endNode()
 *         .finish();
 * }</pre>
 *
 * <p>A wrong call is refused at once and changes nothing: a property behind a child node (Devicetree Specification, section 5.4.1), a
 * second root, a name that a sibling has or that {@code dtc} refuses to compile (sections 2.2.1 and 2.2.4.1; longer names than the
 * 31 characters given there are in use, and allowed), and an end that has no beginning. Each call costs constant time, amortised,
 * besides what it writes. Not thread-safe, and of no use after {@link #finish}.
 */
public final class FdtWriter {
    private static final BitSet NODE_CHARACTERS = characters(",._+@-");
    private static final BitSet PROPERTY_CHARACTERS = characters(",._+*#?-");

    private final BlobLayout layout;
    private final List<ReservedRange> reservations = new ArrayList<>();
    private final List<String> open = new ArrayList<>();
    private final SiblingNames siblings = new SiblingNames();
    private int bootCpuId;
    private boolean takesProperties;
    private boolean rootClosed;
    private boolean finished;

    /** By the offset of a property's name: the number of the last node that has such a property. */
    private int[] lastNode = new int[256];

    private int nodes;

    FdtWriter(FdtOptions options) {
        if (options.order() != FdtOptions.Order.AS_IS) {
            throw new IllegalArgumentException("a writer cannot sort what is still to come: encode a tree instead");
        }
        this.layout = new BlobLayout(options, new BlobStrings(new StringsBlock()), new byte[BlobLayout.FIRST_CAPACITY]);
    }

    /**
     * Adds an entry to the memory reservation block, at any time before {@link #finish}.
     *
     * @param address first byte, unsigned
     * @param size bytes, unsigned, not 0
     * @return this writer
     * @throws IllegalArgumentException if the size is 0, which would end the block for its readers
     */
    public FdtWriter reserve(long address, long size) {
        requireUnfinished();
        if (size == 0) {
            throw new IllegalArgumentException("a memory reservation of size 0 would end the memory reservation block");
        }
        reservations.add(new ReservedRange(address, size));
        return this;
    }

    /**
     * Sets the physical id of the boot CPU, which is 0 otherwise, at any time before {@link #finish}.
     *
     * @param id the id, unsigned
     * @return this writer
     */
    public FdtWriter bootCpuId(int id) {
        requireUnfinished();
        bootCpuId = id;
        return this;
    }

    /**
     * Begins a node: the root, or a child of the node that is open.
     *
     * @param name the name with its unit address; usually empty for the root, and only there
     * @return this writer, now inside the node
     * @throws IllegalArgumentException if no node can have the name, or a sibling has it
     * @throws IllegalStateException if the root is closed already, or the blob would be larger than 2 GiB
     */
    public FdtWriter beginNode(String name) {
        requireUnfinished();
        int depth = open.size();
        if (rootClosed) {
            throw new IllegalStateException(
                    "node '" + name + "' cannot stand beside the root: a tree has one root, which is closed");
        }
        checkNodeName(name);
        if (depth > 0 && !siblings.add(depth - 1, name)) {
            throw new IllegalArgumentException("node " + path() + " has a child '" + name + "' already");
        }
        try {
            if (takesProperties) {
                layout.endProperties();
            }
            layout.beginNode(name);
        } catch (ArithmeticException tooLarge) {
            throw larger(tooLarge);
        }
        siblings.open(depth);
        open.add(name);
        takesProperties = true;
        nodes++;
        return this;
    }

    /**
     * Adds a property to the node that is open.
     *
     * @param name the name
     * @param value the bytes
     * @return this writer
     * @throws IllegalArgumentException if no property can have the name, or one of the node has it
     * @throws IllegalStateException if no node is open, the node has a child already, or the blob would be larger than 2 GiB
     */
    public FdtWriter property(String name, PropertyValue value) {
        Objects.requireNonNull(value, "value");
        requireUnfinished();
        if (!takesProperties) {
            throw new IllegalStateException("property '" + name + "' "
                    + (open.isEmpty()
                            ? "belongs to no node: none is open"
                            : "of " + path() + " comes behind a child node"));
        }
        checkName("property", name, PROPERTY_CHARACTERS);
        try {
            int offset = layout.nameOffset(name);
            if (offset >= lastNode.length) {
                lastNode = Arrays.copyOf(lastNode, Math.max(offset + 1, lastNode.length * 2));
            }
            if (lastNode[offset] == nodes) {
                throw new IllegalArgumentException("node " + path() + " has a property '" + name + "' already");
            }
            layout.property(name, offset, value);
            lastNode[offset] = nodes;
        } catch (ArithmeticException tooLarge) {
            throw larger(tooLarge);
        }
        return this;
    }

    /**
     * Adds a property to the node that is open.
     *
     * @param property name and bytes
     * @return this writer
     * @throws IllegalArgumentException as {@link #property(String, PropertyValue)}
     * @throws IllegalStateException as {@link #property(String, PropertyValue)}
     */
    public FdtWriter property(DtProperty property) {
        return property(property.name(), property.value());
    }

    /**
     * Ends the node that is open.
     *
     * @return this writer, now inside the parent
     * @throws IllegalStateException if no node is open, or the blob would be larger than 2 GiB
     */
    public FdtWriter endNode() {
        requireUnfinished();
        if (open.isEmpty()) {
            throw new IllegalStateException("endNode without beginNode: no node is open");
        }
        try {
            if (takesProperties) {
                layout.endProperties();
            }
            layout.endNode();
        } catch (ArithmeticException tooLarge) {
            throw larger(tooLarge);
        }
        open.remove(open.size() - 1);
        takesProperties = false;
        rootClosed = open.isEmpty();
        return this;
    }

    /**
     * Returns the blob.
     *
     * @return its bytes
     * @throws IllegalStateException if there is no root, a node is still open, the blob was finished already, or would be larger
     *     than 2 GiB
     */
    public byte[] finish() {
        requireUnfinished();
        if (!open.isEmpty()) {
            throw new IllegalStateException("node " + path() + " is still open");
        }
        if (!rootClosed) {
            throw new IllegalStateException(
                    "a blob needs a root node: beginNode(\"\") and endNode() make an empty one");
        }
        finished = true;
        try {
            return layout.finish(reservations, bootCpuId);
        } catch (ArithmeticException tooLarge) {
            throw larger(tooLarge);
        }
    }

    private void checkNodeName(String name) {
        if (name.isEmpty()) {
            if (!open.isEmpty()) {
                throw new IllegalArgumentException("a child of " + path() + " needs a name: only a root can have none");
            }
            return;
        }
        checkName("node", name, NODE_CHARACTERS);
        if (name.indexOf('@') != name.lastIndexOf('@')) {
            throw new IllegalArgumentException("the name of a node cannot hold two '@': '" + name + "'");
        }
    }

    private static void checkName(String kind, String name, BitSet allowed) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a " + kind + " needs a name");
        }
        for (int i = 0; i < name.length(); i++) {
            if (!allowed.get(name.charAt(i))) {
                throw new IllegalArgumentException("the name of a " + kind + " cannot hold '" + name.charAt(i)
                        + "' (character " + (i + 1) + " of '" + name + "')");
            }
        }
    }

    private static BitSet characters(String others) {
        BitSet set = new BitSet(128);
        set.set('a', 'z' + 1);
        set.set('A', 'Z' + 1);
        set.set('0', '9' + 1);
        others.chars().forEach(set::set);
        return set;
    }

    private String path() {
        return open.size() == 1 ? "/" : "/" + String.join("/", open.subList(1, open.size()));
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("the blob was finished already");
        }
    }

    private IllegalStateException larger(ArithmeticException cause) {
        finished = true;
        return new IllegalStateException("the blob would be larger than 2 GiB", cause);
    }
}
