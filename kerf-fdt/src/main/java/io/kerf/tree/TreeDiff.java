// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What differs between two trees, by path. Order does not count: nodes and properties are paired by name, and the first of a name
 * stands for all.
 *
 * <pre>{@code
 * for (TreeDiff.Change change : TreeDiff.between(before, after).changes()) {
 *     System.out.println(change);       // "+ /cpus/cpu@1", "~ /memory reg: <0x0 0x1000> -> <0x0 0x2000>"
 * }
 * }</pre>
 *
 * @param changes the changes in document order of the first tree, with what is new behind what stayed of the same parent
 */
public record TreeDiff(List<TreeDiff.Change> changes) {
    /** Copies the list. */
    public TreeDiff {
        changes = List.copyOf(changes);
    }

    /** One difference. */
    public sealed interface Change {
        /**
         * Returns the node that the difference is in, or that came or went.
         *
         * @return its path
         */
        NodePath path();
    }

    /**
     * A node that only the second tree has, with all that is below it.
     *
     * @param path where
     * @param node the node
     */
    public record NodeAdded(NodePath path, DtNode node) implements Change {
        @Override
        public String toString() {
            return "+ " + path;
        }
    }

    /**
     * A node that only the first tree has, with all that is below it.
     *
     * @param path where
     * @param node the node
     */
    public record NodeRemoved(NodePath path, DtNode node) implements Change {
        @Override
        public String toString() {
            return "- " + path;
        }
    }

    /**
     * A property that only the second tree has.
     *
     * @param path the node
     * @param property the property
     */
    public record PropertyAdded(NodePath path, DtProperty property) implements Change {
        @Override
        public String toString() {
            return "+ " + path + " " + property.name() + ": " + property.value();
        }
    }

    /**
     * A property that only the first tree has.
     *
     * @param path the node
     * @param property the property
     */
    public record PropertyRemoved(NodePath path, DtProperty property) implements Change {
        @Override
        public String toString() {
            return "- " + path + " " + property.name() + ": " + property.value();
        }
    }

    /**
     * A property that both trees have, with other bytes.
     *
     * @param path the node
     * @param before the property in the first tree
     * @param after the property in the second tree
     */
    public record PropertyChanged(NodePath path, DtProperty before, DtProperty after) implements Change {
        @Override
        public String toString() {
            return "~ " + path + " " + before.name() + ": " + before.value() + " -> " + after.value();
        }
    }

    /**
     * Compares two trees in time linear in their sizes; nodes that both share are not looked into. Memory reservations and the boot
     * CPU are not compared, nor is the root's name.
     *
     * @param before the first tree
     * @param after the second tree
     * @return the differences
     */
    public static TreeDiff between(DeviceTree before, DeviceTree after) {
        List<Change> changes = new ArrayList<>();
        Deque<Pair> open = new ArrayDeque<>();
        open.push(new Pair(NodePath.root(), before.root(), after.root()));
        while (!open.isEmpty()) {
            Pair pair = open.pop();
            if (!pair.isShared()) {
                properties(pair, changes);
                children(pair, changes, open);
            }
        }
        return new TreeDiff(changes);
    }

    /**
     * Tells whether the trees are alike.
     *
     * @return true if there are no differences
     */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** One difference a line. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (Change change : changes) {
            out.append(change).append('\n');
        }
        return out.toString();
    }

    private record Pair(NodePath path, DtNode before, DtNode after) {
        @SuppressWarnings("ReferenceEquality") // copies share what did not change: no need to look into it
        boolean isShared() {
            return before == after;
        }
    }

    private static void properties(Pair pair, List<Change> changes) {
        Map<String, DtProperty> after = new LinkedHashMap<>();
        pair.after.properties().forEach(property -> after.putIfAbsent(property.name(), property));
        Map<String, DtProperty> before = new LinkedHashMap<>();
        pair.before.properties().forEach(property -> before.putIfAbsent(property.name(), property));
        for (DtProperty old : before.values()) {
            DtProperty now = after.remove(old.name());
            if (now == null) {
                changes.add(new PropertyRemoved(pair.path, old));
            } else if (!now.equals(old)) {
                changes.add(new PropertyChanged(pair.path, old, now));
            }
        }
        after.values().forEach(property -> changes.add(new PropertyAdded(pair.path, property)));
    }

    private static void children(Pair pair, List<Change> changes, Deque<Pair> open) {
        Map<String, DtNode> after = new LinkedHashMap<>();
        pair.after.children().forEach(child -> after.putIfAbsent(child.name(), child));
        Map<String, DtNode> before = new LinkedHashMap<>();
        pair.before.children().forEach(child -> before.putIfAbsent(child.name(), child));
        List<Pair> both = new ArrayList<>();
        for (DtNode old : before.values()) {
            NodePath path = pair.path.child(old.name());
            DtNode now = after.remove(old.name());
            if (now == null) {
                changes.add(new NodeRemoved(path, old));
            } else {
                both.add(new Pair(path, old, Objects.requireNonNull(now)));
            }
        }
        after.values().forEach(child -> changes.add(new NodeAdded(pair.path.child(child.name()), child)));
        for (int i = both.size() - 1; i >= 0; i--) {
            open.push(both.get(i));
        }
    }
}
