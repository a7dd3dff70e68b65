// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An absolute path of node names, such as {@code /soc/ethernet@0} (Devicetree Specification, section 2.2.3). The root's path is
 * {@code /}.
 *
 * <p>As in libfdt, repeated and trailing slashes count as one. A name without a unit address stands for the first node of that
 * base name when {@linkplain DeviceTree#find(NodePath) looked up}.
 *
 * @param names the names from the root's child down; empty for the root
 */
public record NodePath(List<String> names) implements Comparable<NodePath> {
    private static final NodePath ROOT = new NodePath(List.of());

    /** Copies the list and refuses names that no node can have. */
    public NodePath {
        names = List.copyOf(names);
        for (String name : names) {
            NodeName.check(name);
        }
    }

    /**
     * Returns the path of the root node.
     *
     * @return {@code /}
     */
    public static NodePath root() {
        return ROOT;
    }

    /**
     * Parses an absolute path.
     *
     * @param path a path that begins with {@code /}
     * @return the path
     * @throws IllegalArgumentException if it does not begin with {@code /}, or holds a NUL
     */
    public static NodePath of(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("'" + path + "' is not an absolute node path: it must begin with '/'");
        }
        return ROOT.resolve(path);
    }

    /**
     * Returns the path of a child.
     *
     * @param name the child's name
     * @return this path with the name behind it
     * @throws IllegalArgumentException if no node can have the name
     */
    public NodePath child(String name) {
        List<String> longer = new ArrayList<>(names.size() + 1);
        longer.addAll(names);
        longer.add(name);
        return new NodePath(longer);
    }

    /**
     * Appends names that are separated by slashes.
     *
     * @param below names with slashes between them; leading, trailing and repeated slashes do not count
     * @return the longer path, or this one if there are no names
     */
    public NodePath resolve(String below) {
        List<String> longer = new ArrayList<>(names);
        int start = 0;
        for (int at = 0; at <= below.length(); at++) {
            if (at == below.length() || below.charAt(at) == '/') {
                if (at > start) {
                    longer.add(below.substring(start, at));
                }
                start = at + 1;
            }
        }
        return longer.size() == names.size() ? this : new NodePath(longer);
    }

    /**
     * Returns the path of the parent.
     *
     * @return the path, or empty for the root
     */
    public Optional<NodePath> parent() {
        return names.isEmpty() ? Optional.empty() : Optional.of(new NodePath(names.subList(0, names.size() - 1)));
    }

    /**
     * Returns the last name.
     *
     * @return the name, or an empty string for the root
     */
    public String name() {
        return names.isEmpty() ? "" : names.get(names.size() - 1);
    }

    /**
     * Tells whether this is the root's path.
     *
     * @return true for {@code /}
     */
    public boolean isRoot() {
        return names.isEmpty();
    }

    /** Orders paths as trees are walked: by name, level by level. */
    @Override
    public int compareTo(NodePath other) {
        int common = Math.min(names.size(), other.names.size());
        for (int i = 0; i < common; i++) {
            int byName = names.get(i).compareTo(other.names.get(i));
            if (byName != 0) {
                return byName;
            }
        }
        return Integer.compare(names.size(), other.names.size());
    }

    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
