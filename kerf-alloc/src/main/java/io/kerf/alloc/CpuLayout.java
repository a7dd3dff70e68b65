// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.Arrays;
import java.util.TreeSet;

/**
 * The pool's CPUs under dense numbers, and what lies on what. CPUs are numbered by node, cluster, core and thread, so that a core,
 * a cluster and a node are each a run of numbers; nothing depends on the order of a tree's lists.
 *
 * <p>A <em>cluster</em> is the cores of a node under one last-level cache, or of one socket where no caches are stated. CPUs and
 * memory of which no node is known belong to one more node, the last, whose id is {@link #NO_NODE}. A CPU of which no core is
 * known is a core of its own; a core that lies on two nodes counts as two. Immutable.
 */
final class CpuLayout {
    /** The id of the node of everything that has no node. */
    static final int NO_NODE = -1;
    /** The socket of a core of which none is stated. */
    static final int NO_SOCKET = -1;

    private final long[] idsAscending;
    private final int[] denseOfAscending;
    private final long[] ids;
    private final int[] nodeIds;
    private final int[] distances;
    private final int[] bothWays;
    private final int[] coreOfCpu;
    private final int[] firstCpu;
    private final int[] nodeOfCore;
    private final int[] clusterOfCore;
    private final int[] socketOfCore;
    private final boolean[] hostOnCore;
    private final int[] firstCoreOfCluster;
    private final int[] firstClusterOfNode;
    private final int[] firstCoreOfNode;
    private final long[] socketsOfNode;
    private final int maxThreads;
    private final int threadsPerCore;
    private final boolean hasCaches;

    CpuLayout(SystemState state) {
        idsAscending = state.cpus().available().toArray();
        nodeIds = nodeIds(state);
        distances = distances(state.topology());
        bothWays = bothWays();
        CpuGroups groups = new CpuGroups(state.topology(), idsAscending, nodeIds);
        int cpus = idsAscending.length;
        int cores = groups.cores();
        ids = new long[cpus];
        denseOfAscending = new int[cpus];
        coreOfCpu = new int[cpus];
        firstCpu = new int[cores + 1];
        nodeOfCore = new int[cores];
        clusterOfCore = new int[cores];
        socketOfCore = new int[cores];
        hostOnCore = new boolean[cores];
        firstClusterOfNode = new int[nodeIds.length + 1];
        firstCoreOfNode = new int[nodeIds.length + 1];
        firstCoreOfCluster = new int[groups.clusters() + 1];
        maxThreads = number(groups);
        threadsPerCore = Math.max(groups.threadsPerCore(), maxThreads);
        boolean isCut = false;
        for (int node = 0; node < nodeIds.length; node++) {
            isCut |= firstClusterOfNode[node + 1] - firstClusterOfNode[node] > 1;
        }
        hasCaches = isCut;
        socketsOfNode = new long[nodeIds.length];
        for (int core = 0; core < cores; core++) {
            // Above 64 sockets several share a bit; the count of sockets is then a lower bound.
            socketsOfNode[nodeOfCore[core]] |=
                    socketOfCore[core] == NO_SOCKET ? 0 : 1L << groups.socketRank(socketOfCore[core]);
        }
    }

    private static int[] nodeIds(SystemState state) {
        TreeSet<Integer> known = new TreeSet<>();
        for (NumaNode node : state.topology().nodes()) {
            known.add(node.id());
        }
        for (PoolChunk chunk : state.memory().pool().chunks()) {
            if (chunk.numaNode().isPresent()) {
                known.add(chunk.numaNode().getAsInt());
            }
        }
        int[] all = new int[known.size() + 1];
        int at = 0;
        for (int id : known) {
            all[at++] = id;
        }
        all[at] = NO_NODE;
        return all;
    }

    private int[] distances(Topology topology) {
        int nodes = nodeIds.length;
        int[] all = new int[nodes * nodes];
        for (int i = 0; i < nodes; i++) {
            for (int j = 0; j < nodes; j++) {
                all[i * nodes + j] = topology.distances().between(nodeIds[i], nodeIds[j]);
            }
        }
        return all;
    }

    private int[] bothWays() {
        int nodes = nodeIds.length;
        int[] all = new int[nodes * nodes];
        for (int i = 0; i < nodes; i++) {
            for (int j = 0; j < nodes; j++) {
                all[i * nodes + j] = distances[i * nodes + j] + distances[j * nodes + i];
            }
        }
        return all;
    }

