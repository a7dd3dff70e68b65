// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Tries every set of free CPUs of a host whose CPUs are 0 to 15 at most. Works from the state alone. */
final class BruteForce {
    private static final long MEBIBYTE = 1L << 20;

    private final SystemState state;
    private final PlacementRequest request;
    private final long free;
    private final List<NumaNode> nodes;
    private final long[] nodeMasks;
    private final long[] coreMasks;
    private final boolean[] isHeld;
    private final int[] sockets;
    private final long[] cacheMasks;
    private final long[][] runs;

    /**
     * The figures of one set of CPUs, in the order of their weight; less is better. The first two are the cores shared and the nodes,
     * or the other way round.
     */
    record Figures(
            int first,
            int second,
            int sockets,
            double remoteness,
            long pairs,
            double slack,
            double nearness,
            int caches)
            implements Comparable<Figures> {
        @Override
        public int compareTo(Figures other) {
            return Arrays.compare(asArray(), other.asArray());
        }

        private double[] asArray() {
            return new double[] {
                first,
                second,
                sockets,
                Math.rint(remoteness * 1e6),
                pairs,
                Math.rint(slack * 1e9),
                Math.rint(nearness * 1e6),
                caches
            };
        }
    }

    BruteForce(SystemState state, PlacementRequest request) {
        this.state = state;
        this.request = request;
        this.free = mask(state.freeCpus());
        this.nodes = state.topology().nodes();
        this.nodeMasks = nodes.stream().mapToLong(node -> mask(node.cpus())).toArray();
        List<Core> cores = state.topology().cores();
        this.coreMasks = cores.stream().mapToLong(core -> mask(core.cpus())).toArray();
        this.isHeld = new boolean[cores.size()];
        for (int core = 0; core < isHeld.length; core++) {
            isHeld[core] = (coreMasks[core] & ~free) != 0;
        }
        this.sockets = cores.stream().mapToInt(core -> core.socket().orElse(-1)).toArray();
        List<Cache> caches = state.topology().caches();
        // A node of which no caches are stated has one.
        this.cacheMasks = LongStream.concat(
                        caches.stream().mapToLong(cache -> mask(cache.cpus())),
                        LongStream.of(nodeMasks)
                                .filter(node -> caches.stream().noneMatch(cache -> (mask(cache.cpus()) & node) != 0)))
                .toArray();
        this.runs = nodes.stream().map(this::runs).toArray(long[][]::new);
    }

    static long mask(CpuSet cpus) {
        return cpus.stream().map(id -> 1L << id).reduce(0, (a, b) -> a | b);
    }

