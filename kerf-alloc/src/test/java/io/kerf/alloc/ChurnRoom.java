// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a host has for one request, and the least that any answer must cost that meets its demands. Hosts of the simulator have two
 * threads per core at most, so a shared core has one free CPU.
 */
final class ChurnRoom {
    final int wanted;
    final long bytes;
    final boolean isStrict;
    final boolean[] eligible;
    /** Free CPUs by node, on nodes that the request may use. */
    final int[] free;
    /** Those on cores that nobody is on. */
    final int[] unshared;

    final boolean[] held;
    /** Nodes where all of the memory fits; other kinds of memory only where no ordinary one does. */
    final boolean[] fits;

    final boolean isMemoryLocal;
    /** Requests whose figures are not compared with others: they demand what leaves little choice, or ask for no isolation. */
    final boolean isUnweighed;

    private final boolean isOneNode;
    private final PlacementRequest request;
    private final ChurnHost host;

    ChurnRoom(ChurnHost host, PlacementRequest request) {
        this.request = request;
        this.host = host;
        boolean isWhole = request.smt() == SmtPolicy.WHOLE;
        int count = request.cpuCount();
        wanted = isWhole ? (count + host.threads - 1) / host.threads * host.threads : count;
        bytes = FreeMemory.roundUp(request.memory().bytes());
        isStrict = request.smt() == SmtPolicy.REQUIRE || isWhole;
        isUnweighed = isWhole
                || request.smt() == SmtPolicy.SHARE
                || request.cpus().isPresent()
                || request.memoryBase().isPresent()
                || request.memoryPolicy() == MemoryPolicy.BIND
                || request.memoryPolicy() == MemoryPolicy.LOCAL && request.maxRegions() > 1;
        isOneNode = request.affinity() == CpuAffinity.LOCAL;
        isMemoryLocal = isOneNode || request.memoryPolicy() == MemoryPolicy.LOCAL;
        eligible = new boolean[host.nodes];
        free = host.free(false);
        unshared = host.free(true);
        held = host.heldCores();
        fits = new boolean[host.nodes];
        boolean isOrdinaryEnough = false;
        for (int node = 0; node < host.nodes; node++) {
            eligible[node] = isAnywhere(host, request) || request.numaNodes().contains(node);
            free[node] = eligible[node] ? free[node] : 0;
            unshared[node] = eligible[node] ? unshared[node] : 0;
            fits[node] = mayGive(node)
                    && host.largest(node) >= bytes
                    && (request.memoryBase().isEmpty()
                            || host.firstFit(node, bytes)
                                    == request.memoryBase().getAsLong());
            isOrdinaryEnough |= fits[node] && host.isOrdinary[node];
        }
        for (int node = 0; node < host.nodes; node++) {
            fits[node] &= host.isOrdinary[node] || !isOrdinaryEnough || isMemoryLocal;
        }
    }

    /** Nodes that have no CPUs at all only say where the memory is to be. */
    private static boolean isAnywhere(ChurnHost host, PlacementRequest request) {
        return request.numaNodes().isEmpty()
                || request.memoryPolicy() == MemoryPolicy.BIND
                        && IntStream.range(0, host.cpus)
                                .noneMatch(cpu -> host.owner[cpu] >= 0
                                        && request.numaNodes().contains(host.nodeOf[cpu]));
    }

    private boolean mayGive(int node) {
        return request.memoryPolicy() != MemoryPolicy.BIND
                || request.numaNodes().contains(node);
    }

    boolean isFeasible() {
        int[] supply = isStrict ? unshared : free;
        if (IntStream.of(supply).sum() < wanted) {
            return false;
        }
        if (request.cpus().isPresent()) {
            return request.cpus().get().stream().allMatch(cpu -> host.isFree((int) cpu))
                    && (isInRegionsAnywhere() ? isRoomAnywhere(supply) : hasFitting());
        }
        if (isMemoryLocal && request.maxRegions() > 1 && !isOneNode) {
            return isInPieces(supply, 0, Math.min(wanted, request.maxRegions()), new ArrayList<>());
        }
        if (isOneNode && request.maxRegions() > 1) {
            return IntStream.range(0, fits.length).anyMatch(node -> supply[node] >= wanted && isEnough(runs(node)));
        }
        if (isInRegionsAnywhere()) {
            return isRoomAnywhere(supply);
        }
        return IntStream.range(0, fits.length)
                .filter(node -> fits[node])
                .anyMatch(node -> isOneNode ? supply[node] >= wanted : !isMemoryLocal || supply[node] > 0);
    }

    private boolean hasFitting() {
        return IntStream.range(0, fits.length).anyMatch(node -> fits[node]);
    }

    private boolean isInRegionsAnywhere() {
        return !isMemoryLocal
                && request.maxRegions() > 1
                && request.memoryBase().isEmpty();
    }

    /** Looks at the gaps of all nodes that may give memory; equal shares that are demanded have a gap of a node each. */
    private boolean isRoomAnywhere(int[] supply) {
        if (request.memoryPolicy() == MemoryPolicy.INTERLEAVE && !request.isMemoryPolicySoft()) {
            return isInShares(supply);
        }
        List<Long> gaps = new ArrayList<>();
        IntStream.range(0, fits.length).filter(this::mayGive).forEach(node -> gaps.addAll(runs(node)));
        return isEnough(gaps);
    }

