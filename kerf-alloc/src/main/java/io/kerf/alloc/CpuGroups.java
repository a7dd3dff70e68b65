// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.NumaNode;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Sorts the pool's CPUs into cores, clusters and nodes while a {@link CpuLayout} is made. CPUs go by their place in the ascending
 * list of ids; cores and clusters by their lowest CPU.
 */
final class CpuGroups {
    private static final int NONE = -1;

    private final long[] ids;
    private final int[] nodeIds;
    private final int[] nodeOfCpu;
    private final int[] statedCore;
    private final int[] cacheOfCpu;
    private final int[] socketIds;
    private int threadsPerCore = 1;

    private final int[] nextOnCore;
    private final int[] firstOfCore;
    private final int[] lastOfCore;
    private final int[] nodeOfCore;
    private final int[] socketOfCore;
    private final boolean[] hostOnCore;
    private final int[] clusterOfCore;
    private int cores;

    private final int[] nodeOfCluster;
    private int clusters;

    CpuGroups(Topology topology, long[] ids, int[] nodeIds) {
        this.ids = ids;
        this.nodeIds = nodeIds;
        int count = ids.length;
        nodeOfCpu = new int[count];
        statedCore = filled(count);
        cacheOfCpu = filled(count);
        nextOnCore = filled(count);
        firstOfCore = new int[count];
        lastOfCore = new int[count];
        nodeOfCore = new int[count];
        socketOfCore = new int[count];
        hostOnCore = new boolean[count];
        clusterOfCore = new int[count];
        nodeOfCluster = new int[count];
        readNodes(topology.nodes());
        boolean[] isCut = readCores(topology.cores());
        readCaches(topology.caches());
        TreeSet<Integer> sockets = new TreeSet<>();
        for (Core core : topology.cores()) {
            if (core.socket().isPresent()) {
                sockets.add(core.socket().getAsInt());
            }
        }
        socketIds = new int[sockets.size()];
        int rank = 0;
        for (int socket : sockets) {
            socketIds[rank++] = socket;
        }
        joinCores(topology.cores(), isCut);
        joinClusters();
    }

    private static int[] filled(int count) {
        int[] all = new int[count];
        Arrays.fill(all, NONE);
        return all;
    }

    /** Finds an id in an ascending list, looking first where it is expected; negative if it is not there. */
    static int find(long[] ids, long id, int expected) {
        if (expected < ids.length && ids[expected] == id) {
            return expected;
        }
        int low = 0;
        int high = ids.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(ids[middle], id);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return NONE;
    }

    private void readNodes(List<NumaNode> nodes) {
        int unknown = nodeIds.length - 1;
        Arrays.fill(nodeOfCpu, unknown);
        for (NumaNode node : nodes) {
            int dense = Arrays.binarySearch(nodeIds, 0, unknown, node.id());
            int at = NONE;
            for (long id : node.cpus().toArray()) {
                at = find(ids, id, at + 1);
                if (at >= 0 && nodeOfCpu[at] == unknown) {
                    nodeOfCpu[at] = dense;
                }
            }
        }
    }

    /** Returns which of the stated cores have CPUs outside the pool. */
    private boolean[] readCores(List<Core> stated) {
        boolean[] isCut = new boolean[stated.size()];
        int at = NONE;
        for (int core = 0; core < isCut.length; core++) {
            long[] members = stated.get(core).cpus().toArray();
            threadsPerCore = Math.max(threadsPerCore, members.length);
            for (long id : members) {
                at = find(ids, id, at + 1);
                isCut[core] |= at < 0;
                if (at >= 0 && statedCore[at] < 0) {
                    statedCore[at] = core;
                }
            }
        }
        return isCut;
    }

    /** Keeps the cache of the highest level that is stated for each CPU. */
    private void readCaches(List<Cache> stated) {
        List<Cache> caches = new ArrayList<>(stated);
        if (caches.size() > 1) {
            caches.sort(CpuGroups::compare);
        }
        for (int cache = 0; cache < caches.size(); cache++) {
            int at = NONE;
            for (long id : caches.get(cache).cpus().toArray()) {
                at = find(ids, id, at + 1);
                if (at >= 0 && cacheOfCpu[at] < 0) {
                    cacheOfCpu[at] = cache;
                }
            }
        }
    }

