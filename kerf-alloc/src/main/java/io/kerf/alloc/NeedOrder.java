// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts what the memory of a request may want of the nodes in the order in which it pays to search: by the least that an answer can
 * cost. As soon as an answer costs less than the next one can, the rest need not be searched.
 */
final class NeedOrder {
    /** How many searches may try to better an answer, times the number of nodes and that again; of few nodes all of them. */
    private static final int MOST_SEARCHES = 8192;
    /** The same of searches that could better it only by what weighs less. */
    private static final int MOST_TIES = 2048;

    private final NodeSupply supply;
    private final boolean isSpread;
    private final boolean isNodesFirst;
    /** The most CPUs of none, one, two and so on of the nodes, but for shared cores where these weigh most. */
    private final int[] mostOfNodes;

    private int searches;

    /** A need with the nodes that it is about, and the least cost of an answer in the terms of {@link Found}. */
    record Bounded(NodeSupply supply, int first, int second) {}

    NeedOrder(NodeSupply supply, boolean isSpread, boolean isNodesFirst) {
        this.supply = supply;
        this.isSpread = isSpread;
        this.isNodesFirst = isNodesFirst;
        int count = supply.count();
        int[] sizes = new int[count];
        for (int i = 0; i < count; i++) {
            int node = supply.nodes()[i];
            sizes[i] = isNodesFirst ? supply.total(node) : supply.unshared(node);
        }
        this.mostOfNodes = sumsOfLargest(sizes);
    }

    private static int[] sumsOfLargest(int[] sizes) {
        Arrays.sort(sizes);
        int[] sums = new int[sizes.length + 1];
        for (int i = 1; i < sums.length; i++) {
            sums[i] = sums[i - 1] + sizes[sizes.length - i];
        }
        return sums;
    }

    private static int reaching(int[] sums, long wanted) {
        int count = 0;
        while (count < sums.length - 1 && sums[count] < wanted) {
            count++;
        }
        return count;
    }

    /** Returns the needs that can be met, those first that can cost least; of equal ones as they were listed. */
    List<Bounded> cheapestFirst(List<NodeNeed> needs) {
        List<Bounded> all = new ArrayList<>(needs.size());
        for (NodeNeed need : needs) {
            NodeSupply wanted = supply.with(need);
            int shared = wanted.leastShared(wanted.nodes(), wanted.count());
            if (shared != NodeSupply.IMPOSSIBLE) {
                int nodes = isSpread ? 0 : fewestNodes(need, shared);
                all.add(new Bounded(wanted, isNodesFirst ? nodes : shared, isNodesFirst ? shared : nodes));
            }
        }
        all.sort(
                (a, b) -> a.first != b.first ? Integer.compare(a.first, b.first) : Integer.compare(a.second, b.second));
        return all;
    }

    private int fewestNodes(NodeNeed need, int shared) {
        long ofSharedCores = isNodesFirst ? 0 : (long) shared * supply.maxThreads();
        return Math.max(need.count(), reaching(mostOfNodes, supply.wanted() - ofSharedCores));
    }

    /** Tells whether no answer to a need is worth searching for, given the best one to those before it. */
    boolean isSettled(Found best, Bounded next) {
        int order = Integer.compare(best.first(), next.first);
        order = order != 0 ? order : Integer.compare(best.second(), next.second);
        if (order < 0) {
            return true;
        }
        searches++;
        return searches * supply.count() * supply.count() > (order == 0 ? MOST_TIES : MOST_SEARCHES);
    }
}
