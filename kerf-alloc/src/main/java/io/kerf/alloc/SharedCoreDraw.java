// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/**
 * Takes all CPUs of cores that somebody is on, of as few cores as possible: those with the most free CPUs first; for the rest the
 * core with the fewest that suffice. What is too much is for the caller to give back, from where it likes.
 */
final class SharedCoreDraw {
    private final NodeSupply supply;
    private final int[] counts;
    private final int[] taken;
    private final int stride;

    /**
     * Starts with no core taken.
     *
     * @param counts the CPUs of every node, which are raised
     */
    SharedCoreDraw(NodeSupply supply, int[] counts) {
        this.supply = supply;
        this.counts = counts;
        this.stride = supply.maxThreads() + 1;
        this.taken = new int[counts.length * stride];
    }

    /** Which of two nodes gives a CPU first. */
    @FunctionalInterface
    interface NodeOrder {
        boolean isBefore(int node, int other);

        /** Learns that a node gives more CPUs than before. */
        default void taken(int node, int more) {}
    }

    /** Returns how many more nodes of a set must give a CPU than do. */
    static int missingNeeds(NodeSupply supply, int[] set, int size, int[] counts) {
        int missing = supply.need().count();
        for (int i = 0; i < size && missing > 0; i++) {
            missing -= supply.need().accepts(set[i]) && counts[set[i]] > 0 ? 1 : 0;
        }
        return missing;
    }

    /** Takes a core on each of as many nodes as must still give a CPU, those first whose cores have most free; returns the CPUs. */
    int takeNeeded(int[] set, int size) {
        int sum = 0;
        int missing = missingNeeds(supply, set, size, counts);
        for (int free = supply.maxThreads(); free > 0 && missing > 0; free--) {
            for (int i = 0; i < size && missing > 0; i++) {
                int node = set[i];
                if (supply.need().accepts(node) && counts[node] == 0 && supply.largestShared(node) == free) {
                    sum += take(node, free);
                    missing--;
                }
            }
        }
        return sum;
    }

    /** Takes a number of CPUs at least, which there must be; returns how many. */
    int takeMissing(int[] set, int size, int missing, NodeOrder order) {
        int left = Math.max(0, missing);
        int free = supply.maxThreads();
        while (left > 0 && free > 0) {
            int node = next(set, size, free, order);
            if (node < 0) {
                free--;
                continue;
            }
            int from = free;
            for (int less = left; less < free; less++) {
                int other = next(set, size, less, order);
                if (other >= 0) {
                    node = other;
                    from = less;
                    break;
                }
            }
            left -= take(node, from);
            order.taken(node, from);
        }
        return Math.max(0, missing) - left;
    }

    private int take(int node, int free) {
        taken[node * stride + free]++;
        counts[node] += free;
        return free;
    }

    private int next(int[] set, int size, int free, NodeOrder order) {
        int best = -1;
        for (int i = 0; i < size; i++) {
            int node = set[i];
            boolean isLeft = taken[node * stride + free] < supply.shared(node, free);
            if (isLeft && (best < 0 || order.isBefore(node, best))) {
                best = node;
            }
        }
        return best;
    }
}
