// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Lists sets of nodes that together have the memory of a request in as many regions as are allowed, so that each must give a CPU.
 * On few nodes these are all sets that no node can be left out of, smaller ones first. On many they are the smallest sets that
 * share no core for that, those that share one, and so on, as long as more cores shared mean fewer nodes; of equally small ones
 * one of nodes large enough for all CPUs, then on one socket. Either way there is a set if and only if the memory can be had.
 */
final class PieceNodes {
    /** Of so many nodes all sets are gone through. */
    private static final int FEW_NODES = 8;

    private final CpuLayout layout;
    private final MemoryPlacer memory;
    private final NodeSupply supply;
    private final Work work;
    private final int[] givers;
    private final int mostNodes;

    PieceNodes(CpuLayout layout, MemoryPlacer memory, NodeSupply supply, Work work) {
        this.layout = layout;
        this.memory = memory;
        this.supply = supply;
        this.work = work;
        this.givers = Arrays.stream(supply.nodes(), 0, supply.count())
                .filter(node -> memory.mayGive(node) && memory.freeOn(node) > 0)
                .toArray();
        this.mostNodes = Math.min(Math.min(supply.wanted(), memory.maxRegions()), givers.length);
    }

    /** Returns what the memory wants of the nodes that give CPUs: any of these will do. */
    List<NodeNeed> needs() {
        return givers.length <= FEW_NODES ? smallestSets() : fewestNodes();
    }

    private List<NodeNeed> smallestSets() {
        List<NodeNeed> needs = new ArrayList<>();
        List<Integer> found = new ArrayList<>();
        for (int size = 1; size <= mostNodes; size++) {
            for (int bits = 1; bits < 1 << givers.length; bits++) {
                int set = bits;
                if (Integer.bitCount(set) != size || found.stream().anyMatch(each -> (each & set) == each)) {
                    continue;
                }
                int[] members = IntStream.range(0, givers.length)
                        .filter(i -> (set >>> i & 1) != 0)
                        .map(i -> givers[i])
                        .toArray();
                work.add(memory.runsOn(members));
                if (memory.mostIn(members, size) >= memory.bytes()) {
                    found.add(set);
                    needs.add(need(members));
                }
            }
        }
        return needs;
    }

    private NodeNeed need(int[] members) {
        boolean[] marks = new boolean[layout.nodes()];
        for (int node : members) {
            marks[node] = true;
        }
        return new NodeNeed(marks, members.length);
    }

    private List<NodeNeed> fewestNodes() {
        List<NodeNeed> needs = new ArrayList<>();
        Tables all = new Tables(givers);
        int most = mostNodes;
        for (int forced = 0; forced <= Math.min(most, all.shared.count()); forced++) {
            int size = all.fewest(forced, most);
            if (size <= most) {
                needs.add(better(all, forced, size).need(forced, size));
                most = size - 1;
            }
        }
        return needs;
    }

    /** Returns those of the nodes to which a set of a size can be kept so that it has all CPUs, or is on one socket, or both. */
    private Tables better(Tables all, int forced, int size) {
        int each = (supply.wanted() + size - 1) / size;
        int[] large = IntStream.of(givers)
                .filter(node -> supply.unshared(node) == 0 || supply.unshared(node) >= each)
                .toArray();
        Tables ofLarge = large.length == givers.length ? all : new Tables(large);
        Tables best = ofLarge.regionsOfShared(forced, size) >= 0 ? ofLarge : all;
        long sockets = 0;
        for (int node : givers) {
            sockets |= layout.socketsOf(node);
        }
        for (long left = sockets; Long.bitCount(sockets) > 1 && left != 0; left &= left - 1) {
            long socket = Long.lowestOneBit(left);
            Tables some = new Tables(IntStream.of(best == all ? givers : large)
                    .filter(node -> layout.socketsOf(node) == socket)
                    .toArray());
            if (some.regionsOfShared(forced, size) >= 0) {
                return some;
            }
        }
        return best;
    }

    /** The nodes that can give a CPU of a core that nobody is on, and the others. */
    private final class Tables {
        private final RunTable unshared;
        private final RunTable shared;
        private final int regions;

        Tables(int[] some) {
            int runs = memory.runsOn(some);
            work.add(runs);
            regions = Math.min(runs, memory.maxRegions());
            unshared = table(IntStream.of(some).filter(node -> supply.unshared(node) > 0));
            shared = table(IntStream.of(some).filter(node -> supply.unshared(node) == 0));
        }

        private RunTable table(IntStream some) {
            int[] nodes = some.toArray();
            long[][] longest = new long[nodes.length][];
            for (int i = 0; i < nodes.length; i++) {
                longest[i] = memory.longestOn(nodes[i], regions);
            }
            return new RunTable(nodes, longest, regions, work);
        }

        /** Returns the fewest nodes that have the memory, so many of them beside others; more than the limit if there are none. */
        int fewest(int forced, int limit) {
            int size = Math.max(1, forced);
            while (size <= limit && regionsOfShared(forced, size) < 0) {
                size++;
            }
            return size;
        }

        /** Returns how many regions the nodes beside others have of a set that has the memory; negative if there is no such set. */
        private int regionsOfShared(int forced, int size) {
            boolean isPossible = forced <= shared.count() && size - forced <= unshared.count();
            for (int there = forced; isPossible && there <= shared.mostRegions(forced); there++) {
                work.add(1);
                long sum = shared.most(forced, there) + unshared.most(size - forced, regions - there);
                if (sum >= memory.bytes()) {
                    return there;
                }
            }
            return -1;
        }

        NodeNeed need(int forced, int size) {
            boolean[] marks = new boolean[layout.nodes()];
            int there = regionsOfShared(forced, size);
            shared.mark(forced, there, marks);
            unshared.mark(size - forced, regions - there, marks);
            return new NodeNeed(marks, size);
        }
    }
}
