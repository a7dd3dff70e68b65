// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.FreeMemory.Run;
import io.kerf.alloc.MemoryPlacer.Region;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Chooses the regions of a request once it is known how many CPUs each node gives. */
final class RegionChoice {
    private final MemoryPlacer memory;
    private final int[] cpusOfNode;
    private final int[] nodes;
    private final int cpus;

    RegionChoice(MemoryPlacer memory, int[] cpusOfNode) {
        this.memory = memory;
        this.cpusOfNode = cpusOfNode;
        int[] set = new int[cpusOfNode.length];
        int count = 0;
        int sum = 0;
        for (int node = 0; node < cpusOfNode.length; node++) {
            set[count] = node;
            count += cpusOfNode[node] > 0 ? 1 : 0;
            sum += cpusOfNode[node];
        }
        this.nodes = Arrays.copyOf(set, count);
        this.cpus = sum;
    }

    /** Returns the regions, the one nearest to the CPUs first; none if there is no place. */
    List<Region> choose() {
        if (memory.policy() == MemoryPolicy.INTERLEAVE) {
            return interleave();
        }
        if (memory.isLocal() && memory.maxRegions() > 1 && nodes.length > 1) {
            List<Region> shares = proportional();
            if (!shares.isEmpty()) {
                return shares;
            }
        }
        int best = bestNode();
        if (best >= 0 && memory.largestOn(best) >= memory.bytes()) {
            return List.of(memory.region(best, memory.bytes()));
        }
        if (memory.maxRegions() > 1) {
            return pieces(memory.isLocal() ? givingOf(nodes) : memory.givingNodes());
        }
        Run across = memory.crossing();
        return across.exists() ? List.of(new Region(across, memory.bytes())) : List.of();
    }

    /** Not all nodes of the CPUs may give memory: not where it is bound to others, nor of a kind that nobody knows. */
    private int[] givingOf(int[] some) {
        return Arrays.stream(some).filter(memory::mayGive).toArray();
    }

    /** The best node for all of the memory, one region before several; negative if there is none. */
    private int bestNode() {
        int best = -1;
        for (int node = 0; node < cpusOfNode.length; node++) {
            boolean isPossible = memory.fits()[node]
                    && memory.largestOn(node) >= memory.bytes()
                    && (!memory.isLocal() || cpusOfNode[node] > 0);
            if (isPossible && (best < 0 || isBetter(node, best))) {
                best = node;
            }
        }
        return best;
    }

    private boolean isBetter(int node, int other) {
        if (memory.isLocal() && cpusOfNode[node] != cpusOfNode[other]) {
            return cpusOfNode[node] > cpusOfNode[other];
        }
        int order = Double.compare(distance(node), distance(other));
        return order != 0 ? order < 0 : memory.freeOn(node) < memory.freeOn(other);
    }

    private double distance(int node) {
        return memory.distance(node, nodes, nodes.length, cpusOfNode);
    }

