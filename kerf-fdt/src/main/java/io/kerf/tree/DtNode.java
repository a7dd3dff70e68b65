// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import io.kerf.diag.SourceSpan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node: a name, properties in order, child nodes in order.
 *
 * <p>Two nodes are equal if their names, properties and children are, in the same order; where they were written does not count.
 * A name may occur twice, as blobs in the wild have it; lookups then give the first. Lookups by name are O(1) expected, after
 * one pass over the members of a wide node. {@code with…} copies share what did not change and cost one pass over the
 * members of this node.
 *
 * <pre>{@code
 * DtNode cpus = DtNode.of("cpus").withProperty("total", PropertyValue.ofU32(8));
 * int total = cpus.property("total").orElseThrow().u32();
 * }</pre>
 */
public final class DtNode {
    private static final DtProperty[] NO_PROPERTIES = new DtProperty[0];
    private static final DtNode[] NO_CHILDREN = new DtNode[0];

    private final String name;
    private final DtProperty[] properties;
    private final DtNode[] children;
    private final @Nullable NodeSource source;
    private @Nullable NameIndex index;

    /** Takes the arrays as they are: whoever calls this must not change them. */
    DtNode(String name, DtProperty[] properties, DtNode[] children, @Nullable NodeSource source) {
        this.name = name;
        this.properties = properties.length == 0 ? NO_PROPERTIES : properties;
        this.children = children.length == 0 ? NO_CHILDREN : children;
        this.source = source;
    }

    /**
     * Makes a node without properties and children.
     *
     * @param name the name; empty for a root node
     * @return the node
     * @throws IllegalArgumentException if the name holds a NUL or {@code /}
     */
    public static DtNode of(String name) {
        return new DtNode(new NodeName(name).text(), NO_PROPERTIES, NO_CHILDREN, null);
    }

    /**
     * Makes a node.
     *
     * @param name the name; empty for a root node
     * @param properties the properties in order
     * @param children the child nodes in order
     * @return the node, without source facts
     * @throws IllegalArgumentException if the name holds a NUL or {@code /}
     */
    public static DtNode of(String name, Collection<DtProperty> properties, Collection<DtNode> children) {
        return new DtNode(
                new NodeName(name).text(),
                checked(properties.toArray(NO_PROPERTIES)),
                checked(children.toArray(NO_CHILDREN)),
                null);
    }

    /**
     * Returns the name with its unit address.
     *
     * @return the name; usually empty for a root node
     */
    public String name() {
        return name;
    }

    /**
     * Returns the name in its parts.
     *
     * @return base name and unit address
     */
    public NodeName nodeName() {
        return new NodeName(name);
    }

    /**
     * Returns the properties.
     *
     * @return the properties in order, unmodifiable
     */
    public List<DtProperty> properties() {
        return new ArrayView<>(properties);
    }

    /**
     * Returns the child nodes.
     *
     * @return the children in order, unmodifiable
     */
    public List<DtNode> children() {
        return new ArrayView<>(children);
    }

    /**
     * Finds a property.
     *
     * @param property its name
     * @return the property, or empty
     */
    public Optional<DtProperty> property(String property) {
        return Optional.ofNullable(findProperty(property));
    }

    /**
     * Finds a child node by its exact name.
     *
     * @param child its name with its unit address, if it has one
     * @return the node, or empty
     */
    public Optional<DtNode> child(String child) {
        return Optional.ofNullable(findExactly(child));
    }

    /**
     * Finds a child node as paths do: a name without {@code @} also stands for the first child of that base name
     * (libfdt's {@code fdt_subnode_offset}).
     *
     * @param child its name, with or without the unit address
     * @return the node, or empty
     */
    public Optional<DtNode> childByPathName(String child) {
        return Optional.ofNullable(findByPathName(child));
    }

    /**
     * Returns where the node was written, and its labels.
     *
     * @return the source facts; empty unless the tree was compiled from text
     */
    public Optional<NodeSource> source() {
        return Optional.ofNullable(source);
    }

    /**
     * Returns the place of the node's name in the source.
     *
     * @return the place; empty unless the tree was compiled from text
     */
    public Optional<SourceSpan> span() {
        return source == null ? Optional.empty() : Optional.of(source.name());
    }

    /**
     * Returns the labels that the source gives the node.
     *
     * @return the labels, in {@code dtc}'s order; empty unless the tree was compiled from text
     */
    public List<String> labels() {
        return source == null ? List.of() : source.labels();
    }

    /**
     * Returns this node and all nodes below it, each before its children.
     *
     * @return a sequential stream in document order
     */
    public Stream<DtNode> stream() {
        return Stream.iterate(new Walk(this), Walk::hasNode, Walk::advance).map(Walk::node);
    }

    /**
     * Returns a copy with another name.
     *
     * @param name the name
     * @return the copy
     * @throws IllegalArgumentException if the name holds a NUL or {@code /}
     */
    public DtNode withName(String name) {
        return new DtNode(new NodeName(name).text(), properties, children, source);
    }

    /**
     * Returns a copy that knows where it was written.
     *
     * @param source the source facts
     * @return the copy
     */
    public DtNode withSource(NodeSource source) {
        return new DtNode(name, properties, children, Objects.requireNonNull(source, "source"));
    }

    /**
     * Returns a copy with a property: in the place of the first one of that name, or last.
     *
     * @param property the property
     * @return the copy
     */
    public DtNode withProperty(DtProperty property) {
        int at = indexOf(property.name());
        DtProperty[] changed = Arrays.copyOf(properties, at < 0 ? properties.length + 1 : properties.length);
        changed[at < 0 ? properties.length : at] = property;
        return new DtNode(name, changed, children, source);
    }

