// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Whether nodes can give a request its memory, and how well. Works from the state alone. */
final class BruteForceMemory {
    private static final long MEBIBYTE = 1L << 20;

    private final PlacementRequest request;
    private final BruteForceNodes nodes;
    private final long[][] runs;

    BruteForceMemory(SystemState state, BruteForceNodes nodes, PlacementRequest request) {
        this.request = request;
        this.nodes = nodes;
        this.runs = IntStream.range(0, nodes.count())
                .mapToObj(node -> runs(state, nodes.node(node)))
                .toArray(long[][]::new);
    }

    /** What can be counted on of each gap: the kernel keeps the last mebibyte of a chunk. */
    private static long[] runs(SystemState state, NumaNode node) {
        List<Long> lengths = new ArrayList<>();
        for (MemoryRange gap : state.freeRanges()) {
            for (MemoryRange memory : node.memory()) {
                if (memory.contains(gap)) {
                    lengths.add(gap.last() == memory.last() ? gap.size() - MEBIBYTE : gap.size());
                }
            }
        }
        return lengths.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** Tells whether CPUs on some nodes can have the memory, under the policy or, if that is a wish, under none. */
    boolean hasMemory(long on) {
        long named = nodes.named(request);
        long bytes = request.memory().bytes();
        if (bytes == 0) {
            return true;
        }
        return hasMemory(request.memoryPolicy(), on, named, bytes)
                || request.isMemoryPolicySoft() && hasMemory(MemoryPolicy.NONE, on, named, bytes);
    }

    private boolean hasMemory(MemoryPolicy policy, long on, long named, long bytes) {
        if (policy == MemoryPolicy.INTERLEAVE) {
            return isShareable(named == 0 ? on : named, bytes);
        }
        boolean isLocal = request.affinity() == CpuAffinity.LOCAL || policy == MemoryPolicy.LOCAL;
        long from = isLocal ? on : -1L;
        from &= policy == MemoryPolicy.BIND ? named : -1L;
        for (int node = 0; node < runs.length; node++) {
            from &= isKnown(node) ? -1L : ~(1L << node);
        }
        long[] all = new long[64];
        int count = 0;
        for (int node = 0; node < runs.length; node++) {
            for (long run : (from >>> node & 1) != 0 ? runs[node] : new long[0]) {
                all[count++] = run;
            }
        }
        Arrays.sort(all, 0, count);
        long sum = 0;
        for (int i = 0; i < Math.min(count, request.maxRegions()); i++) {
            sum += all[count - 1 - i];
        }
        return sum >= bytes;
    }

    private boolean isShareable(long from, long bytes) {
        for (int parts = 2; parts <= request.maxRegions(); parts++) {
            long share = (bytes / 4096 + parts - 1) / parts * 4096;
            int able = 0;
            for (int node = 0; node < runs.length; node++) {
                able += (from >>> node & 1) != 0 && isKnown(node) && largest(node) >= share ? 1 : 0;
            }
            if (able >= parts) {
                return true;
            }
        }
        return false;
    }

    private long largest(int node) {
        return runs[node].length == 0 ? 0 : runs[node][runs[node].length - 1];
    }

    private boolean fits(int node) {
        boolean isBound = request.memoryPolicy() == MemoryPolicy.BIND;
        boolean isNamed = request.numaNodes().contains(nodes.node(node).id());
        long most = Arrays.stream(runs[node])
                .skip(Math.max(0, runs[node].length - request.maxRegions()))
                .sum();
        return most >= request.memory().bytes() && (!isBound || isNamed) && isKnown(node);
    }

    private boolean isLocal() {
        return request.affinity() == CpuAffinity.LOCAL || request.memoryPolicy() == MemoryPolicy.LOCAL;
    }

    /** 0 if the nodes of the set can give the memory in as few pieces as all nodes could; else the distance of nodes that can. */
    double remoteness(long set) {
        long on = nodes.nodesOf(set);
        boolean isShared = request.memoryPolicy() == MemoryPolicy.INTERLEAVE;
        if (request.memory().isZero()
                || !isLocal() && isShared && request.numaNodes().isEmpty()) {
            return 0;
        }
        boolean isAsked = isShared || request.memoryPolicy() == MemoryPolicy.BIND;
        long from = 0;
        long ordinary = 0;
        for (int node = 0; node < runs.length; node++) {
            boolean isNamed = request.numaNodes().contains(nodes.node(node).id());
            from |= isNamed || !isAsked && isKnown(node) ? 1L << node : 0;
            ordinary |= isNamed || nodes.node(node).memoryType() == MemoryType.DRAM ? 1L << node : 0;
        }
        int parts = request.maxRegions();
        if (isLocal()) {
            return (from & ~ordinary) == 0 || canGive(from & on & ordinary, parts, false) ? 0 : 1e6;
        }
        while (parts > 0 && !canGive(from, parts, isShared)) {
            parts--;
        }
        while (!isShared && parts > 1 && canGive(from, parts - 1, false)) {
            parts--;
        }
        if (canGive(from & on & ordinary, parts, isShared)) {
            return 0;
        }
        double[] distances = new double[runs.length];
        for (int node = 0; node < runs.length; node++) {
            distances[node] = meanDistance(set, node);
        }
        double least = Double.MAX_VALUE;
        for (double most : distances) {
            long near = 0;
            for (int node = 0; node < runs.length; node++) {
                near |= distances[node] <= most + 1e-9 ? 1L << node : 0;
            }
            least = canGive(from & near, parts, isShared) ? Math.min(least, most) : least;
        }
        return least;
    }

    /** How far the memory is from the CPUs if it is one region on one of their nodes; local memory is where most of them are. */
    double nearness(long set) {
        boolean isPieced = isLocal() && request.maxRegions() > 1;
        if (request.memory().isZero() || isPieced || request.memoryPolicy() == MemoryPolicy.INTERLEAVE) {
            return 0;
        }
        int most = 0;
        double least = Double.MAX_VALUE;
        for (int node = 0; node < runs.length; node++) {
            int here = isLocal() ? nodes.cpusOn(set, node) : 1;
            boolean isPossible = fits(node) && largest(node) >= request.memory().bytes() && nodes.cpusOn(set, node) > 0;
            if (isPossible && here >= most) {
                double distance = meanDistance(set, node);
                least = here > most ? distance : Math.min(least, distance);
                most = here;
            }
        }
        return least == Double.MAX_VALUE ? 0 : least;
    }

    private double meanDistance(long set, int node) {
        long sum = 0;
        for (int from = 0; from < runs.length; from++) {
            sum += (long) nodes.cpusOn(set, from) * nodes.distance(from, node);
        }
        boolean isNamed = request.numaNodes().contains(nodes.node(node).id());
        return (double) sum / Long.bitCount(set)
                + (isNamed || nodes.node(node).memoryType() == MemoryType.DRAM ? 0 : 1e6);
    }

    /** Memory of an unknown kind is for those who name its node. */
    private boolean isKnown(int node) {
        return nodes.node(node).memoryType() != MemoryType.OTHER
                || request.numaNodes().contains(nodes.node(node).id());
    }

    /** Tells whether nodes have the memory in so many pieces, or in so many equal shares. */
    private boolean canGive(long from, int parts, boolean isShared) {
        long bytes = request.memory().bytes();
        if (isShared) {
            long share = (bytes / 4096 + parts - 1) / parts * 4096;
            return parts > 1
                    && IntStream.range(0, runs.length)
                                    .filter(node -> (from >>> node & 1) != 0 && largest(node) >= share)
                                    .count()
                            >= parts;
        }
        long[] all = IntStream.range(0, runs.length)
                .filter(node -> (from >>> node & 1) != 0)
                .mapToObj(node -> runs[node])
                .flatMapToLong(Arrays::stream)
                .sorted()
                .toArray();
        return Arrays.stream(all).skip(Math.max(0, all.length - parts)).sum() >= bytes;
    }

    /** Returns the fewest bytes that stay free on one of some nodes that have the memory; 0 if none has. */
    long leftOver(long on) {
        return IntStream.range(0, runs.length)
                .filter(node -> !request.memory().isZero() && (on >>> node & 1) != 0 && fits(node))
                .mapToLong(node ->
                        Arrays.stream(runs[node]).sum() - request.memory().bytes())
                .min()
                .orElse(0);
    }

    /** Returns what is free on all nodes. */
    long free() {
        return Arrays.stream(runs).flatMapToLong(Arrays::stream).sum();
    }
}