    private int[] nearestFirst(int[] some) {
        return Arrays.stream(some)
                .boxed()
                .sorted(Comparator.comparingDouble(this::distance).thenComparingInt(Integer::intValue))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Equal shares in whole pages, the first ones a page larger if it does not come out even. */
    private List<Region> interleave() {
        int[] targets = memory.hasNamedNodes() ? memory.namedNodes() : nodes;
        int[] chosen = memory.interleaved(nearestFirst(targets), targets.length);
        if (chosen.length == 0) {
            return List.of();
        }
        long pages = memory.bytes() / MemoryRange.PAGE_SIZE;
        List<Region> regions = new ArrayList<>();
        for (int i = 0; i < chosen.length; i++) {
            long share = pages / chosen.length + (i < pages % chosen.length ? 1 : 0);
            if (share > 0) {
                regions.add(memory.region(chosen[i], share * MemoryRange.PAGE_SIZE));
            }
        }
        return regions;
    }

    /** A region on each node with CPUs, by their number; none if a node cannot give its share or there are too many nodes. */
    private List<Region> proportional() {
        if (nodes.length > memory.maxRegions()) {
            return List.of();
        }
        long pages = memory.bytes() / MemoryRange.PAGE_SIZE;
        long left = pages;
        List<Region> regions = new ArrayList<>();
        Integer[] order = Arrays.stream(nodes).boxed().toArray(Integer[]::new);
        Arrays.sort(
                order,
                Comparator.comparingInt((Integer node) -> -cpusOfNode[node]).thenComparingInt(Integer::intValue));
        for (int i = order.length - 1; i >= 0; i--) {
            // Pages are below 2^51 and CPUs few, but the product of both is kept small all the same.
            int given = cpusOfNode[order[i]];
            long share = i == 0 ? left : pages / cpus * given + pages % cpus * given / cpus;
            left -= share;
            if (memory.largestOn(order[i]) < share * MemoryRange.PAGE_SIZE || !memory.mayGive(order[i])) {
                return List.of();
            }
            if (share > 0) {
                regions.add(0, memory.region(order[i], share * MemoryRange.PAGE_SIZE));
            }
        }
        return regions;
    }

    /** As few regions as can be, on the nodes nearest to the CPUs that have room in so many. */
    private List<Region> pieces(int[] allowed) {
        int[] order = nearestFirst(allowed);
        Run[] runs = memory.runsOf(order, order.length);
        int[] longestFirst = longestFirst(runs);
        int[] rank = new int[cpusOfNode.length];
        for (int i = 0; i < order.length; i++) {
            rank[order[i]] = i;
        }
        int pieces = 0;
        long sum = 0;
        while (pieces < Math.min(runs.length, memory.maxRegions()) && sum < memory.bytes()) {
            sum += runs[longestFirst[pieces++]].bytes();
        }
        if (sum < memory.bytes()) {
            return List.of();
        }
        int tooFew = 0;
        int enough = order.length;
        while (enough - tooFew > 1) {
            int middle = (tooFew + enough) / 2;
            if (!isEnough(runs, longestFirst, rank, middle, pieces)) {
                tooFew = middle;
            } else {
                enough = middle;
            }
        }
        List<Region> regions = cut(runs, longestFirst, rank, enough, pieces);
        regions.sort(Comparator.comparingDouble(region -> distance(region.node())));
        return regions;
    }

    private boolean isEnough(Run[] runs, int[] longestFirst, int[] rank, int nodesAllowed, int pieces) {
        long left = memory.bytes();
        int taken = 0;
        for (int i = 0; i < longestFirst.length && taken < pieces && left > 0; i++) {
            Run run = runs[longestFirst[i]];
            if (rank[run.node()] < nodesAllowed) {
                left -= run.bytes();
                taken++;
            }
        }
        return left <= 0;
    }

    /** Cuts the memory from the longest runs of the first nodes; none if so many are not enough. */
    private List<Region> cut(Run[] runs, int[] longestFirst, int[] rank, int nodesAllowed, int pieces) {
        List<Region> regions = new ArrayList<>();
        long left = memory.bytes();
        for (int i = 0; i < longestFirst.length && regions.size() < pieces && left > 0; i++) {
            Run run = runs[longestFirst[i]];
            if (rank[run.node()] < nodesAllowed) {
                long size = Math.min(left, run.bytes());
                regions.add(new Region(run, size));
                left -= size;
            }
        }
        return left > 0 ? List.of() : regions;
    }

    /** Returns the places of runs, the longest first, of equal ones the first. */
    private static int[] longestFirst(Run[] runs) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(runs.length);
        long most = Long.MAX_VALUE >>> bits;
        long[] keys = new long[runs.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (most - Math.min(most, runs[i].bytes() / MemoryRange.PAGE_SIZE)) << bits | i;
        }
        Arrays.sort(keys);
        int[] places = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            places[i] = (int) keys[i] & (1 << bits) - 1;
        }
        return places;
    }
}
