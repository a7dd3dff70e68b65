// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PieceBounds.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
    /** For each node that may give memory, the bytes of its longest run, its two longest and so on. */
    private final long[][] longest;

    PieceNodes(CpuLayout layout, MemoryPlacer memory, NodeSupply supply, Work work) {
        this.layout = layout;
        this.memory = memory;
        this.supply = supply;
        this.work = work;
        this.longest = new long[layout.nodes()][];
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
        work.add(memory.runsOn(givers));
        int regions = Math.min(memory.runsOn(givers), memory.maxRegions());
        for (int node : givers) {
            longest[node] = memory.longestOn(node, regions);
        }
        List<NodeNeed> needs = new ArrayList<>();
        Choices all = new Choices(givers, regions);
        int most = mostNodes;
        for (int forced = 0; forced <= Math.min(most, all.shared.length); forced++) {
            int size = all.fewest(forced, most);
            if (size <= most) {
                needs.add(need(better(all, forced, size).set(forced, size)));
                most = size - 1;
            }
        }
        return needs;
    }

    /** Returns those of the nodes to which a set of a size can be kept so that it has all CPUs, or is on one socket, or both. */
    private Choices better(Choices all, int forced, int size) {
        int each = (supply.wanted() + size - 1) / size;
        int[] large = IntStream.of(givers)
                .filter(node -> supply.unshared(node) == 0 || supply.unshared(node) >= each)
                .toArray();
        Choices ofLarge = large.length == givers.length ? all : new Choices(large, all.regions);
        Choices best = ofLarge.set(forced, size).length > 0 ? ofLarge : all;
        long sockets = 0;
        for (int node : givers) {
            sockets |= layout.socketsOf(node);
        }
        for (long left = sockets; Long.bitCount(sockets) > 1 && left != 0; left &= left - 1) {
            long socket = Long.lowestOneBit(left);
            int[] there = IntStream.of(best == all ? givers : large)
                    .filter(node -> layout.socketsOf(node) == socket)
                    .toArray();
            Choices some = new Choices(there, all.regions);
            if (some.set(forced, size).length > 0) {
                return some;
            }
        }
        return best;
    }

    /** The choices among the nodes that can give a CPU of a core that nobody is on, and the others. */
    private final class Choices {
        private final int[] unshared;
        private final int[] shared;
        private final int regions;
        private final PieceBounds bounds;
        private @Nullable RunTable ofUnshared;
        private @Nullable RunTable ofShared;

        Choices(int[] some, int regions) {
            this.regions = regions;
            this.unshared =
                    IntStream.of(some).filter(node -> supply.unshared(node) > 0).toArray();
            this.shared = IntStream.of(some)
                    .filter(node -> supply.unshared(node) == 0)
                    .toArray();
            this.bounds = new PieceBounds(unshared, shared, longest, regions, memory.bytes(), work);
        }

        /** Returns the fewest nodes that have the memory, so many of them beside others; more than the limit if there are none. */
        int fewest(int forced, int limit) {
            // Larger sets have no less while there are nodes for them, so those that are surely too small are left out
            // by halving.
            int most = Math.min(limit, forced + unshared.length);
            int tooFew = Math.max(1, forced) - 1;
            int size = most + 1;
            while (size - tooFew > 1) {
                int middle = (tooFew + size) >>> 1;
                if (bounds.judge(forced, middle) == Verdict.NONE) {
                    tooFew = middle;
                } else {
                    size = middle;
                }
            }
            while (size <= most && set(forced, size).length == 0) {
                size++;
            }
            return size <= most ? size : limit + 1;
        }

        /** Returns a set of a size that has the memory, so many of its nodes beside others; empty if there is none. */
        int[] set(int forced, int size) {
            return switch (bounds.judge(forced, size)) {
                case NONE -> new int[0];
                case FOUND -> bounds.set();
                case OPEN -> search(forced, size);
            };
        }

        /** Goes through all choices. */
        private int[] search(int forced, int size) {
            RunTable plain = table(ofUnshared, unshared);
            RunTable beside = table(ofShared, shared);
            ofUnshared = plain;
            ofShared = beside;
            if (plain.isTooLarge(size - forced) || beside.isTooLarge(forced)) {
                return new int[0];
            }
            for (int there = forced; there <= beside.mostRegions(forced); there++) {
                work.add(1);
                long sum = beside.most(forced, there) + plain.most(size - forced, regions - there);
                if (sum >= memory.bytes()) {
                    return IntStream.concat(
                                    IntStream.of(beside.nodes(forced, there)),
                                    IntStream.of(plain.nodes(size - forced, regions - there)))
                            .toArray();
                }
            }
            return new int[0];
        }

        private RunTable table(@Nullable RunTable known, int[] nodes) {
            return known != null ? known : new RunTable(nodes, longest, regions, work);
        }
    }
}
