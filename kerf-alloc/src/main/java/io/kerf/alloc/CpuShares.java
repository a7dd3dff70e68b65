// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/**
 * How many CPUs each node gives: from unshared cores, and from cores that somebody is on. The last core taken may be taken in
 * part.
 */
final class CpuShares {
    private final NodeSupply supply;
    private final int[] nodes;
    private final int[] unshared;
    private final int[][] shared;
    private int sharedCores;
    private int partNode = -1;
    private int partFree;
    private int partTaken;

    /**
     * Starts without a CPU.
     *
     * @param nodes the nodes that may give
     * @param nodeCount the number of nodes that there are
     */
    CpuShares(NodeSupply supply, int[] nodes, int nodeCount) {
        this.supply = supply;
        this.nodes = nodes;
        this.unshared = new int[nodeCount];
        this.shared = new int[nodeCount][supply.maxThreads() + 1];
    }

    /** Returns the nodes that may give. */
    int[] nodes() {
        return nodes;
    }

    int unshared(int node) {
        return unshared[node];
    }

    void setUnshared(int node, int cpus) {
        unshared[node] = cpus;
    }

    /** Returns how many cores with that many free CPUs are taken as a whole. */
    int shared(int node, int free) {
        return shared[node][free];
    }

    /** Tells whether one more core with that many free CPUs could be taken. */
    boolean hasSharedLeft(int node, int free) {
        int part = partNode == node && partFree == free ? 1 : 0;
        return shared[node][free] + part < supply.shared(node, free);
    }

    /** Takes a core that somebody is on, or as many CPUs of it as are needed. */
    void takeShared(int node, int free, int needed) {
        sharedCores++;
        if (needed >= free) {
            shared[node][free]++;
        } else {
            partNode = node;
            partFree = free;
            partTaken = needed;
        }
    }

    /** Returns the node of the core that is taken in part, or a negative number. */
    int partNode() {
        return partNode;
    }

    /** Returns how many CPUs the core that is taken in part has free. */
    int partFree() {
        return partFree;
    }

    /** Returns how many of them are taken. */
    int partTaken() {
        return partTaken;
    }

    /** Returns the number of cores with somebody on them. */
    int sharedCores() {
        return sharedCores;
    }

    /** Returns the CPUs of one node. */
    int of(int node) {
        int sum = unshared[node] + (partNode == node ? partTaken : 0);
        for (int free = 1; free < shared[node].length; free++) {
            sum += free * shared[node][free];
        }
        return sum;
    }

    /** Returns the CPUs of every node, by dense number. */
    int[] perNode() {
        int[] counts = new int[unshared.length];
        for (int node : nodes) {
            counts[node] = of(node);
        }
        return counts;
    }

    /**
     * Takes the core with somebody on it that has most free, if only such a core can make a needed node give a CPU.
     *
     * @param needed the nodes of which one must give
     * @param most how many CPUs may be taken
     * @return the CPUs taken
     */
    int takeNeeded(NodeFilter needed, int most) {
        int largest = -1;
        for (int node : nodes) {
            boolean isNeeded = needed.accepts(node);
            if (isNeeded && supply.unshared(node) > 0) {
                return 0;
            }
            if (isNeeded && (largest < 0 || supply.largestShared(node) > supply.largestShared(largest))) {
                largest = node;
            }
        }
        int free = supply.largestShared(largest);
        takeShared(largest, free, most);
        return Math.min(free, most);
    }

    /**
     * Takes CPUs from cores that somebody is on, from as few as possible: those with the most free CPUs first; for the rest the
     * core with the fewest that suffice.
     *
     * @param missing the number of CPUs, which there must be
     * @param order says which node gives first
     */
    void takeMissing(int missing, NodeOrder order) {
        int left = missing;
        int largest = supply.maxThreads();
        while (left > 0) {
            int node = nextWith(largest, order);
            if (node < 0) {
                largest--;
                continue;
            }
            int free = largest;
            if (left < largest) {
                free = left;
                while (nextWith(free, order) < 0) {
                    free++;
                }
                node = nextWith(free, order);
            }
            takeShared(node, free, left);
            left -= Math.min(free, left);
        }
    }

    private int nextWith(int free, NodeOrder order) {
        int best = -1;
        for (int node : nodes) {
            if (hasSharedLeft(node, free) && (best < 0 || order.isBefore(node, best, this))) {
                best = node;
            }
        }
        return best;
    }

    /** Which of two nodes gives a CPU first. */
    @FunctionalInterface
    interface NodeOrder {
        boolean isBefore(int node, int other, CpuShares soFar);
    }
}
