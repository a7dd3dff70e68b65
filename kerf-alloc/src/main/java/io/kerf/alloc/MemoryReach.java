// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.FreeMemory.Run;
import io.kerf.model.MemoryPolicy;
import java.util.Arrays;

/**
 * How far the memory of a request must be from its CPUs: nothing if their own nodes can give it, of the ordinary kind and in as few
 * pieces as all nodes together could; else as far as the last of the nearest nodes that can. One region is one piece; equal shares
 * are as many as the nodes named can give. Pieces too short to be among the fewest are not looked at.
 */
final class MemoryReach {
    private static final int OTHER_KIND_BIT = 56;
    private static final int NODE_BITS = 16;
    /** If a search might take more steps, pieces are added up without regard to how many they are: of many gaps on many nodes. */
    private static final long MOST_STEPS = 1L << 21;

    private final CpuLayout layout;
    private final MemoryPlacer memory;
    private final Work work;
    /** How many pieces there may be, and what they must amount to; no pieces if nothing is to be weighed. */
    private final int parts;

    private final long wanted;
    /** For each node the pieces that may be chosen, longest first. */
    private final long[][] pieces;

    /** The bytes of all of them. */
    private final long[] total;

    private final int[] givers;
    private final long[] order;
    private final int[] chosen;
    private final int[] next;
    private final boolean isWeighed;
    /** Whether any number of pieces will do. It is so for all answers or for none, since they are compared with each other. */
    private final boolean isLenient;

    MemoryReach(CpuLayout layout, MemoryPlacer memory, Work work) {
        this.layout = layout;
        this.memory = memory;
        this.work = work;
        boolean isShared = memory.policy() == MemoryPolicy.INTERLEAVE && !memory.isLocal();
        boolean isOnTheirNodes = isShared && !memory.hasNamedNodes() || memory.isLocal() && !memory.hasOtherKinds();
        boolean isOneRegion = memory.maxRegions() == 1 && !isShared;
        int nodes = isOneRegion ? 0 : layout.nodes();
        this.pieces = new long[nodes][];
        Arrays.fill(pieces, new long[0]);
        if (!memory.isAsked() || isOnTheirNodes) {
            parts = 0;
            wanted = 0;
        } else if (isShared) {
            parts = memory.interleaved(memory.namedNodes(), layout.nodes()).length;
            wanted = parts;
            boolean[] haveRoom = memory.haveRoomFor(memory.share(Math.max(1, parts)));
            long[] one = {1};
            for (int node : memory.namedNodes()) {
                pieces[node] = haveRoom[node] ? one : pieces[node];
            }
        } else if (isOneRegion) {
            parts = 1;
            wanted = memory.bytes();
        } else {
            wanted = memory.bytes();
            parts = cut();
        }
        this.givers = new int[nodes];
        this.total = new long[nodes];
        int count = 0;
        for (int node = 0; node < pieces.length && parts > 0; node++) {
            for (long piece : pieces[node]) {
                total[node] += piece;
            }
            givers[count] = node;
            count += pieces[node].length > 0 ? 1 : 0;
        }
        this.order = new long[count];
        this.chosen = new int[nodes];
        this.next = new int[nodes];
        this.isWeighed = memory.isAsked() && (isOneRegion || parts == 1 && !isShared && !memory.isLocal());
        this.isLenient = (long) parts * count * mostSets(layout.nodes()) > MOST_STEPS;
    }

    /** Returns about how many sets of nodes a search compares at most. */
    private static long mostSets(int nodes) {
        return nodes < Integer.SIZE ? Math.min(CompactSearch.MAX_SETS, 1L << nodes) : CompactSearch.MAX_SETS;
    }

    /** Lists the runs that may be among the fewest pieces; returns how many these are, 0 if all memory is not enough. */
    private int cut() {
        int[] nodes = memory.givingNodes();
        Run[] runs = memory.runsOf(nodes, nodes.length);
        work.add(runs.length);
        long[] lengths = new long[runs.length];
        for (int i = 0; i < runs.length; i++) {
            lengths[i] = -runs[i].bytes();
        }
        Arrays.sort(lengths);
        int most = Math.min(memory.maxRegions(), lengths.length);
        int fewest = 0;
        long sum = 0;
        long before = 0;
        while (fewest < most && sum < wanted) {
            before = sum;
            sum -= lengths[fewest++];
        }
        if (sum < wanted) {
            return 0;
        }
        // Local memory may be in more pieces than that. Else a run is too short if the others could not make up for it.
        boolean isAny = memory.isLocal();
        long least = isAny ? 1 : wanted - before;
        for (int node : nodes) {
            long[] sums = memory.longestOn(node, isAny ? most : fewest);
            int count = 0;
            while (count < sums.length - 1 && sums[count + 1] - sums[count] >= least) {
                count++;
            }
            long[] own = new long[count];
            for (int i = 0; i < count; i++) {
                own[i] = sums[i + 1] - sums[i];
            }
            pieces[node] = own;
        }
        return isAny ? most : fewest;
    }

