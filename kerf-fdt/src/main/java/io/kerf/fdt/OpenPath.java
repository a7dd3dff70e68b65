// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.NodeName;
import java.util.Arrays;

/**
 * The path of the node that is open, in a blob of a version below 16: there a node's name is its path, and its base name is a property, which
 * most trees leave to the writer.
 */
final class OpenPath {
    /** The property that has the base name. */
    static final String NAME = "name";

    private final StringBuilder path = new StringBuilder();

    /** How long the paths of the nodes are that are open. */
    private int[] lengths = new int[4];

    private int depth;
    private String nodeName = "";
    private boolean isNamed;

    /** Opens a node, and returns its path. */
    String enter(String name) {
        if (depth == lengths.length) {
            lengths = Arrays.copyOf(lengths, depth * 2);
        }
        path.setLength(depth == 0 ? 0 : lengths[depth - 1]);
        path.append(depth == 1 ? "" : "/").append(depth == 0 ? "" : name);
        lengths[depth] = path.length();
        depth++;
        nodeName = name;
        isNamed = false;
        return path.toString();
    }

    /** Closes the node that was opened last. */
    void leave() {
        depth--;
    }

    /** Notes a property of the node that was opened last. */
    void note(String property) {
        isNamed |= property.equals(NAME);
    }

    /** Tells whether the node that was opened last has a property of its base name. */
    boolean isNamed() {
        return isNamed;
    }

    /** Returns the base name of the node that was opened last. */
    String baseName() {
        return new NodeName(nodeName).base();
    }
}
