// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/**
 * What each node can give to one request: CPUs that cost no shared core, and cores that somebody is on, by the number of CPUs
 * they have free. What counts as which is up to the {@link SmtPolicy}; from here on nothing else depends on it.
 */
final class NodeSupply {
    /** What {@link #leastShared} says if there are not enough CPUs. */
    static final int IMPOSSIBLE = Integer.MAX_VALUE;

    private final FreeCpus cpus;
    private final int[] nodes;
    private final int count;
    private final int[] unshared;
    private final int[] total;
    private final int maxThreads;
    private final boolean mayShare;
    private final boolean isByCore;
    private final int wanted;
    private final NodeNeed need;

    /**
     * Looks at the nodes that a request may use.
     *
     * @param eligible dense nodes, ascending
     * @param wanted the number of CPUs, at least 1
     */
    NodeSupply(CpuLayout layout, FreeCpus cpus, SmtPolicy smt, int[] eligible, int wanted, NodeNeed need) {
        this.cpus = cpus;
        this.maxThreads = layout.maxThreads();
        this.mayShare = smt == SmtPolicy.AVOID;
        this.isByCore = smt != SmtPolicy.SHARE;
        this.unshared = new int[layout.nodes()];
        this.total = new int[layout.nodes()];
        this.nodes = new int[eligible.length];
        this.wanted = wanted;
        this.need = need;
        int found = 0;
        for (int node : eligible) {
            int all = cpus.freeOnNode(node);
            unshared[node] = smt == SmtPolicy.SHARE ? all : cpus.unsharedOnNode(node);
            total[node] = mayShare ? all : unshared[node];
            if (total[node] > 0) {
                nodes[found++] = node;
            }
        }
        this.count = found;
    }

    private NodeSupply(NodeSupply other, NodeNeed need) {
        this.cpus = other.cpus;
        this.maxThreads = other.maxThreads;
        this.mayShare = other.mayShare;
        this.isByCore = other.isByCore;
        this.unshared = other.unshared;
        this.total = other.total;
        this.nodes = other.nodes;
        this.count = other.count;
        this.wanted = other.wanted;
        this.need = need;
    }

    /** Returns the same nodes, of which other ones must give a CPU. */
    NodeSupply with(NodeNeed other) {
        return new NodeSupply(this, other);
    }

    /** Returns the nodes that can give a CPU, ascending, followed by others; not to be changed. */
    int[] nodes() {
        return nodes;
    }

    /** Returns how many nodes can give a CPU. */
    int count() {
        return count;
    }

    /** Returns the number of CPUs asked for. */
    int wanted() {
        return wanted;
    }

    /** Tells whether it matters which CPUs share a core. */
    boolean isByCore() {
        return isByCore;
    }

    NodeNeed need() {
        return need;
    }

    int unshared(int node) {
        return unshared[node];
    }

    /** Returns all CPUs that a node can give. */
    int total(int node) {
        return total[node];
    }

    /** Returns the number of cores with that many free CPUs that somebody is on. */
    int shared(int node, int free) {
        return mayShare ? cpus.sharedCores(node, free) : 0;
    }

    int maxThreads() {
        return maxThreads;
    }

    int sumUnshared(int[] set, int size) {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += unshared[set[i]];
        }
        return sum;
    }

    int sumTotal(int[] set, int size) {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += total[set[i]];
        }
        return sum;
    }

    /** Tells whether the nodes have the CPUs, or one of them has if it must be one; whatever is needed of them. */
    boolean isEnough(boolean isOnOneNode) {
        int most = 0;
        int sum = 0;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, total[nodes[i]]);
            sum += total[nodes[i]];
        }
        return (isOnOneNode ? most : sum) >= wanted;
    }

    /** Returns the most CPUs that one of the cores of a node with somebody on it has free. */
    int largestShared(int node) {
        int free = maxThreads;
        while (free > 0 && shared(node, free) == 0) {
            free--;
        }
        return free;
    }

    /** Returns how many cores must be shared for one node to give so many CPUs, of which it has enough. */
    int sharedFor(int node, int given) {
        int left = given - unshared[node];
        int cores = 0;
        for (int free = maxThreads; free > 0 && left > 0; free--) {
            int taken = Math.min(shared(node, free), (left + free - 1) / free);
            cores += taken;
            left -= taken * free;
        }
        return cores;
    }

    /** Returns how many cores must be shared to take all CPUs from some nodes, or {@link #IMPOSSIBLE}. */
    int leastShared(int[] set, int size) {
        int sum = sumUnshared(set, size);
        int forced = need.count() == 0 ? 0 : forced(set, size);
        if (forced < 0) {
            return IMPOSSIBLE;
        }
        if (forced > 0) {
            return sharedWithForced(set, size, wanted - sum, forced);
        }
        return sum >= wanted ? 0 : mayShare ? coresFor(set, size, wanted - sum) : IMPOSSIBLE;
    }

    /** Returns how many needed nodes can give a CPU of a shared core only; negative if there are not enough of them. */
    private int forced(int[] set, int size) {
        int free = 0;
        int all = 0;
        for (int i = 0; i < size; i++) {
            free += need.accepts(set[i]) && unshared[set[i]] > 0 ? 1 : 0;
            all += need.accepts(set[i]) && total[set[i]] > 0 ? 1 : 0;
        }
        return all < need.count() || wanted < need.count() ? -1 : Math.max(0, need.count() - free);
    }

    /** As {@link #coresFor}, but with one core of each of some needed nodes, those whose cores have most free. */
    private int sharedWithForced(int[] set, int size, int missing, int forced) {
        int given = 0;
        int cores = 0;
        for (int free = maxThreads; free > 0 && cores < forced; free--) {
            for (int i = 0; i < size && cores < forced; i++) {
                int node = set[i];
                if (need.accepts(node) && unshared[node] == 0 && largestShared(node) == free) {
                    given += free;
                    cores++;
                }
            }
        }
        int more = missing > given ? coresFor(set, size, missing) : 0;
        return more == IMPOSSIBLE ? IMPOSSIBLE : Math.max(cores, more);
    }

    /** Counts cores by taking those with the most free CPUs first, which no other choice of as many cores can beat. */
    private int coresFor(int[] set, int size, int missing) {
        int left = missing;
        int cores = 0;
        for (int free = maxThreads; free > 0 && left > 0; free--) {
            int there = 0;
            for (int i = 0; i < size; i++) {
                there += shared(set[i], free);
            }
            int taken = Math.min(there, (left + free - 1) / free);
            cores += taken;
            left -= taken * free;
        }
        return left > 0 ? IMPOSSIBLE : cores;
    }
}
