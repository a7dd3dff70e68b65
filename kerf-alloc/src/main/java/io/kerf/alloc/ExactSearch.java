// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/**
 * Goes through every way to share out a request over few nodes of few CPUs: where cores must be shared, or nodes must give a CPU
 * for the sake of their memory, filling node after node does not always give the best answer.
 */
final class ExactSearch {
    private static final int MOST = 4096;

    private final NodeSupply supply;
    private final Answers answers;
    private final int[] counts;
    private final int[] set;
    private final int[] behind;

    ExactSearch(CpuLayout layout, NodeSupply supply, Answers answers) {
        this.supply = supply;
        this.answers = answers;
        this.counts = new int[layout.nodes()];
        this.set = new int[supply.count()];
        this.behind = new int[supply.count() + 1];
        for (int i = supply.count() - 1; i >= 0; i--) {
            behind[i] = behind[i + 1] + supply.total(supply.nodes()[i]);
        }
    }

    /** Takes the ways: the nodes that give a CPU, the CPUs of every node, and how many cores must be shared for that. */
    @FunctionalInterface
    interface Answers {
        void offer(int[] set, int size, int[] counts, int shared);
    }

    /** Tells whether there are so few ways that they can be gone through. */
    static boolean isSmall(NodeSupply supply) {
        long ways = 1;
        for (int i = 0; i < supply.count() && ways <= MOST; i++) {
            ways *= supply.total(supply.nodes()[i]) + 1L;
        }
        return ways <= MOST;
    }

    /** Offers all ways, those first in which the lowest nodes give most. */
    void run() {
        int depth = 0;
        int nodes = supply.count();
        int[] left = new int[nodes + 1];
        left[0] = supply.wanted();
        int[] given = new int[nodes];
        given[0] = most(0, left[0]);
        // An odometer: each node gives from its most to its least, the last one what is left.
        while (depth >= 0) {
            if (given[depth] < Math.max(0, left[depth] - behind[depth + 1])) {
                depth--;
                if (depth >= 0) {
                    given[depth]--;
                }
                continue;
            }
            counts[supply.nodes()[depth]] = given[depth];
            left[depth + 1] = left[depth] - given[depth];
            if (depth == nodes - 1) {
                offer();
                given[depth]--;
            } else {
                depth++;
                given[depth] = most(depth, left[depth]);
            }
        }
    }

    private int most(int depth, int left) {
        return Math.min(left, supply.total(supply.nodes()[depth]));
    }

    private void offer() {
        int size = 0;
        int shared = 0;
        for (int i = 0; i < supply.count(); i++) {
            int node = supply.nodes()[i];
            if (counts[node] > 0) {
                set[size++] = node;
                shared += supply.sharedFor(node, counts[node]);
            }
        }
        if (supply.need().among(set, size) >= supply.need().count()) {
            answers.offer(set, size, counts, shared);
        }
    }
}
