// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.SystemState;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Tries every set of free CPUs of a host whose CPUs are 0 to 15 at most. Works from the state alone. */
final class BruteForce {
    private final SystemState state;
    private final PlacementRequest request;
    private final long free;
    private final BruteForceNodes nodes;
    private final BruteForceMemory memory;
    private final long[] coreMasks;
    private final boolean[] isHeld;
    private final int[] sockets;
    private final long[] cacheMasks;

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
            BigInteger slack,
            double nearness,
            int caches)
            implements Comparable<Figures> {
        private static final Comparator<Figures> ORDER = Comparator.comparingInt(Figures::first)
                .thenComparingInt(Figures::second)
                .thenComparingInt(Figures::sockets)
                .thenComparingDouble(Figures::remoteness)
                .thenComparingLong(Figures::pairs)
                .thenComparing(Figures::slack)
                .thenComparingDouble(Figures::nearness)
                .thenComparingInt(Figures::caches);

        @Override
        public int compareTo(Figures other) {
            return ORDER.compare(this, other);
        }
    }

    BruteForce(SystemState state, PlacementRequest request) {
        this.state = state;
        this.request = request;
        this.free = BruteForceNodes.mask(state.freeCpus());
        this.nodes = new BruteForceNodes(state);
        this.memory = new BruteForceMemory(state, nodes, request);
        List<Core> cores = state.topology().cores();
        this.coreMasks = cores.stream()
                .mapToLong(core -> BruteForceNodes.mask(core.cpus()))
                .toArray();
        this.isHeld = new boolean[cores.size()];
        for (int core = 0; core < isHeld.length; core++) {
            isHeld[core] = (coreMasks[core] & ~free) != 0;
        }
        this.sockets = cores.stream().mapToInt(core -> core.socket().orElse(-1)).toArray();
        List<Cache> caches = state.topology().caches();
        // A node of which no caches are stated has one.
        this.cacheMasks = LongStream.concat(
                        caches.stream().mapToLong(cache -> BruteForceNodes.mask(cache.cpus())),
                        IntStream.range(0, nodes.count())
                                .mapToLong(nodes::cpusOf)
                                .filter(node -> caches.stream()
                                        .noneMatch(cache -> (BruteForceNodes.mask(cache.cpus()) & node) != 0)))
                .toArray();
    }

    private boolean isSharing() {
        return request.smt() == SmtPolicy.SHARE;
    }

    /** Tells whether a set leaves no hole of a node unused while it opens a core that nobody is on. */
    boolean isInHolesFirst(long set) {
        for (int node = 0; node < nodes.count(); node++) {
            long here = nodes.cpusOf(node);
            long holes = 0;
            long opened = 0;
            for (int core = 0; core < coreMasks.length; core++) {
                holes |= isHeld[core] ? coreMasks[core] & here & free & ~set : 0;
                opened |= isHeld[core] ? 0 : coreMasks[core] & here & set;
            }
            if (holes != 0 && opened != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns the shares of the nodes in units of so many CPUs, ascending; empty if one is not whole. */
    Optional<int[]> shares(long set, int unit) {
        int[] shares = new int[nodes.count()];
        for (int node = 0; node < shares.length; node++) {
            if (nodes.cpusOn(set, node) % unit != 0) {
                return Optional.empty();
            }
            shares[node] = nodes.cpusOn(set, node) / unit;
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
        long on = nodes.nodesOf(set);
        long named = nodes.named(request);
        boolean hasCpus = false;
        for (int i = 0; i < nodes.count(); i++) {
            hasCpus |= (named >>> i & 1) != 0 && !nodes.node(i).cpus().isEmpty();
        }
        boolean isForMemoryOnly = request.memoryPolicy() == MemoryPolicy.BIND && !hasCpus;
        boolean mayShare = request.smt() == SmtPolicy.AVOID || request.smt() == SmtPolicy.SHARE;
        return (named == 0 || isForMemoryOnly || (on & ~named) == 0)
                && (request.affinity() != CpuAffinity.LOCAL || Long.bitCount(on) == 1)
                && (mayShare || shared(set) == 0)
                && memory.hasMemory(on);
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
        long on = nodes.nodesOf(set);
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
                memory.remoteness(set),
                pairs(set),
                slack(on),
                memory.nearness(set),
                shared == 0 && !isSharing() ? caches : 0);
    }

    private long pairs(long set) {
        long sum = 0;
        for (int from = 0; from < nodes.count(); from++) {
            for (int to = 0; to < nodes.count(); to++) {
                long other = nodes.cpusOn(set, to) - (from == to ? 1 : 0);
                sum += nodes.cpusOn(set, from) * other * nodes.distance(from, to);
            }
        }
        return sum;
    }

    /** Returns the shares of CPUs and memory that stay free, without rounding: times eight, all CPUs and all free memory. */
    private BigInteger slack(long on) {
        long unshared = 0;
        long all = 0;
        for (int core = 0; core < coreMasks.length; core++) {
            boolean isThere = (nodes.nodesOf(coreMasks[core]) & on) != 0;
            boolean isCounted = isSharing() || !isHeld[core];
            unshared += isThere && isCounted ? Long.bitCount(coreMasks[core] & free) : 0;
        }
        for (int node = 0; node < nodes.count(); node++) {
            all += (on >>> node & 1) != 0 ? Long.bitCount(nodes.cpusOf(node) & free) : 0;
        }
        long cpus = state.cpus().available().size();
        return BigInteger.valueOf(8 * unshared + 2 * all)
                .multiply(BigInteger.valueOf(Math.max(1, memory.free())))
                .add(BigInteger.valueOf(4 * cpus).multiply(BigInteger.valueOf(memory.leftOver(on))));
    }
}