    /** What can be counted on of each gap: the kernel keeps the last mebibyte of a chunk. */
    private long[] runs(NumaNode node) {
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

    private boolean isSharing() {
        return request.smt() == SmtPolicy.SHARE;
    }

    /** Tells whether a set leaves no hole of a node unused while it opens a core that nobody is on. */
    boolean isInHolesFirst(long set) {
        for (long node : nodeMasks) {
            long holes = 0;
            long opened = 0;
            for (int core = 0; core < coreMasks.length; core++) {
                holes |= isHeld[core] ? coreMasks[core] & node & free & ~set : 0;
                opened |= isHeld[core] ? 0 : coreMasks[core] & node & set;
            }
            if (holes != 0 && opened != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the shares of the nodes in units of so many CPUs, ascending; empty if one is not whole. */
    Optional<int[]> shares(long set, int unit) {
        int[] shares = new int[nodeMasks.length];
        for (int node = 0; node < shares.length; node++) {
            if (cpusOn(set, node) % unit != 0) {
                return Optional.empty();
            }
            shares[node] = cpusOn(set, node) / unit;
        }
        Arrays.sort(shares);
        return Optional.of(shares);
    }

    /** Returns the fewest cores that an allowed set shares, none of whose sharing is free. */
    int fewestShared() {
        int least = Integer.MAX_VALUE;
        for (long set = free; set != 0; set = (set - 1) & free) {
            if (Long.bitCount(set) == request.cpuCount() && isAllowed(set)) {
                least = Math.min(least, isSharing() ? 0 : shared(set));
            }
        }
        return least;
    }

    /**
     * Returns the most even shares of allowed sets that share no more cores than that: the smallest share is as large as it can be,
     * then the next smallest. Empty if no set has whole shares.
     */
    Optional<int[]> mostEvenShares(int unit, int mostShared) {
        int[] best = new int[0];
        for (long set = free; set != 0; set = (set - 1) & free) {
            boolean isCandidate = Long.bitCount(set) == request.cpuCount()
                    && isAllowed(set)
                    && (isSharing() || shared(set) <= mostShared);
            if (isCandidate) {
                int[] shares = shares(set, unit).orElse(new int[0]);
                best = Arrays.compare(shares, best) > 0 ? shares : best;
            }
        }
        return Optional.of(best).filter(shares -> shares.length > 0);
    }

    /** Tells whether a set with such shares, ascending, that shares no more cores than that has the memory on one of its nodes. */
    boolean canBeBesideMemory(int[] shares, int mostShared) {
        for (long set = free; set != 0; set = (set - 1) & free) {
            boolean isCandidate = Long.bitCount(set) == request.cpuCount()
                    && isAllowed(set)
                    && (isSharing() || shared(set) <= mostShared);
            if (isCandidate
                    && Arrays.equals(shares(set, 1).orElseThrow(), shares)
                    && figures(set).remoteness() == 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns the figures of the best set, or empty if no set will do. */
    Optional<Figures> best() {
        Figures best = null;
        for (long set = free; set != 0; set = (set - 1) & free) {
            if (Long.bitCount(set) == request.cpuCount() && isAllowed(set)) {
                Figures figures = figures(set);
                best = best == null || figures.compareTo(best) < 0 ? figures : best;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Tells whether a set of free CPUs meets the demands of the request, memory included. */
    boolean isAllowed(long set) {
        long on = nodesOf(set);
        long named = 0;
        for (int i = 0; i < nodes.size(); i++) {
            named |= request.numaNodes().contains(nodes.get(i).id()) ? 1L << i : 0;
        }
        boolean hasCpus = false;
        for (int i = 0; i < nodes.size(); i++) {
            hasCpus |= (named >>> i & 1) != 0 && !nodes.get(i).cpus().isEmpty();
        }
        boolean isForMemoryOnly = request.memoryPolicy() == MemoryPolicy.BIND && !hasCpus;
        boolean mayShare = request.smt() == SmtPolicy.AVOID || request.smt() == SmtPolicy.SHARE;
        return (named == 0 || isForMemoryOnly || (on & ~named) == 0)
                && (request.affinity() != CpuAffinity.LOCAL || Long.bitCount(on) == 1)
                && (mayShare || shared(set) == 0)
                && hasMemory(on, named);
    }

    private boolean hasMemory(long on, long named) {
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

    private long nodesOf(long set) {
        long on = 0;
        for (int node = 0; node < nodeMasks.length; node++) {
            on |= (set & nodeMasks[node]) != 0 ? 1L << node : 0;
        }
        return on;
    }

    /** Counts cores that a set shares with others. */
    int shared(long set) {
        int shared = 0;
        for (int core = 0; core < coreMasks.length; core++) {
            shared += isHeld[core] && (set & coreMasks[core]) != 0 ? 1 : 0;
        }
        return shared;
    }

    /** Returns the figures of a set. */
    Figures figures(long set) {
        long on = nodesOf(set);
        long socketBits = 0;
        int caches = 0;
        for (int core = 0; core < coreMasks.length; core++) {
            socketBits |= (set & coreMasks[core]) != 0 ? 1L << sockets[core] : 0;
        }
        for (long cache : cacheMasks) {
            caches += (set & cache) != 0 ? 1 : 0;
        }
        int shared = isSharing() ? 0 : shared(set);
        boolean isNodesFirst = request.priority() == PlacementPriority.FEWEST_NODES;
        return new Figures(
                isNodesFirst ? Long.bitCount(on) : shared,
                isNodesFirst ? shared : Long.bitCount(on),
                Long.bitCount(socketBits),
                remoteness(set, on),
                pairs(set),
                slack(on),
                nearness(set),
                shared == 0 && !isSharing() ? caches : 0);
    }

    private int cpusOn(long set, int node) {
        return Long.bitCount(set & nodeMasks[node]);
    }

    private int distance(int from, int to) {
        return state.topology()
                .distances()
                .between(nodes.get(from).id(), nodes.get(to).id());
    }

    private boolean fits(int node) {
        boolean isBound = request.memoryPolicy() == MemoryPolicy.BIND;
        boolean isNamed = request.numaNodes().contains(nodes.get(node).id());
        long most = Arrays.stream(runs[node])
                .skip(Math.max(0, runs[node].length - request.maxRegions()))
                .sum();
        return most >= request.memory().bytes() && (!isBound || isNamed) && isKnown(node);
    }

    private boolean isLocal() {
        return request.affinity() == CpuAffinity.LOCAL || request.memoryPolicy() == MemoryPolicy.LOCAL;
    }

    /** 0 if the nodes of the set can give the memory in as few pieces as all nodes could; else the distance of nodes that can. */
    private double remoteness(long set, long on) {
        boolean isShared = request.memoryPolicy() == MemoryPolicy.INTERLEAVE;
        if (request.memory().isZero()
                || !isLocal() && isShared && request.numaNodes().isEmpty()) {
            return 0;
        }
        boolean isAsked = isShared || request.memoryPolicy() == MemoryPolicy.BIND;
        long from = 0;
        long ordinary = 0;
        for (int node = 0; node < runs.length; node++) {
            boolean isNamed = request.numaNodes().contains(nodes.get(node).id());
            from |= isNamed || !isAsked && isKnown(node) ? 1L << node : 0;
            ordinary |= isNamed || nodes.get(node).memoryType() == MemoryType.DRAM ? 1L << node : 0;
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
    private double nearness(long set) {
        boolean isPieced = isLocal() && request.maxRegions() > 1;
        if (request.memory().isZero() || isPieced || request.memoryPolicy() == MemoryPolicy.INTERLEAVE) {
            return 0;
        }
        int most = 0;
        double least = Double.MAX_VALUE;
        for (int node = 0; node < runs.length; node++) {
            int here = isLocal() ? cpusOn(set, node) : 1;
            boolean isPossible = fits(node) && largest(node) >= request.memory().bytes() && cpusOn(set, node) > 0;
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
            sum += (long) cpusOn(set, from) * distance(from, node);
        }
        boolean isNamed = request.numaNodes().contains(nodes.get(node).id());
        return (double) sum / Long.bitCount(set)
                + (isNamed || nodes.get(node).memoryType() == MemoryType.DRAM ? 0 : 1e6);
    }

    /** Memory of an unknown kind is for those who name its node. */
    private boolean isKnown(int node) {
        return nodes.get(node).memoryType() != MemoryType.OTHER
                || request.numaNodes().contains(nodes.get(node).id());
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

    private long pairs(long set) {
        long sum = 0;
        for (int from = 0; from < runs.length; from++) {
            for (int to = 0; to < runs.length; to++) {
                long other = cpusOn(set, to) - (from == to ? 1 : 0);
                sum += cpusOn(set, from) * other * distance(from, to);
            }
        }
        return sum;
    }

    private double slack(long on) {
        double unshared = 0;
        double all = 0;
        for (int core = 0; core < coreMasks.length; core++) {
            boolean isThere = (nodesOf(coreMasks[core]) & on) != 0;
            boolean isCounted = isSharing() || !isHeld[core];
            unshared += isThere && isCounted ? Long.bitCount(coreMasks[core] & free) : 0;
        }
        double memory = Double.MAX_VALUE;
        double freeBytes = 0;
        for (int node = 0; node < runs.length; node++) {
            boolean isThere = (on >>> node & 1) != 0;
            all += isThere ? Long.bitCount(nodeMasks[node] & free) : 0;
            double here = Arrays.stream(runs[node]).sum();
            freeBytes += here;
            memory = isThere && fits(node)
                    ? Math.min(memory, here - request.memory().bytes())
                    : memory;
        }
        boolean isWeighed = !request.memory().isZero() && memory < Double.MAX_VALUE;
        return (unshared + all / 4) / state.cpus().available().size() + (isWeighed ? memory / freeBytes / 2 : 0);
    }
}