    /** Gives everything its dense number; returns the most threads that a core has in the pool. */
    private int number(CpuGroups groups) {
        int[] order = groups.coresInOrder();
        int most = 1;
        int cpu = 0;
        int lastNode = -1;
        int lastCluster = -1;
        int cluster = -1;
        for (int core = 0; core < order.length; core++) {
            int group = order[core];
            int node = groups.nodeOf(group);
            boolean isNewCluster = groups.clusterOf(group) != lastCluster;
            cluster += isNewCluster ? 1 : 0;
            while (lastNode < node) {
                lastNode++;
                firstCoreOfNode[lastNode] = core;
                firstClusterOfNode[lastNode] = cluster;
            }
            if (isNewCluster) {
                firstCoreOfCluster[cluster] = core;
                lastCluster = groups.clusterOf(group);
            }
            nodeOfCore[core] = node;
            clusterOfCore[core] = cluster;
            socketOfCore[core] = groups.socketOf(group);
            hostOnCore[core] = groups.isHostOn(group);
            firstCpu[core] = cpu;
            for (int at = groups.firstOf(group); at >= 0; at = groups.nextOnCore(at)) {
                ids[cpu] = idsAscending[at];
                denseOfAscending[at] = cpu;
                coreOfCpu[cpu++] = core;
            }
            most = Math.max(most, cpu - firstCpu[core]);
        }
        firstCpu[order.length] = cpu;
        firstCoreOfCluster[cluster + 1] = order.length;
        Arrays.fill(firstCoreOfNode, lastNode + 1, firstCoreOfNode.length, order.length);
        Arrays.fill(firstClusterOfNode, lastNode + 1, firstClusterOfNode.length, cluster + 1);
        return most;
    }

    int cpus() {
        return ids.length;
    }

    int cores() {
        return nodeOfCore.length;
    }

    int clusters() {
        return firstCoreOfCluster.length - 1;
    }

    int nodes() {
        return nodeIds.length;
    }

    /** Returns the dense number of a CPU, or a negative number if the pool does not have it. */
    int cpu(long id) {
        int at = CpuGroups.find(idsAscending, id, 0);
        return at < 0 ? -1 : denseOfAscending[at];
    }

    long id(int cpu) {
        return ids[cpu];
    }

    /** Returns the dense number of a node, or a negative number if there is none. */
    int node(int id) {
        return id == NO_NODE ? nodeIds.length - 1 : Arrays.binarySearch(nodeIds, 0, nodeIds.length - 1, id);
    }

    int nodeId(int node) {
        return nodeIds[node];
    }

    boolean isKnown(int node) {
        return nodeIds[node] != NO_NODE;
    }

    int distance(int from, int to) {
        return distances[from * nodeIds.length + to];
    }

    /** Returns the sum of the distances there and back. */
    int distanceBothWays(int node, int other) {
        return bothWays[node * nodeIds.length + other];
    }

    int coreOf(int cpu) {
        return coreOfCpu[cpu];
    }

    int nodeOf(int cpu) {
        return nodeOfCore[coreOfCpu[cpu]];
    }

    int nodeOfCore(int core) {
        return nodeOfCore[core];
    }

    int clusterOfCore(int core) {
        return clusterOfCore[core];
    }

    /** Returns the first CPU of a core; that of the core behind it is where the core ends. */
    int firstCpu(int core) {
        return firstCpu[core];
    }

    /** Returns how many CPUs of the pool a core has. */
    int threads(int core) {
        return firstCpu[core + 1] - firstCpu[core];
    }

    /** Returns the socket of a core, or a negative number where none is stated. */
    int socketOf(int core) {
        return socketOfCore[core];
    }

    /** Tells whether a core has a CPU outside the pool, which is the host's. */
    boolean isHostOn(int core) {
        return hostOnCore[core];
    }

    int firstCoreOfCluster(int cluster) {
        return firstCoreOfCluster[cluster];
    }

    int firstClusterOfNode(int node) {
        return firstClusterOfNode[node];
    }

    int firstCoreOfNode(int node) {
        return firstCoreOfNode[node];
    }

    /** Tells whether some node has more than one cluster. */
    boolean hasCaches() {
        return hasCaches;
    }

    /** Tells whether the pool has CPUs on a node. */
    boolean hasCpus(int node) {
        return firstCoreOfNode[node] < firstCoreOfNode[node + 1];
    }

    /** Returns the sockets of a node, one bit each. */
    long socketsOf(int node) {
        return socketsOfNode[node];
    }

    /** Returns the most CPUs of the pool that one core has. */
    int maxThreads() {
        return maxThreads;
    }

    /** Returns the most CPUs that one core has, in the pool or not. */
    int threadsPerCore() {
        return threadsPerCore;
    }

    /** Returns the sum of the distances over ordered pairs of different CPUs. */
    long pairDistance(int[] set, int size, int[] cpusOfNode) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            long count = cpusOfNode[set[i]];
            sum += count * (count - 1) * distance(set[i], set[i]);
            for (int j = 0; j < i; j++) {
                sum += count * cpusOfNode[set[j]] * distanceBothWays(set[i], set[j]);
            }
        }
        return sum;
    }
}