    /** Tells whether more than one piece is needed, so that it matters how CPUs are shared out between nodes. */
    boolean isInPieces() {
        return parts > 1;
    }

    /** Returns 0 if some nodes can give the memory, else how far it must be from their CPUs on the mean. */
    double of(int[] set, int size, int[] cpusOfNode) {
        if (parts == 0) {
            return 0;
        }
        if (pieces.length == 0) {
            return ofOneRegion(set, size, cpusOfNode);
        }
        int own = 0;
        for (int i = 0; i < size; i++) {
            chosen[own] = set[i];
            own += pieces[set[i]].length > 0 && !memory.isOtherKind(set[i]) ? 1 : 0;
        }
        if (isEnough(own)) {
            return 0;
        }
        if (memory.isLocal()) {
            return MemoryPlacer.OTHER_KIND;
        }
        return farthestOfNearest(set, size, cpusOfNode);
    }

    /** Tells whether it matters how far from the CPUs the memory is that is on one of their nodes. */
    boolean isWeighed() {
        return isWeighed;
    }

    /**
     * Returns how far the nearest of some nodes is from their CPUs on the mean that has all of the memory in one region, of local memory
     * that with most CPUs; 0 if none has.
     */
    double ofOwnNode(int[] set, int size, int[] cpusOfNode) {
        boolean[] fits = memory.fits();
        int most = 0;
        double least = 0;
        for (int i = 0; i < size; i++) {
            int node = set[i];
            int weight = memory.isLocal() ? cpusOfNode[node] : 1;
            if (fits[node] && weight >= most && memory.largestOn(node) >= memory.bytes()) {
                work.add(size);
                double distance = memory.distance(node, set, size, cpusOfNode);
                least = weight > most ? distance : Math.min(least, distance);
                most = weight;
            }
        }
        return least;
    }

    private double ofOneRegion(int[] set, int size, int[] cpusOfNode) {
        boolean[] fits = memory.fits();
        for (int i = 0; i < size; i++) {
            if (fits[set[i]] && !memory.isOtherKind(set[i])) {
                return 0;
            }
        }
        if (memory.isLocal()) {
            return MemoryPlacer.OTHER_KIND;
        }
        double least = Double.MAX_VALUE;
        for (int node = 0; node < fits.length; node++) {
            if (fits[node]) {
                least = Math.min(least, memory.distance(node, set, size, cpusOfNode));
            }
        }
        return least == Double.MAX_VALUE ? 0 : least;
    }

    private double farthestOfNearest(int[] set, int size, int[] cpusOfNode) {
        work.add((long) size * order.length);
        for (int i = 0; i < order.length; i++) {
            long sum = 0;
            for (int j = 0; j < size; j++) {
                sum += (long) cpusOfNode[set[j]] * layout.distance(set[j], givers[i]);
            }
            long kind = memory.isOtherKind(givers[i]) ? 1L << OTHER_KIND_BIT : 0;
            order[i] = kind | sum << NODE_BITS | givers[i];
        }
        Arrays.sort(order);
        int tooFew = 0;
        int enough = order.length;
        while (enough - tooFew > 1) {
            int middle = (tooFew + enough) >>> 1;
            for (int i = 0; i < middle; i++) {
                chosen[i] = nodeAt(i);
            }
            if (isEnough(middle)) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return enough == 0 ? 0 : memory.distance(nodeAt(enough - 1), set, size, cpusOfNode);
    }

    private int nodeAt(int place) {
        return (int) order[place] & (1 << NODE_BITS) - 1;
    }

    /** Tells whether the longest pieces of the nodes that are chosen amount to enough. */
    private boolean isEnough(int nodes) {
        long all = 0;
        int count = 0;
        for (int i = 0; i < nodes; i++) {
            all += total[chosen[i]];
            count += pieces[chosen[i]].length;
        }
        if (all < wanted || count <= parts || isLenient) {
            return all >= wanted;
        }
        Arrays.fill(next, 0, nodes, 0);
        long missing = wanted;
        for (int left = parts; left > 0 && missing > 0; left--) {
            work.add(nodes);
            int best = -1;
            long longest = 0;
            for (int i = 0; i < nodes; i++) {
                long[] own = pieces[chosen[i]];
                if (next[i] < own.length && own[next[i]] > longest) {
                    best = i;
                    longest = own[next[i]];
                }
            }
            if (best < 0 || longest < missing / left) {
                return false;
            }
            next[best]++;
            missing -= longest;
        }
        return missing <= 0;
    }
}