    /**
     * Returns a copy with a property: in the place of the first one of that name, or last.
     *
     * @param property its name
     * @param value its bytes
     * @return the copy
     * @throws IllegalArgumentException if no property can have the name
     */
    public DtNode withProperty(String property, PropertyValue value) {
        return withProperty(DtProperty.of(property, value));
    }

    /**
     * Returns a copy without the properties of a name.
     *
     * @param property the name
     * @return the copy, or this node if it has no such property
     */
    public DtNode withoutProperty(String property) {
        if (findProperty(property) == null) {
            return this;
        }
        List<DtProperty> kept = new ArrayList<>(properties.length);
        for (DtProperty each : properties) {
            if (!each.name().equals(property)) {
                kept.add(each);
            }
        }
        return new DtNode(name, kept.toArray(NO_PROPERTIES), children, source);
    }

    /**
     * Returns a copy with a child node: in the place of the first one of that exact name, or last.
     *
     * @param child the node
     * @return the copy
     */
    public DtNode withChild(DtNode child) {
        DtNode present = findExactly(child.name);
        if (present != null) {
            return replaceChild(present, child);
        }
        DtNode[] longer = Arrays.copyOf(children, children.length + 1);
        longer[children.length] = child;
        return new DtNode(name, properties, longer, source);
    }

    /**
     * Returns a copy without the child nodes of an exact name.
     *
     * @param child the name
     * @return the copy, or this node if it has no such child
     */
    public DtNode withoutChild(String child) {
        if (findExactly(child) == null) {
            return this;
        }
        List<DtNode> kept = new ArrayList<>(children.length);
        for (DtNode each : children) {
            if (!each.name.equals(child)) {
                kept.add(each);
            }
        }
        return new DtNode(name, properties, kept.toArray(NO_CHILDREN), source);
    }

    /** Returns a copy with one of the children, found by identity, replaced; its name may change. */
    DtNode replaceChild(DtNode present, DtNode child) {
        DtNode[] changed = children.clone();
        changed[indexOf(present)] = child;
        return new DtNode(name, properties, changed, source);
    }

    @Nullable
    DtProperty findProperty(String property) {
        if (properties.length > NameIndex.SCAN_LIMIT) {
            return index().property(property);
        }
        for (DtProperty each : properties) {
            if (each.name().equals(property)) {
                return each;
            }
        }
        return null;
    }

    @Nullable
    DtNode findExactly(String child) {
        if (children.length > NameIndex.SCAN_LIMIT) {
            return index().child(child);
        }
        for (DtNode each : children) {
            if (each.name.equals(child)) {
                return each;
            }
        }
        return null;
    }

    @Nullable
    DtNode findByPathName(String child) {
        if (child.indexOf('@') >= 0) {
            return findExactly(child);
        }
        if (children.length > NameIndex.SCAN_LIMIT) {
            return index().childByBaseName(child);
        }
        for (DtNode each : children) {
            if (each.name.startsWith(child)
                    && (each.name.length() == child.length() || each.name.charAt(child.length()) == '@')) {
                return each;
            }
        }
        return null;
    }

    private int indexOf(String property) {
        for (int i = 0; i < properties.length; i++) {
            if (properties[i].name().equals(property)) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("ReferenceEquality") // the very node that a lookup gave, not one like it
    private int indexOf(DtNode child) {
        int at = 0;
        while (children[at] != child) {
            at++;
        }
        return at;
    }

    /** Racy single-check: two threads may both build the index, to the same content. */
    private NameIndex index() {
        NameIndex known = index;
        if (known == null) {
            known = new NameIndex(properties, children);
            index = known;
        }
        return known;
    }

    private static <T> T[] checked(T[] items) {
        for (T item : items) {
            Objects.requireNonNull(item, "item");
        }
        return items;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof DtNode that)) {
            return false;
        }
        Deque<DtNode> left = new ArrayDeque<>(List.of(this));
        Deque<DtNode> right = new ArrayDeque<>(List.of(that));
        while (!left.isEmpty()) {
            DtNode a = left.pop();
            DtNode b = right.pop();
            if (a == b) {
                continue;
            }
            if (!a.equalsShallowly(b)) {
                return false;
            }
            for (int i = 0; i < a.children.length; i++) {
                left.push(a.children[i]);
                right.push(b.children[i]);
            }
        }
        return true;
    }

    private boolean equalsShallowly(DtNode that) {
        return children.length == that.children.length
                && name.equals(that.name)
                && Arrays.equals(properties, that.properties);
    }

    /** Covers the node itself and its children's names, not all below: enough to tell siblings apart, and cheap. */
    @Override
    public int hashCode() {
        int hash = 31 * name.hashCode() + Arrays.hashCode(properties);
        for (DtNode child : children) {
            hash = 31 * hash + child.name.hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "/" : name) + " (" + count(properties.length, "property", "properties") + ", "
                + count(children.length, "child", "children") + ")";
    }

    private static String count(int n, String one, String many) {
        return n + " " + (n == 1 ? one : many);
    }

    /** The stack of a walk in document order. */
    private static final class Walk {
        private final Deque<DtNode> stack = new ArrayDeque<>();

        Walk(DtNode root) {
            stack.push(root);
        }

        boolean hasNode() {
            return !stack.isEmpty();
        }

        DtNode node() {
            return Objects.requireNonNull(stack.peek());
        }

        Walk advance() {
            DtNode node = stack.pop();
            for (int i = node.children.length - 1; i >= 0; i--) {
                stack.push(node.children[i]);
            }
            return this;
        }
    }
}
