// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of the base that overlays may change, or one that they added. What they change is kept beside the immutable
 * {@link DtNode}, and what they add in the order in which it came, so that lookups can go by libfdt's order whatever order the
 * result has. In libfdt's order what was added last comes first, and what the base has comes behind.
 */
final class TargetNode {
    /** Up to this many members a scan is as fast as a map. */
    private static final int SCAN_LIMIT = 8;

    private static final int UNKNOWN = Integer.MIN_VALUE;

    private final @Nullable TargetNode parent;

    /** The node of the base; of a node that was added, the overlay's, of which only name and source facts count. */
    private final DtNode origin;

    private final boolean added;

    /** The index among what the parent's origin has, or among what was added to it. */
    private int position;

    private boolean dirty;

    /** The properties of the base's node with their new values, once there are any. */
    private DtProperty @Nullable [] current;

    /** Properties that the base's node does not have, the oldest first. */
    private List<DtProperty> newProperties = List.of();

    /** Indices in the two lists above, once one of them is long; those of new properties are negative, from -1 down. */
    private @Nullable Map<String, Integer> propertyIndex;

    private List<TargetNode> newChildren = List.of();
    private @Nullable Map<String, TargetNode> newChildIndex;

    /** Those children of the base's node that were looked at. */
    private List<TargetNode> openChildren = List.of();

    private @Nullable IdentityHashMap<DtNode, TargetNode> openChildIndex;

    private DtNode frozen;

    private TargetNode(@Nullable TargetNode parent, DtNode origin, boolean added) {
        this.parent = parent;
        this.origin = origin;
        this.added = added;
        this.position = UNKNOWN;
        this.dirty = added;
        this.frozen = origin;
    }

    static TargetNode root(DtNode origin) {
        return new TargetNode(null, origin, false);
    }

    @Nullable
    TargetNode parent() {
        return parent;
    }

    String name() {
        return origin.name();
    }

    @Nullable
    DtProperty property(String name) {
        if (current == null && newProperties.isEmpty()) {
            return added ? null : origin.property(name).orElse(null);
        }
        int index = indexOf(name);
        return index < 0 ? null : propertyAt(index);
    }

    int propertyCount() {
        return newProperties.size() + oldPropertyCount();
    }

    /** Returns a property by its index in libfdt's order. */
    DtProperty propertyAt(int index) {
        int old = index - newProperties.size();
        if (old < 0) {
            return newProperties.get(-1 - old);
        }
        return current == null ? origin.properties().get(old) : current[old];
    }