    /** The nodes of shares are those that are named, or else have a CPU of the request each. */
    private boolean isInShares(int[] supply) {
        boolean isNamed = !request.numaNodes().isEmpty();
        long pages = bytes / FreeMemory.roundUp(1);
        int most = isNamed ? request.maxRegions() : Math.min(request.maxRegions(), wanted);
        return IntStream.rangeClosed(2, Math.min(most, fits.length)).anyMatch(shares -> {
            long share = (pages + shares - 1) / shares * FreeMemory.roundUp(1);
            return pages >= shares
                    && IntStream.range(0, fits.length)
                                    .filter(node ->
                                            isNamed ? request.numaNodes().contains(node) : supply[node] > 0)
                                    .filter(node -> host.largest(node) >= share)
                                    .count()
                            >= shares;
        });
    }

    /** Tries all sets of so many nodes that have a CPU; where there are as many regions as nodes, the longest gaps of all will do. */
    private boolean isInPieces(int[] supply, int from, int nodes, List<Long> gaps) {
        if (nodes == request.maxRegions() && gaps.isEmpty()) {
            IntStream.range(0, fits.length).filter(node -> supply[node] > 0).forEach(node -> gaps.addAll(runs(node)));
            return isEnough(gaps);
        }
        if (nodes == 0 || from == fits.length) {
            return isEnough(gaps);
        }
        for (int node = from; node < fits.length; node++) {
            if (supply[node] > 0) {
                List<Long> more = new ArrayList<>(gaps);
                more.addAll(runs(node));
                if (isInPieces(supply, node + 1, nodes - 1, more)) {
                    return true;
                }
            }
        }
        return isEnough(gaps);
    }

    private List<Long> runs(int node) {
        List<Long> lengths = new ArrayList<>();
        host.runs.get(node).forEach((start, end) -> lengths.add(end - start));
        return lengths;
    }

    private boolean isEnough(List<Long> gaps) {
        return gaps.stream()
                        .sorted(Comparator.reverseOrder())
                        .limit(request.maxRegions())
                        .mapToLong(Long::longValue)
                        .sum()
                >= bytes;
    }

    /** Returns the fewest cores that must be shared. */
    int fewestShared() {
        if (!isOneNode) {
            int least = Math.max(0, wanted - IntStream.of(unshared).sum());
            return least == 0 && isMemoryLocal && !hasFitting(unshared) ? 1 : least;
        }
        return IntStream.range(0, fits.length)
                .filter(node -> fits[node] && free[node] >= wanted)
                .map(node -> Math.max(0, wanted - unshared[node]))
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    private boolean hasFitting(int[] supply) {
        return IntStream.range(0, fits.length).anyMatch(node -> fits[node] && supply[node] > 0);
    }

    /** Returns the fewest nodes that have the CPUs and, where it must be on one of them, the memory. */
    int fewestNodes() {
        return isMemoryLocal && hasFitting(free) ? fewestWithMemory(free) : fewest(free, wanted);
    }

    /** The same among choices that share as few cores as can be. */
    int fewestNodesIsolated() {
        return isMemoryLocal ? fewestIsolatedWithMemory() : fewestIsolated();
    }

    /** Tells whether a choice of as few nodes as can be, or of the most even shares, has a node with room for the memory. */
    boolean mayHaveMemoryOnItsNodes(boolean isCompact) {
        if (isCompact) {
            return hasFitting(free) && fewestIsolatedWithMemory() == fewestIsolated();
        }
        return hasFitting(IntStream.of(unshared).sum() >= wanted ? unshared : free);
    }

    /** Tells whether any choice has a node with room for the memory. */
    boolean mayHaveMemoryOnSomeNode() {
        return hasFitting(isStrict ? unshared : free);
    }

    private int fewestIsolated() {
        int missing = wanted - IntStream.of(unshared).sum();
        return missing <= 0 ? fewest(unshared, wanted) : unsharedNodes() + fewest(others(), missing - besides());
    }

    private int fewestIsolatedWithMemory() {
        int missing = wanted - IntStream.of(unshared).sum();
        if (missing <= 0) {
            return hasFitting(unshared) ? fewestWithMemory(unshared) : fewest(unshared, wanted - 1) + 1;
        }
        if (hasFitting(unshared) || !hasFitting(free)) {
            return fewestIsolated();
        }
        int[] others = others();
        int least = Integer.MAX_VALUE;
        for (int node = 0; node < fits.length; node++) {
            if (fits[node] && others[node] > 0) {
                int[] rest = others.clone();
                rest[node] = 0;
                least = Math.min(least, 1 + fewest(rest, missing - besides() - others[node]));
            }
        }
        return unsharedNodes() + least;
    }

    private int unsharedNodes() {
        return (int) IntStream.of(unshared).filter(count -> count > 0).count();
    }

    /** Free CPUs of cores in use on nodes that have other cores as well. */
    private int besides() {
        return IntStream.range(0, free.length)
                .filter(node -> unshared[node] > 0)
                .map(node -> free[node] - unshared[node])
                .sum();
    }

    /** Free CPUs of nodes on all of whose cores somebody is. */
    private int[] others() {
        return IntStream.range(0, free.length)
                .map(node -> unshared[node] > 0 ? 0 : free[node])
                .toArray();
    }

    private int fewestWithMemory(int[] supply) {
        int least = Integer.MAX_VALUE;
        for (int node = 0; node < fits.length; node++) {
            if (fits[node] && supply[node] > 0) {
                int[] rest = supply.clone();
                rest[node] = 0;
                least = Math.min(least, 1 + fewest(rest, wanted - supply[node]));
            }
        }
        return least;
    }

    private static int fewest(int[] supply, int wanted) {
        int[] sorted = supply.clone();
        Arrays.sort(sorted);
        int left = wanted;
        int nodes = 0;
        for (int i = sorted.length - 1; i >= 0 && left > 0; i--) {
            left -= sorted[i];
            nodes++;
        }
        return nodes;
    }
}
