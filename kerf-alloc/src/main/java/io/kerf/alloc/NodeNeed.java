// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/**
 * Which nodes must give a CPU, so that the memory can be beside one: at least so many of those that are marked.
 *
 * @param nodes the marks, by dense node; not to be changed
 * @param count how many; 0 if it does not matter
 */
@SuppressWarnings("ArrayRecordComponent") // one request long, never compared
record NodeNeed(boolean[] nodes, int count) {
    /** No demand. */
    static final NodeNeed NONE = new NodeNeed(new boolean[0], 0);

    boolean accepts(int node) {
        return count > 0 && nodes[node];
    }

    /** Returns how many nodes of a set are marked. */
    int among(int[] set, int size) {
        int marked = 0;
        for (int i = 0; i < size && count > 0; i++) {
            marked += nodes[set[i]] ? 1 : 0;
        }
        return marked;
    }

    /** Tells whether enough marked nodes give CPUs. */
    boolean isMetBy(int[] cpusOfNode) {
        int marked = 0;
        for (int node = 0; node < nodes.length; node++) {
            marked += nodes[node] && cpusOfNode[node] > 0 ? 1 : 0;
        }
        return marked >= count;
    }
}
