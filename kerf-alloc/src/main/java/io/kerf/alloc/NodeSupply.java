// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;

/**
 * What each node can give to one request: CPUs that cost no shared core, and cores that somebody is on, by the number of CPUs
 * they have free. What counts as which is up to the {@link SmtPolicy}; from here on nothing else depends on it.
 */
final class NodeSupply {
    /** What {@link #leastShared} says if there are not enough CPUs. */
    static final int IMPOSSIBLE = Integer.MAX_VALUE;

    private final int[] nodes;
    private final int[] unshared;
    private final int[][] shared;
    private final int maxThreads;

    /**
     * Looks at the nodes that a request may use.
     *
     * @param eligible dense nodes, ascending
     */
    NodeSupply(TopologyIndex index, SmtPolicy smt, int[] eligible) {
        this.maxThreads = index.maxThreads();
        this.unshared = new int[index.nodeCount()];
        this.shared = new int[index.nodeCount()][maxThreads + 1];
        for (int node : eligible) {
            unshared[node] = smt == SmtPolicy.SHARE ? index.freeOnNode(node) : index.unsharedOnNode(node);
            for (int free = 1; free <= maxThreads && smt == SmtPolicy.AVOID; free++) {
                shared[node][free] = index.sharedCoresWith(node, free);
            }
        }
        this.nodes = Arrays.stream(eligible).filter(node -> total(node) > 0).toArray();
    }

    /** Returns the nodes that can give a CPU, ascending; not to be changed. */
    int[] nodes() {
        return nodes;
    }

    int unshared(int node) {
        return unshared[node];
    }

    /** Returns the number of cores with that many free CPUs that somebody is on. */
    int shared(int node, int free) {
        return shared[node][free];
    }

    int maxThreads() {
        return maxThreads;
    }

    /** Returns all CPUs that a node can give. */
    int total(int node) {
        int sum = unshared[node];
        for (int free = 1; free <= maxThreads; free++) {
            sum += free * shared[node][free];
        }
        return sum;
    }

    /** Returns all CPUs that some nodes can give. */
    int total(int[] set) {
        int sum = 0;
        for (int node : set) {
            sum += total(node);
        }
        return sum;
    }

    /** Returns the most CPUs that one of the cores of a node with somebody on it has free. */
    int largestShared(int node) {
        int free = maxThreads;
        while (free > 0 && shared[node][free] == 0) {
            free--;
        }
        return free;
    }

    /**
     * Returns how many cores must be shared to take CPUs from some nodes.
     *
     * @param set the nodes
     * @param count the number of CPUs, at least 1
     * @param needed the nodes of which at least one must give a CPU
     * @return the least number, or {@link #IMPOSSIBLE}
     */
    int leastShared(int[] set, int count, NodeFilter needed) {
        int sum = 0;
        int forced = 0;
        boolean isMet = false;
        for (int node : set) {
            sum += unshared[node];
            isMet |= needed.accepts(node) && unshared[node] > 0;
            forced = needed.accepts(node) ? Math.max(forced, largestShared(node)) : forced;
        }
        if (isMet) {
            return leastShared(set, count - sum, 0);
        }
        int rest = forced == 0 ? IMPOSSIBLE : leastShared(set, count - sum - forced, forced);
        return rest == IMPOSSIBLE ? IMPOSSIBLE : rest + 1;
    }

    /** Counts cores by taking those with the most free CPUs first, which no other choice of as many cores can beat. */
    private int leastShared(int[] set, int missing, int takenAlready) {
        int left = missing;
        int cores = 0;
        for (int free = maxThreads; free > 0 && left > 0; free--) {
            int there = free == takenAlready ? -1 : 0;
            for (int node : set) {
                there += shared[node][free];
            }
            int taken = Math.min(there, (left + free - 1) / free);
            cores += taken;
            left -= taken * free;
        }
        return left > 0 ? IMPOSSIBLE : cores;
    }
}
