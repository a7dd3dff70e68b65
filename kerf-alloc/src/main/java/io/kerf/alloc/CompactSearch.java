// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the nodes for a compact request, and how many CPUs each gives; {@link NodeChoice} has the order of objectives.
 *
 * <p>For k nodes, all sets of k are compared while there are at most {@value #MAX_SETS}; beyond that, the set of the largest
 * nodes and, from each node, the set that grows by the nearest node which still leaves a solution, so k * n steps for each of n
 * nodes. Where cores must be shared, small machines are searched exactly and in others nodes are left out one by one, the
 * smallest first, as long as no more cores are shared.
 */
final class CompactSearch {
    /** The most sets of nodes that are compared for one number of nodes: {@value}. */
    static final int MAX_SETS = 4000;
    /** Of so many nodes all sets of any size are compared. */
    private static final int FEW_NODES = 14;

    private final CpuLayout layout;
    private final NodeSupply supply;
    private final List<NodeNeed> needs;
    private final NodeChoice best;
    private final boolean isNodesFirst;
    private final Work work;
    private int limit;

    /** Starts a search for nodes that will do for any of some needs; for several of them there must be few nodes. */
    CompactSearch(
            CpuLayout layout,
            NodeSupply supply,
            List<NodeNeed> needs,
            NodeChoice best,
            boolean isNodesFirst,
            Work work) {
        this.layout = layout;
        this.supply = supply;
        this.needs = needs;
        this.best = best;
        this.isNodesFirst = isNodesFirst;
        this.work = work;
    }

    /** Tells whether several needs can be weighed in one search. */
    static boolean isForSeveralNeeds(NodeSupply supply) {
        return supply.count() <= FEW_NODES;
    }

    /** Finds the best answer over any number of nodes, if there is one. */
    void onFewestNodes() {
        int least = NodeSupply.IMPOSSIBLE;
        for (NodeNeed need : needs) {
            least = Math.min(least, supply.with(need).leastShared(supply.nodes(), supply.count()));
        }
        if (least == NodeSupply.IMPOSSIBLE) {
            return;
        }
        limit = isNodesFirst ? NodeSupply.IMPOSSIBLE - 1 : least;
        compareAllSets(1);
        if (best.isFound()) {
            return;
        }
        if ((limit > 0 || needs.get(0).count() > 0 || best.weighsPieces()) && ExactSearch.isSmall(supply)) {
            new ExactSearch(layout, supply, this::offer).run();
        } else {
            onSeveralNodes();
        }
    }

    private void offer(int[] set, int size, int[] counts, int shared) {
        work.add(size);
        if (isWanted(set, size) && !best.isHopeless(set, size, shared)) {
            best.offer(set, size, counts, shared);
        }
    }

    private boolean isWanted(int[] set, int size) {
        for (NodeNeed need : needs) {
            if (need.among(set, size) >= need.count()) {
                return true;
            }
        }
        return false;
    }

    /** Finds the best answer on one node, if there is one. */
    void onOneNode() {
        limit = NodeSupply.IMPOSSIBLE - 1;
        compareAllSets(1);
    }

    private void onSeveralNodes() {
        boolean mustShare = limit > 0 && !isNodesFirst;
        NodeRanks ranks = new NodeRanks(layout, supply, isNodesFirst);
        for (int size = 2; size <= supply.count() && !best.isFound(); size++) {
            if (mustShare ? !ranks.mayReach(size, limit) : !ranks.reaches(size)) {
                continue;
            }
            if (isFew(supply.count(), size)) {
                compareAllSets(size);
            } else if (mustShare) {
                leaveOutNodes();
                return;
            } else {
                compareGrownSets(size, ranks);
            }
        }
    }

    private static boolean isFew(int all, int size) {
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
        int count = supply.count();
        if (size > count) {
            return;
        }
        int[] nodes = supply.nodes();
        int[] at = new int[size];
        int[] set = new int[size];
        for (int i = 0; i < size; i++) {
            at[i] = i;
            set[i] = nodes[i];
        }
        NodeFill fill = new NodeFill(layout, givingEach(size));
        while (true) {
            judge(set, size, fill);
            int last = size - 1;
            while (last >= 0 && at[last] == count - size + last) {
                last--;
            }
            if (last < 0) {
                return;
            }
            at[last]++;
            set[last] = nodes[at[last]];
            for (int i = last + 1; i < size; i++) {
                at[i] = at[i - 1] + 1;
                set[i] = nodes[at[i]];
            }
        }
    }

    /** Which of several needs a set meets does not matter any more if each of its nodes gives a CPU, as it does in any answer. */
    private NodeSupply givingEach(int size) {
        if (needs.size() == 1) {
            return supply;
        }
        boolean[] all = new boolean[layout.nodes()];
        Arrays.fill(all, true);
        return supply.with(new NodeNeed(all, size));
    }

    private void judge(int[] set, int size, NodeFill fill) {
        work.add((long) size * needs.size());
        if (supply.sumTotal(set, size) < supply.wanted() || !isWanted(set, size)) {
            return;
        }
        int least = fill.supply().leastShared(set, size);
        if (least > limit || best.isHopeless(set, size, least)) {
            return;
        }
        // Shared cores are drawn one by one, each from the best node.
        work.add((long) size * (size + least));
        if (!fill.fill(set, size)) {
            return;
        }
        int[] counts = fill.counts();
        int shared = 0;
        for (int i = 0; i < size && least > 0; i++) {
            shared += supply.sharedFor(set[i], counts[set[i]]);
        }
        best.offer(set, size, counts, shared);
        boolean isRemote = best.isRemote(set, size, counts);
        while ((isRemote || best.weighsWays()) && fill.nextWay(set, size, isRemote)) {
            work.add(size);
            if (isRemote) {
                best.offer(set, size, counts, shared);
            } else {
                best.offerAnotherWay(set, size, counts, shared);
            }
        }
    }

    private void compareGrownSets(int size, NodeRanks ranks) {
        int[] set = new int[size];
        Set<BitSet> judged = new HashSet<>();
        NodeFill fill = new NodeFill(layout, supply);
        ranks.start();
        ranks.complete(set, 0, size);
        judgeOnce(set, size, judged, fill);
        for (int i = 0; i < supply.count(); i++) {
            work.add((long) size * supply.count());
            ranks.start();
            if (ranks.grow(supply.nodes()[i], set, size)) {
                judgeOnce(set, size, judged, fill);
            }
        }
    }

    /** Judges a set unless another node has grown into the same. */
    private void judgeOnce(int[] set, int size, Set<BitSet> judged, NodeFill fill) {
        BitSet nodes = new BitSet(layout.nodes());
        for (int node : set) {
            nodes.set(node);
        }
        if (judged.add(nodes)) {
            Arrays.sort(set);
            judge(set, size, fill);
        }
    }

    /** Leaves nodes out as long as what is left gives enough with as few shared cores. */
    private void leaveOutNodes() {
        int[] set = Arrays.copyOf(supply.nodes(), supply.count());
        int size = set.length;
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = (long) supply.unshared(set[i]) << 40 | (long) supply.total(set[i]) << 16 | (0xffff - set[i]);
        }
        Arrays.sort(order);
        for (long each : order) {
            int node = 0xffff - (int) (each & 0xffff);
            int at = Arrays.binarySearch(set, 0, size, node);
            work.add(size);
            System.arraycopy(set, at + 1, set, at, size - at - 1);
            if (supply.leastShared(set, size - 1) <= limit) {
                size--;
            } else {
                System.arraycopy(set, at, set, at + 1, size - at - 1);
                set[at] = node;
            }
        }
        judge(set, size, new NodeFill(layout, supply));
    }
}
