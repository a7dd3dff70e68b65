// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;

/**
 * The nodes by how many CPUs they can give, largest first, and sets that grow from one node by the nearest, as long as the largest
 * of the rest could complete them. Whether they could is kept up to date in O(1) a step, so a set costs O(n) for each of its nodes.
 */
final class NodeRanks {
    private final CpuLayout layout;
    private final NodeSupply supply;
    private final int[] byRank;
    private final int[] rank;
    private final int[] capacity;
    private final int needed;
    private final boolean[] isIn;
    private final long[] distance;
    /** CPUs of the set with the largest nodes that would complete it, and how far down the ranks these reach. */
    private int reach;

    private int lowestRank;

    NodeRanks(CpuLayout layout, NodeSupply supply, boolean isSharing) {
        this.layout = layout;
        this.supply = supply;
        int count = supply.count();
        capacity = new int[layout.nodes()];
        long[] order = new long[count];
        for (int i = 0; i < count; i++) {
            int node = supply.nodes()[i];
            capacity[node] = isSharing ? supply.total(node) : supply.unshared(node);
            order[i] = -((long) capacity[node] << 40 | (long) supply.total(node) << 16 | (0xffff - i));
        }
        Arrays.sort(order);
        int[] ranked = new int[count];
        for (int i = 0; i < count; i++) {
            ranked[i] = supply.nodes()[0xffff - (int) (-order[i] & 0xffff)];
        }
        needed = supply.need().count();
        byRank = needed == 0 ? ranked : neededFirst(ranked);
        rank = new int[layout.nodes()];
        for (int i = 0; i < count; i++) {
            rank[byRank[i]] = i;
        }
        isIn = new boolean[layout.nodes()];
        distance = new long[layout.nodes()];
    }

    /** Puts as many needed nodes in front as are needed, the largest of them. */
    private int[] neededFirst(int[] ranked) {
        int[] order = new int[ranked.length];
        boolean[] isFirst = new boolean[layout.nodes()];
        int at = 0;
        for (int node : ranked) {
            if (at < needed && supply.need().accepts(node)) {
                order[at++] = node;
                isFirst[node] = true;
            }
        }
        for (int node : ranked) {
            if (!isFirst[node]) {
                order[at++] = node;
            }
        }
        return order;
    }

    /** Tells whether some set of a size has enough CPUs. */
    boolean reaches(int size) {
        return size >= needed && sum(size) >= supply.wanted();
    }

    /** Tells whether a set of a size could have enough CPUs if it shares so many cores. */
    boolean mayReach(int size, int shared) {
        return sum(size) + (long) shared * supply.maxThreads() >= supply.wanted();
    }

    private int sum(int size) {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += capacity[byRank[i]];
        }
        return sum;
    }

    /** Forgets the set. */
    void start() {
        Arrays.fill(isIn, false);
        Arrays.fill(distance, 0);
    }

    /** Fills a set up with the largest nodes. */
    void complete(int[] set, int begun, int size) {
        int at = begun;
        for (int i = 0; at < size; i++) {
            if (!isIn[byRank[i]]) {
                set[at++] = byRank[i];
            }
        }
    }

    /** Grows a set from a node; returns false if no set of that size with it has enough CPUs. */
    boolean grow(int seed, int[] set, int size) {
        reach = sum(size);
        lowestRank = size - 1;
        int begun = 0;
        int next = -1;
        for (int i = 0; i < needed && !(i == needed - 1 && supply.need().accepts(seed)); i++) {
            // The needed ones are the largest of their kind; each is in the completion already.
            if (byRank[i] != seed) {
                next = add(byRank[i], set, begun++);
            }
        }
        if (begun < size && !isIn[seed]) {
            if (!fits(seed)) {
                return false;
            }
            next = add(seed, set, begun++);
        }
        while (begun < size) {
            if (next < 0) {
                complete(set, begun, size);
                return true;
            }
            next = add(next, set, begun++);
        }
        return true;
    }

    private boolean isInCompletion(int node) {
        return rank[node] <= lowestRank;
    }

    /** Tells whether the set with one more node can still be completed. */
    private boolean fits(int node) {
        if (lowestRank < 0) {
            return false;
        }
        return capacity[node] >= capacity[byRank[lowestRank]]
                || reach + capacity[node] - capacity[byRank[lowestRank]] >= supply.wanted()
                || isInCompletion(node);
    }

    /** Adds a node to the set; returns the nearest of those that may come next, or a negative number. */
    private int add(int node, int[] set, int at) {
        if (!isInCompletion(node)) {
            reach += capacity[node] - capacity[byRank[lowestRank]];
            lowestRank--;
        }
        isIn[node] = true;
        set[at] = node;
        while (lowestRank >= 0 && isIn[byRank[lowestRank]]) {
            lowestRank--;
        }
        int[] nodes = supply.nodes();
        int count = supply.count();
        long weight = capacity[node];
        int nearest = -1;
        long least = Long.MAX_VALUE;
        // One pass to bring distances up to date and to look for the least: this is where large hosts spend their time.
        for (int i = 0; i < count; i++) {
            int other = nodes[i];
            long sum = distance[other] + weight * layout.distanceBothWays(node, other);
            distance[other] = sum;
            if (sum < least && !isIn[other] && capacity[other] > 0 && fits(other)) {
                nearest = other;
                least = sum;
            }
        }
        return nearest;
    }
}
