// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/**
 * Takes CPUs from cores that somebody is on, from as few cores as possible: those with the most free CPUs first; for the rest the
 * core with the fewest that suffice.
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
    }

    /** Returns how many more nodes of a set must give a CPU than do. */
    static int missingNeeds(NodeSupply supply, int[] set, int size, int[] counts) {
        int missing = supply.need().count();
        for (int i = 0; i < size && missing > 0; i++) {
            missing -= supply.need().accepts(set[i]) && counts[set[i]] > 0 ? 1 : 0;
        }
        return missing;
    }

    /** Takes a core on each of as many nodes as must still give a CPU, those first whose cores have most free. */
    int takeNeeded(int[] set, int size, int most) {
        int sum = 0;
        int missing = missingNeeds(supply, set, size, counts);
        for (int free = supply.maxThreads(); free > 0 && missing > 0; free--) {
            for (int i = 0; i < size && missing > 0; i++) {
                int node = set[i];
                if (supply.need().accepts(node) && counts[node] == 0 && supply.largestShared(node) == free) {
                    sum += take(node, free, Math.max(1, most - sum));
                    missing--;
                }
            }
        }
        return sum;
    }

    /** Takes a number of CPUs, which there must be. */
    void takeMissing(int[] set, int size, int missing, NodeOrder order) {
        int left = missing;
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
            left -= take(node, from, left);
        }
    }

    private int take(int node, int free, int most) {
        int given = Math.min(free, most);
        taken[node * stride + free]++;
        counts[node] += given;
        return given;
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
