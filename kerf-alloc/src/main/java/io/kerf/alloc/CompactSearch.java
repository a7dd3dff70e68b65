// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the nodes for a compact request, and how many CPUs each gives. In this order of weight: fewest cores shared, fewest
 * nodes, fewest sockets, memory on these nodes (or near them), least mean distance between pairs of CPUs, tightest fit, lowest
 * node ids.
 *
 * <p>For k nodes, all sets of k are compared while there are at most {@value #MAX_SETS}; beyond that, the set of the largest
 * nodes and, from each node, the set that grows by the nearest node which still leaves a solution. The first two objectives are
 * exact whenever cores have at most two threads or all sets are compared; the rest among the sets compared.
 *
 * <p>All nodes of a set but one are taken whole, so cost is O(k²) for each set.
 */
final class CompactSearch {
    /** The most sets of nodes that are compared for one number of nodes: {@value}. */
    static final int MAX_SETS = 4000;

    private static final double FREE_WEIGHT = 0.25;
    private static final double MEMORY_WEIGHT = 0.5;

    private final TopologyIndex index;
    private final NodeSupply supply;
    private final MemoryPlacer memory;
    private final int cpus;
    private final NodeFilter needed;
    private int leastShared;
    private int candidates;
    private @Nullable Candidate best;

    /** A set of nodes with the figures that it is judged by. */
    private record Candidate(CpuShares shares, int sockets, double memoryDistance, long pairDistance, double slack) {
        static final Comparator<Candidate> BY_OBJECTIVES = Comparator.comparingInt(Candidate::sockets)
                .thenComparingDouble(Candidate::memoryDistance)
                .thenComparingLong(Candidate::pairDistance)
                .thenComparingDouble(Candidate::slack)
                .thenComparing(candidate -> candidate.shares().nodes(), Arrays::compare);
    }

    /**
     * Prepares a search.
     *
     * @param cpus the number of CPUs, at least 1
     * @param needed at least one node that is accepted must give a CPU
     */
    CompactSearch(TopologyIndex index, NodeSupply supply, MemoryPlacer memory, int cpus, NodeFilter needed) {
        this.index = index;
        this.supply = supply;
        this.memory = memory;
        this.cpus = cpus;
        this.needed = needed;
    }

    /** Returns how many sets of nodes were judged. */
    int candidates() {
        return candidates;
    }

    /** Returns the best answer over any number of nodes, or null if there is none. */
    @Nullable
    CpuShares onFewestNodes() {
        leastShared = supply.leastShared(supply.nodes(), cpus, needed);
        if (leastShared == NodeSupply.IMPOSSIBLE) {
            return null;
        }
        int[] largestFirst = largestFirst();
        for (int size = 1; size <= largestFirst.length && best == null; size++) {
            if (canReach(Arrays.copyOf(largestFirst, size))) {
                compareSets(size, largestFirst);
            }
        }
        return best == null ? null : best.shares();
    }

    /** Returns the best answer on one node, or null if there is none. */
    @Nullable
    CpuShares onOneNode() {
        leastShared = NodeSupply.IMPOSSIBLE;
        for (int node : supply.nodes()) {
            leastShared = Math.min(leastShared, supply.leastShared(new int[] {node}, cpus, needed));
        }
        if (leastShared == NodeSupply.IMPOSSIBLE) {
            return null;
        }
        compareAllSets(1);
        return best == null ? null : best.shares();
    }

    /** Sort keys: unshared CPUs, all CPUs (both descending), node. */
    private int[] largestFirst() {
        return Arrays.stream(supply.nodes())
                .boxed()
                .sorted(Comparator.comparingInt(supply::unshared)
                        .thenComparingInt((Integer node) -> supply.total(node))
                        .reversed()
                        .thenComparingInt(Integer::intValue))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** A bound: no set of this size has more than the largest nodes have, unless cores must be shared. */
    private boolean canReach(int[] largest) {
        if (leastShared > 0) {
            return true;
        }
        int sum = 0;
        for (int node : largest) {
            sum += supply.unshared(node);
        }
        return sum >= cpus;
    }

    private void compareSets(int size, int[] largestFirst) {
        if (setsAtMostMaximum(largestFirst.length, size)) {
            compareAllSets(size);
            return;
        }
        judge(complete(new int[0], size, largestFirst));
        for (int seed : supply.nodes()) {
            judge(grow(seed, size, largestFirst));
        }
    }

    private static boolean setsAtMostMaximum(int all, int size) {
        long sets = 1;
        for (int i = 1; i <= Math.min(size, all - size); i++) {
            sets = sets * (all - i + 1) / i;
            if (sets > MAX_SETS) {
                return false;
            }
        }
        return true;
    }

    /** Goes through the sets of a size in lexicographic order. */
    private void compareAllSets(int size) {
        int[] nodes = supply.nodes();
        int[] at = new int[size];
        Arrays.setAll(at, i -> i);
        while (true) {
            judge(Arrays.stream(at).map(i -> nodes[i]).toArray());
            int last = size - 1;
            while (last >= 0 && at[last] == nodes.length - size + last) {
                last--;
            }
            if (last < 0) {
                return;
            }
            at[last]++;
            for (int i = last + 1; i < size; i++) {
                at[i] = at[i - 1] + 1;
            }
        }
    }

    /** Fills a set up with the largest nodes; the last of them is one that is needed if none is in the set. */
    private int[] complete(int[] begun, int size, int[] largestFirst) {
        int[] set = Arrays.copyOf(begun, size);
        int count = begun.length;
        for (int i = 0; i < largestFirst.length && count < size; i++) {
            int node = largestFirst[i];
            boolean isLast = count == size - 1;
            boolean isWanted = !isLast || needed.accepts(node) || needed.acceptsAnyOf(Arrays.copyOf(set, count));
            if (isWanted && !contains(set, count, node)) {
                set[count++] = node;
            }
        }
        int[] all = Arrays.copyOf(set, count);
        Arrays.sort(all);
        return all;
    }

    /** Adds the nearest node again and again, as long as the set can still be completed to a solution. */
    private int[] grow(int seed, int size, int[] largestFirst) {
        int[] set = {seed};
        while (set.length < size) {
            int next = nearest(set, size, largestFirst);
            if (next < 0) {
                return complete(set, size, largestFirst);
            }
            set = Arrays.copyOf(set, set.length + 1);
            set[set.length - 1] = next;
        }
        Arrays.sort(set);
        return set;
    }

    private int nearest(int[] set, int size, int[] largestFirst) {
        long[] distance = new long[index.nodeCount()];
        boolean[] isOut = new boolean[index.nodeCount()];
        for (int node : supply.nodes()) {
            for (int member : set) {
                distance[node] +=
                        (long) supply.total(member) * (index.distance(member, node) + index.distance(node, member));
                isOut[node] |= member == node;
            }
        }
        while (true) {
            int next = -1;
            for (int node : supply.nodes()) {
                if (!isOut[node] && (next < 0 || distance[node] < distance[next])) {
                    next = node;
                }
            }
            if (next < 0) {
                return -1;
            }
            int[] tried = Arrays.copyOf(set, set.length + 1);
            tried[set.length] = next;
            if (isSolution(complete(tried, size, largestFirst))) {
                return next;
            }
            isOut[next] = true;
        }
    }

    private static boolean contains(int[] set, int count, int node) {
        for (int i = 0; i < count; i++) {
            if (set[i] == node) {
                return true;
            }
        }
        return false;
    }

    private boolean isSolution(int[] set) {
        return supply.leastShared(set, cpus, needed) == leastShared;
    }

    private void judge(int[] set) {
        if (!isSolution(set)) {
            return;
        }
        candidates++;
        CpuShares shares = fill(set);
        int[] counts = shares.perNode();
        Candidate candidate = new Candidate(
                shares,
                index.socketsOf(set),
                memory.remoteness(set, counts),
                index.pairDistance(set, counts),
                slack(set));
        if (best == null || Candidate.BY_OBJECTIVES.compare(candidate, best) < 0) {
            best = candidate;
        }
    }

    /** What stays free on the nodes, as shares of the machine: unshared CPUs, a quarter of all CPUs, half of the memory. */
    private double slack(int[] set) {
        int unshared = 0;
        int free = 0;
        for (int node : set) {
            unshared += supply.unshared(node);
            free += index.freeOnNode(node);
        }
        double ofCpus = (unshared + FREE_WEIGHT * free) / index.cpuCount();
        return ofCpus + MEMORY_WEIGHT * memory.slack(set);
    }

    private CpuShares fill(int[] set) {
        CpuShares shares = new CpuShares(supply, set, index.nodeCount());
        int left = cpus - shares.takeNeeded(needed, cpus);
        int sum = 0;
        for (int node : set) {
            sum += supply.unshared(node);
            shares.setUnshared(node, supply.unshared(node));
        }
        if (left >= sum) {
            shares.takeMissing(left - sum, CompactSearch::isFuller);
            return shares;
        }
        int last = farthest(set, sum - left);
        shares.setUnshared(last, supply.unshared(last) - (sum - left));
        return shares;
    }

    private static boolean isFuller(int node, int other, CpuShares soFar) {
        return soFar.of(node) > soFar.of(other);
    }

    /**
     * Chooses the node to take in part: the one whose CPUs, if left out, shorten the distances most. Leaving out r of node j
     * changes the sum by a linear term and the same quadratic one for all nodes of one local distance.
     */
    private int farthest(int[] set, int leftOut) {
        int chosen = -1;
        long most = Long.MIN_VALUE;
        for (int node : set) {
            if (supply.unshared(node) <= leftOut) {
                continue;
            }
            long gain = -(long) leftOut * index.distance(node, node);
            for (int other : set) {
                gain += (long) supply.unshared(other) * (index.distance(node, other) + index.distance(other, node));
            }
            if (chosen < 0 || gain >= most) {
                most = gain;
                chosen = node;
            }
        }
        return chosen;
    }
}