    /** Returns the index in libfdt's order of the first property of a name, or -1. */
    int indexOf(String name) {
        int count = propertyCount();
        if (count > SCAN_LIMIT) {
            Integer entry = propertyIndex().get(name);
            return entry == null ? -1 : newProperties.size() + entry;
        }
        for (int i = 0; i < count; i++) {
            if (propertyAt(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Counts what the base has from 0 up, and what was added from -1 down, so that additions change no entry. */
    private Map<String, Integer> propertyIndex() {
        Map<String, Integer> index = propertyIndex;
        if (index == null) {
            index = new HashMap<>(propertyCount() * 2);
            for (int i = 0; i < propertyCount(); i++) {
                index.putIfAbsent(propertyAt(i).name(), i - newProperties.size());
            }
            propertyIndex = index;
        }
        return index;
    }

    private int oldPropertyCount() {
        return added ? 0 : origin.properties().size();
    }

    /** Changes the value of a property. */
    void replace(int index, DtProperty property) {
        dirty = true;
        int old = index - newProperties.size();
        if (old < 0) {
            newProperties.set(-1 - old, property);
            return;
        }
        if (current == null) {
            current = origin.properties().toArray(new DtProperty[0]);
        }
        current[old] = property;
    }

    /** Adds a property, which must have a name of its own. */
    void add(DtProperty property) {
        dirty = true;
        newProperties = newProperties.isEmpty() ? new ArrayList<>(4) : newProperties;
        newProperties.add(property);
        if (propertyIndex != null) {
            propertyIndex.put(property.name(), -newProperties.size());
        }
    }

    /** Adds a child, which {@link #newChild} must not find by its name. */
    TargetNode add(DtNode template) {
        dirty = true;
        TargetNode child = new TargetNode(this, template, true);
        newChildren = newChildren.isEmpty() ? new ArrayList<>(4) : newChildren;
        child.position = newChildren.size();
        newChildren.add(child);
        if (newChildIndex != null) {
            index(child, newChildIndex);
        }
        return child;
    }

    /** Finds a child that was added, the last one first. */
    @Nullable
    TargetNode newChild(String wanted) {
        if (newChildren.size() > SCAN_LIMIT) {
            return newChildIndex().get(wanted);
        }
        for (int i = newChildren.size() - 1; i >= 0; i--) {
            if (NodeSpace.standsFor(wanted, newChildren.get(i).name())) {
                return newChildren.get(i);
            }
        }
        return null;
    }

    private Map<String, TargetNode> newChildIndex() {
        Map<String, TargetNode> index = newChildIndex;
        if (index == null) {
            index = new HashMap<>();
            newChildIndex = index;
            for (TargetNode child : newChildren) {
                index(child, index);
            }
        }
        return index;
    }

    private static void index(TargetNode child, Map<String, TargetNode> index) {
        index.put(child.name(), child);
        index.put(NodeSpace.baseName(child.name()), child);
    }

    /** Finds the node of the base that is a child by a name of a path. */
    @Nullable
    DtNode oldChild(String wanted) {
        return added ? null : origin.childByPathName(wanted).orElse(null);
    }

    /** Returns what stands for a child of the base's node, or null if it was not looked at yet. */
    @SuppressWarnings("ReferenceEquality") // the very child, not one like it
    @Nullable
    TargetNode opened(DtNode child) {
        if (openChildren.size() > SCAN_LIMIT) {
            return openChildIndex().get(child);
        }
        for (TargetNode each : openChildren) {
            if (each.origin == child) {
                return each;
            }
        }
        return null;
    }

    TargetNode open(DtNode child) {
        TargetNode opened = new TargetNode(this, child, false);
        openChildren = openChildren.isEmpty() ? new ArrayList<>(4) : openChildren;
        openChildren.add(opened);
        if (openChildIndex != null) {
            openChildIndex.put(child, opened);
        }
        return opened;
    }

    private IdentityHashMap<DtNode, TargetNode> openChildIndex() {
        IdentityHashMap<DtNode, TargetNode> index = openChildIndex;
        if (index == null) {
            index = new IdentityHashMap<>(openChildren.size() * 2);
            for (TargetNode each : openChildren) {
                index.put(each.origin, each);
            }
            openChildIndex = index;
        }
        return index;
    }

    int childCount() {
        return newChildren.size() + (added ? 0 : origin.children().size());
    }

    /** Returns a child by its index in libfdt's order, if it was added. */
    @Nullable
    TargetNode newChildAt(int index) {
        return index < newChildren.size() ? newChildren.get(newChildren.size() - 1 - index) : null;
    }

    /** Returns a child by its index in libfdt's order, if it was not added. */
    DtNode oldChildAt(int index) {
        return origin.children().get(index - newChildren.size());
    }

    /** Returns the index of a child in libfdt's order. */
    int indexOf(TargetNode child) {
        if (child.added) {
            return newChildren.size() - 1 - child.position;
        }
        if (child.position == UNKNOWN) {
            findPositions();
        }
        return newChildren.size() + child.position;
    }

    private void findPositions() {
        List<DtNode> children = origin.children();
        for (int i = 0; i < children.size(); i++) {
            TargetNode child = opened(children.get(i));
            if (child != null && child.position == UNKNOWN) {
                child.position = i;
            }
        }
    }

    /** The phandle as libfdt reads it ({@code fdt_get_phandle}), 0 for none. */
    int phandle() {
        DtProperty property = property("phandle");
        if (property == null || property.size() != Integer.BYTES) {
            property = property("linux,phandle");
        }
        return property == null || property.size() != Integer.BYTES ? 0 : property.u32();
    }

    String path() {
        Deque<String> names = new ArrayDeque<>();
        for (TargetNode node = this; node.parent != null; node = node.parent) {
            names.push(node.name());
        }
        return "/" + String.join("/", names);
    }

    /** Returns the node as it is now. Its children must be frozen first, and each tells its parent that it changed. */
    DtNode freeze(OverlayOrder order) {
        if (dirty) {
            List<DtProperty> old = added ? List.of() : origin.properties();
            frozen = DtNode.of(
                    name(),
                    joined(current == null ? old : List.of(current), new ArrayList<>(newProperties), order),
                    children(order));
            origin.source().ifPresent(source -> frozen = frozen.withSource(source));
            if (parent != null) {
                parent.dirty = true;
            }
        }
        return frozen;
    }

    private List<DtNode> children(OverlayOrder order) {
        List<DtNode> mine = new ArrayList<>(newChildren.size());
        for (TargetNode child : newChildren) {
            mine.add(child.frozen);
        }
        List<DtNode> old = added ? List.of() : origin.children();
        if (!openChildren.isEmpty()) {
            IdentityHashMap<DtNode, TargetNode> left = new IdentityHashMap<>(openChildren.size() * 2);
            for (TargetNode child : openChildren) {
                left.put(child.origin, child);
            }
            List<DtNode> now = new ArrayList<>(old.size());
            for (DtNode child : old) {
                TargetNode opened = left.remove(child);
                now.add(opened == null ? child : opened.frozen);
            }
            old = now;
        }
        return joined(old, mine, order);
    }

    private static <T> List<T> joined(List<T> old, List<T> mine, OverlayOrder order) {
        if (mine.isEmpty()) {
            return old;
        }
        List<T> all = new ArrayList<>(old.size() + mine.size());
        if (order == OverlayOrder.LIBFDT) {
            Collections.reverse(mine);
            all.addAll(mine);
            all.addAll(old);
        } else {
            all.addAll(old);
            all.addAll(mine);
        }
        return all;
    }
}