    private static int compare(Cache a, Cache b) {
        if (a.level() != b.level()) {
            return Integer.compare(b.level(), a.level());
        }
        return a.cpus().isEmpty() || b.cpus().isEmpty()
                ? Integer.compare(a.cpus().size(), b.cpus().size())
                : Long.compareUnsigned(a.cpus().first(), b.cpus().first());
    }

    private void joinCores(List<Core> stated, boolean[] isCut) {
        int[] newest = filled(stated.size());
        int[] older = filled(ids.length);
        for (int cpu = 0; cpu < ids.length; cpu++) {
            int core = statedCore[cpu];
            int group = core < 0 ? NONE : newest[core];
            while (group >= 0 && nodeOfCore[group] != nodeOfCpu[cpu]) {
                group = older[group];
            }
            if (group >= 0) {
                nextOnCore[lastOfCore[group]] = cpu;
                lastOfCore[group] = cpu;
                continue;
            }
            firstOfCore[cores] = cpu;
            lastOfCore[cores] = cpu;
            nodeOfCore[cores] = nodeOfCpu[cpu];
            socketOfCore[cores] =
                    core < 0 ? CpuLayout.NO_SOCKET : stated.get(core).socket().orElse(CpuLayout.NO_SOCKET);
            hostOnCore[cores] = core >= 0 && isCut[core];
            if (core >= 0) {
                older[cores] = newest[core];
                newest[core] = cores;
            }
            cores++;
        }
    }

    private void joinClusters() {
        int[] newest = filled(nodeIds.length);
        int[] older = new int[cores];
        int[] socket = new int[cores];
        int[] cache = new int[cores];
        for (int core = 0; core < cores; core++) {
            int node = nodeOfCore[core];
            int wanted = cacheOfCpu[firstOfCore[core]];
            int cluster = newest[node];
            while (cluster >= 0 && (socket[cluster] != socketOfCore[core] || cache[cluster] != wanted)) {
                cluster = older[cluster];
            }
            if (cluster < 0) {
                cluster = clusters++;
                socket[cluster] = socketOfCore[core];
                cache[cluster] = wanted;
                nodeOfCluster[cluster] = node;
                older[cluster] = newest[node];
                newest[node] = cluster;
            }
            clusterOfCore[core] = cluster;
        }
    }

    /** Returns the cores by node, then cluster, then lowest CPU. */
    int[] coresInOrder() {
        return sortedBy(clusterOfCore, clusters, nodeOfCluster);
    }

    private int[] sortedBy(int[] cluster, int count, int[] nodes) {
        long[] byNode = new long[count];
        for (int each = 0; each < count; each++) {
            byNode[each] = (long) nodes[each] << 32 | each;
        }
        Arrays.sort(byNode);
        int[] sizes = new int[count];
        for (int core = 0; core < cores; core++) {
            sizes[cluster[core]]++;
        }
        int[] next = new int[count];
        int at = 0;
        for (long key : byNode) {
            next[(int) key] = at;
            at += sizes[(int) key];
        }
        int[] order = new int[cores];
        for (int core = 0; core < cores; core++) {
            order[next[cluster[core]]++] = core;
        }
        return order;
    }

    int cores() {
        return cores;
    }

    int clusters() {
        return clusters;
    }

    int nodeOf(int core) {
        return nodeOfCore[core];
    }

    int clusterOf(int core) {
        return clusterOfCore[core];
    }

    int socketOf(int core) {
        return socketOfCore[core];
    }

    /** Returns the place of a socket among the sockets by id. */
    int socketRank(int socket) {
        return Arrays.binarySearch(socketIds, socket);
    }

    boolean isHostOn(int core) {
        return hostOnCore[core];
    }

    int firstOf(int core) {
        return firstOfCore[core];
    }

    /** Returns the next CPU of the same core, or a negative number behind the last. */
    int nextOnCore(int cpu) {
        return nextOnCore[cpu];
    }

    int threadsPerCore() {
        return threadsPerCore;
    }
}
