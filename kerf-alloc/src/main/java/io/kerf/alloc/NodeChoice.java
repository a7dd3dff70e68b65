// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Arrays;

/**
 * The best answer of a search so far: some nodes and how many CPUs each gives, with the figures that it is judged by. In this
 * order of weight: fewest cores shared and fewest nodes (or the other way round), fewest sockets, memory on these nodes (or near
 * them), least mean distance between pairs of CPUs, tightest fit, least mean distance to the nearest of these nodes that has the
 * memory, fewest last-level caches, fewest cores shared with the host, lowest node ids.
 */
final class NodeChoice {
    private static final int UNKNOWN = -1;

    private final CpuLayout layout;
    private final FreeCpus cpus;
    private final NodeSupply supply;
    private final MemoryPlacer memory;
    private final MemoryReach reach;
    private final boolean isNodesFirst;

    private boolean isFound;
    private int candidates;
    private final int[] counts;
    private final int[] set;
    private int size;
    private int shared;
    private int sockets;
    private double remoteness;
    private long pairs;
    private final Slack slack;
    /** Worked out when it is asked for, as the caches are. */
    private double nearness = UNKNOWN;

    private int caches = UNKNOWN;

    /** What was worked out for the nodes offered last. */
    private int offeredSockets;

    private double offeredRemoteness;
    private long offeredPairs;
    private final Slack offeredSlack;

    NodeChoice(
            CpuLayout layout,
            FreeCpus cpus,
            NodeSupply supply,
            MemoryPlacer memory,
            MemoryReach reach,
            boolean isNodesFirst) {
        this.layout = layout;
        this.cpus = cpus;
        this.supply = supply;
        this.memory = memory;
        this.reach = reach;
        this.isNodesFirst = isNodesFirst;
        this.slack = new Slack(layout.cpus(), memory.freeOnAll());
        this.offeredSlack = new Slack(layout.cpus(), memory.freeOnAll());
        this.counts = new int[layout.nodes()];
        this.set = new int[layout.nodes()];
    }

    boolean isFound() {
        return isFound;
    }

    /** Returns how many answers were weighed. */
    int candidates() {
        return candidates;
    }

    /** Returns the CPUs of every node. */
    int[] counts() {
        return counts;
    }

    /** Returns the number of nodes. */
    int size() {
        return size;
    }

    /** Returns the number of cores shared. */
    int shared() {
        return shared;
    }

    /** Returns the number of sockets. */
    int sockets() {
        return sockets;
    }

    /** Tells whether an answer cannot be the best, whatever CPUs its nodes give. */
    boolean isHopeless(int[] nodes, int count, int sharedCores) {
        if (!isFound) {
            return false;
        }
        int order = firstOrder(count, sharedCores);
        return order > 0 || order == 0 && sockets(nodes, count) > sockets;
    }

    /** Tells whether none of an answer's nodes can give the memory. */
    boolean isRemote(int[] nodes, int count, int[] given) {
        return reach.of(nodes, count, given) > 0;
    }

    /** Tells whether answers of the same nodes that are as near to each other may differ in what weighs less. */
    boolean weighsWays() {
        return layout.hasCaches() || reach.isWeighed();
    }

    /** Tells whether the memory is in pieces, so that it matters how many CPUs each of its nodes gives. */
    boolean weighsPieces() {
        return reach.isInPieces();
    }

    private int firstOrder(int count, int sharedCores) {
        int byShared = Integer.compare(sharedCores, shared);
        int byNodes = Integer.compare(count, size);
        return isNodesFirst ? (byNodes != 0 ? byNodes : byShared) : (byShared != 0 ? byShared : byNodes);
    }

    /**
     * Keeps an answer if it is the best so far.
     *
     * @param nodes its nodes, ascending, each of which gives a CPU
     * @param given the CPUs of every node
     */
    void offer(int[] nodes, int count, int[] given, int sharedCores) {
        offeredSockets = sockets(nodes, count);
        offeredRemoteness = reach.of(nodes, count, given);
        offeredPairs = layout.pairDistance(nodes, count, given);
        measureSlack(nodes, count);
        offerAnotherWay(nodes, count, given, sharedCores);
    }

