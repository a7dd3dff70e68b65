// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The names that children of the nodes still open have so far; those of nodes that are closed are forgotten. */
final class SiblingNames {
    /** A set that held more is not used again, since emptying it costs time in proportion to what it held. */
    private static final int WIDE = 64;

    /** By depth. */
    private final List<Set<String>> children = new ArrayList<>();

    /** Forgets the names that were given at a depth: a new node is open there. */
    void open(int depth) {
        if (depth == children.size()) {
            children.add(new HashSet<>());
        } else if (children.get(depth).size() > WIDE) {
            children.set(depth, new HashSet<>());
        } else {
            children.get(depth).clear();
        }
    }

    /** Notes the name of a child of the node open at a depth; false if a sibling has it already. */
    boolean add(int depth, String child) {
        return children.get(depth).add(child);
    }
}
