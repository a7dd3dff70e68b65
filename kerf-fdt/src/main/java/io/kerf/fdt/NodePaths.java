// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** The full paths of the nodes that are open, for versions before 16, as places in the blob. */
final class NodePaths {
    private final ByteBuffer bytes;
    private int[] starts = new int[16];
    private int[] lengths = new int[16];
    private String[] names = new String[16];

    NodePaths(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /**
     * Notes the path of a node and finds its own name in it.
     *
     * @param depth 1 for the root
     * @return bytes of the path in front of the node's own name, or -1 if the path does not begin with the parent's
     */
    int enter(int depth, int start, int length) {
        if (depth >= starts.length) {
            starts = Arrays.copyOf(starts, depth * 2);
            lengths = Arrays.copyOf(lengths, depth * 2);
            names = Arrays.copyOf(names, depth * 2);
        }
        starts[depth] = start;
        lengths[depth] = length;
        if (depth == 1) {
            return length == 1 && bytes.get(start) == '/' ? 1 : 0;
        }
        int parent = lengths[depth - 1];
        // The root's path is "/", or empty; below it each path is the parent's, a slash, and the name.
        boolean parentIsRoot = parent == 0 || parent == 1 && bytes.get(starts[depth - 1]) == '/';
        int prefix = parentIsRoot ? 1 : parent + 1;
        boolean begins = length >= prefix
                && bytes.get(start + prefix - 1) == '/'
                && (parentIsRoot || bytes.slice(start, parent).equals(bytes.slice(starts[depth - 1], parent)));
        return begins ? prefix : -1;
    }

    /** Notes a node's own name, and returns it. */
    String named(int depth, String name) {
        names[depth] = name;
        return name;
    }

    /** Returns the own name of the node that is open at a depth. */
    String name(int depth) {
        return names[depth];
    }

    int parentStart(int depth) {
        return starts[depth - 1];
    }

    int parentLength(int depth) {
        return lengths[depth - 1];
    }
}