    /**
     * Keeps an answer if it is better: the nodes of the last {@link #offer}, given in another way whose CPUs are as near to each other
     * and whose memory is on these nodes, too.
     */
    void offerAnotherWay(int[] nodes, int count, int[] given, int sharedCores) {
        candidates++;
        if (isFound) {
            int order = firstOrder(count, sharedCores);
            order = order != 0 ? order : Integer.compare(offeredSockets, sockets);
            order = order != 0 ? order : Double.compare(offeredRemoteness, remoteness);
            order = order != 0 ? order : Long.compare(offeredPairs, pairs);
            order = order != 0 ? order : offeredSlack.compareTo(slack);
            order = order != 0 ? order : nearnessOrder(nodes, count, given);
            order = order != 0 ? order : lastOrder(nodes, count, given);
            if (order >= 0) {
                return;
            }
        }
        isFound = true;
        nearness = UNKNOWN;
        caches = UNKNOWN;
        for (int i = 0; i < size; i++) {
            counts[set[i]] = 0;
        }
        for (int i = 0; i < count; i++) {
            set[i] = nodes[i];
            counts[nodes[i]] = given[nodes[i]];
        }
        size = count;
        shared = sharedCores;
        sockets = offeredSockets;
        remoteness = offeredRemoteness;
        pairs = offeredPairs;
        slack.set(offeredSlack);
    }

    private int nearnessOrder(int[] nodes, int count, int[] given) {
        if (!reach.isWeighed()) {
            return 0;
        }
        nearness = nearness == UNKNOWN ? reach.ofOwnNode(set, size, counts) : nearness;
        return Double.compare(reach.ofOwnNode(nodes, count, given), nearness);
    }

    /** Compares answers by what takes longest to work out, so it is done only if all else is equal. */
    private int lastOrder(int[] nodes, int count, int[] given) {
        int order = Integer.compare(caches(nodes, count, given), bestCaches());
        order = order != 0 || shared == 0
                ? order
                : Integer.compare(besideHost(nodes, count, given), besideHost(set, size, counts));
        return order != 0 ? order : Arrays.compare(nodes, 0, count, set, 0, size);
    }

    /** Tells whether the best answer of this search is better than that of another one for the same request. */
    boolean isBetterThan(NodeChoice other) {
        int order = other.firstOrder(size, shared);
        order = order != 0 ? order : Integer.compare(sockets, other.sockets);
        order = order != 0 ? order : Double.compare(remoteness, other.remoteness);
        order = order != 0 ? order : Long.compare(pairs, other.pairs);
        order = order != 0 ? order : slack.compareTo(other.slack);
        order = order != 0 ? order : other.nearnessOrder(set, size, counts);
        return order != 0 ? order < 0 : other.lastOrder(set, size, counts) < 0;
    }

    private int sockets(int[] nodes, int count) {
        long all = 0;
        for (int i = 0; i < count; i++) {
            all |= layout.socketsOf(nodes[i]);
        }
        return Long.bitCount(all);
    }

    private void measureSlack(int[] nodes, int count) {
        int unshared = 0;
        int free = 0;
        for (int i = 0; i < count; i++) {
            unshared += supply.unshared(nodes[i]);
            free += cpus.freeOnNode(nodes[i]);
        }
        offeredSlack.set(unshared, free, memory.leftOver(nodes, count));
    }

    private int bestCaches() {
        caches = caches == UNKNOWN ? caches(set, size, counts) : caches;
        return caches;
    }

    /** Returns how many last-level caches the CPUs of unshared cores need at least; 0 if cores do not matter. */
    private int caches(int[] nodes, int count, int[] given) {
        int sum = 0;
        for (int i = 0; i < count && supply.isByCore(); i++) {
            sum += cachesOn(nodes[i], Math.min(given[nodes[i]], supply.unshared(nodes[i])));
        }
        return sum;
    }

    private int cachesOn(int node, int wanted) {
        int first = layout.firstClusterOfNode(node);
        int end = layout.firstClusterOfNode(node + 1);
        int largest = 0;
        for (int cluster = first; cluster < end; cluster++) {
            largest = Math.max(largest, cpus.unsharedOnCluster(cluster));
        }
        if (largest >= wanted) {
            return 1;
        }
        int[] sizes = new int[end - first];
        for (int cluster = first; cluster < end; cluster++) {
            sizes[cluster - first] = cpus.unsharedOnCluster(cluster);
        }
        Arrays.sort(sizes);
        int needed = 0;
        int left = wanted;
        for (int i = sizes.length - 1; i >= 0 && left > 0; i--) {
            left -= sizes[i];
            needed++;
        }
        return needed;
    }

    /** Returns how many of the cores that must be shared are the host's too, if those of instances are taken first. */
    private int besideHost(int[] nodes, int count, int[] given) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            int needed = supply.sharedFor(nodes[i], given[nodes[i]]);
            for (int core = layout.firstCoreOfNode(nodes[i]); core < layout.firstCoreOfNode(nodes[i] + 1); core++) {
                boolean isOfInstance = cpus.freeOnCore(core) > 0 && !cpus.isUnshared(core) && !layout.isHostOn(core);
                needed -= needed > 0 && isOfInstance ? 1 : 0;
            }
            sum += needed;
        }
        return sum;
    }
}
