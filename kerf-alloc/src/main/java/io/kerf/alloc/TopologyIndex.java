// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.Core;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The pool's CPUs under dense numbers, with who is free on which core and node.
 *
 * <p>CPUs are numbered by ascending physical id, cores by their lowest CPU, nodes by ascending id; so nothing here depends on the
 * order of a tree's lists. CPUs and memory of which no node is known belong to one more node, the last, whose id is
 * {@link #NO_NODE}. A CPU of which no core is known is a core of its own; a core that lies on two nodes counts as two.
 *
 * <p>A core is <em>unshared</em> if nobody holds a CPU of it and all of its CPUs are in the pool: a CPU outside the pool is the
 * host's. Taking CPUs and giving them back costs O(1) a CPU. Not thread-safe.
 */
final class TopologyIndex {
    /** The id of the node of everything that has no node. */
    static final int NO_NODE = -1;

    private static final int NO_SOCKET = -1;

    private final long[] cpuIds;
    private final int[] nodeIds;
    private final int[] distances;
    private final int[] nodeOfCpu;
    private final int[] coreOfCpu;
    private final int[] positionInCore;

    private final int[][] cpusOfCore;
    private final int[] nodeOfCore;
    private final int[] socketOfCore;
    private final boolean[] hostOnCore;
    private final int[][] coresOfNode;
    private final int[][] socketsOfNode;
    private final int maxThreads;
    private final int threadsPerCore;

    /** How many hold each CPU; more than one only in a state that is not legal. */
    private final int[] holders;

    private final long[] free;
    private final int[] freeOnCore;
    private final int[] freeOnNode;
    private final int[] unsharedOnNode;
    /** For node n and f free CPUs, at {@code n * (maxThreads + 1) + f}: cores that somebody is on already. */
    private final int[] sharedCores;

    private record CoreKey(Core core, int node) {}

    private TopologyIndex(SystemState state) {
        Topology topology = state.topology();
        cpuIds = state.cpus().available().toArray();
        nodeIds = nodeIds(state);
        distances = distances(topology);
        nodeOfCpu = new int[cpuIds.length];
        coreOfCpu = new int[cpuIds.length];
        positionInCore = new int[cpuIds.length];
        holders = new int[cpuIds.length];
        free = new long[(cpuIds.length + 63) >>> 6];

        @Nullable Core[] cores = new @Nullable Core[cpuIds.length];
        int[] sizes = new int[cpuIds.length];
        int coreCount = numberCores(topology, cores, sizes);
        cpusOfCore = new int[coreCount][];
        nodeOfCore = new int[coreCount];
        socketOfCore = new int[coreCount];
        hostOnCore = new boolean[coreCount];
        freeOnCore = new int[coreCount];
        fillCores(cores, sizes, state.cpus().available());
        coresOfNode = listCores(coreCount);
        socketsOfNode = new int[nodeIds.length][];
        Arrays.setAll(socketsOfNode, this::stateSockets);
        maxThreads = Arrays.stream(sizes).max().orElse(1);
        threadsPerCore = topology.threadsPerCore();
        freeOnNode = new int[nodeIds.length];
        unsharedOnNode = new int[nodeIds.length];
        sharedCores = new int[nodeIds.length * (maxThreads + 1)];
        for (int cpu = 0; cpu < cpuIds.length; cpu++) {
            free[cpu >>> 6] |= 1L << cpu;
        }
        for (int core = 0; core < coreCount; core++) {
            count(core, 1);
        }
    }

    /** Numbers what a state has, and takes the CPUs of its instances and those that its kernel does not call free. */
    static TopologyIndex of(SystemState state) {
        TopologyIndex index = new TopologyIndex(state);
        for (Instance instance : state.instances()) {
            index.take(instance.cpus());
        }
        state.kernelFreeCpus().ifPresent(free -> index.take(state.freeCpus().minus(free)));
        return index;
    }

    private static int[] nodeIds(SystemState state) {
        TreeSet<Integer> ids = new TreeSet<>();
        state.topology().nodes().forEach(node -> ids.add(node.id()));
        for (PoolChunk chunk : state.memory().pool().chunks()) {
            chunk.numaNode().ifPresent(ids::add);
        }
        int[] all = new int[ids.size() + 1];
        int at = 0;
        for (int id : ids) {
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

    /** Gives each CPU its node, core and place on the core, by ascending id. */
    private int numberCores(Topology topology, @Nullable Core[] cores, int[] sizes) {
        Map<CoreKey, Integer> numbers = new HashMap<>();
        int count = 0;
        for (int cpu = 0; cpu < cpuIds.length; cpu++) {
            int node = nodeIndex(topology.nodeOf(cpuIds[cpu]).orElse(NO_NODE));
            Core core = topology.coreOf(cpuIds[cpu]).orElse(null);
            Integer known = core == null ? null : numbers.get(new CoreKey(core, node));
            int number = known == null ? count++ : known;
            if (core != null && known == null) {
                numbers.put(new CoreKey(core, node), number);
            }
            cores[number] = core;
            nodeOfCpu[cpu] = node;
            coreOfCpu[cpu] = number;
            positionInCore[cpu] = sizes[number]++;
        }
        return count;
    }

    private void fillCores(@Nullable Core[] cores, int[] sizes, CpuSet pool) {
        for (int core = 0; core < cpusOfCore.length; core++) {
            Core stated = cores[core];
            cpusOfCore[core] = new int[sizes[core]];
            socketOfCore[core] = stated == null ? NO_SOCKET : stated.socket().orElse(NO_SOCKET);
            hostOnCore[core] = stated != null && !pool.containsAll(stated.cpus());
            freeOnCore[core] = sizes[core];
        }
        for (int cpu = 0; cpu < cpuIds.length; cpu++) {
            cpusOfCore[coreOfCpu[cpu]][positionInCore[cpu]] = cpu;
            nodeOfCore[coreOfCpu[cpu]] = nodeOfCpu[cpu];
        }
    }

    private int[][] listCores(int coreCount) {
        int[] sizes = new int[nodeIds.length];
        for (int core = 0; core < coreCount; core++) {
            sizes[nodeOfCore[core]]++;
        }
        int[][] lists = new int[nodeIds.length][];
        Arrays.setAll(lists, node -> new int[sizes[node]]);
        for (int core = coreCount - 1; core >= 0; core--) {
            lists[nodeOfCore[core]][--sizes[nodeOfCore[core]]] = core;
        }
        return lists;
    }

    private int[] stateSockets(int node) {
        return Arrays.stream(coresOfNode[node])
                .map(core -> socketOfCore[core])
                .filter(socket -> socket != NO_SOCKET)
                .distinct()
                .sorted()
                .toArray();
    }

    /** Marks the pool's CPUs of a set as held by one more. */
    void take(CpuSet cpus) {
        for (long id : cpus.toArray()) {
            int cpu = cpuIndex(id);
            if (cpu >= 0 && holders[cpu]++ == 0) {
                change(cpu, -1);
            }
        }
    }

    /** Undoes one {@link #take} of the same set. */
    void giveBack(CpuSet cpus) {
        for (long id : cpus.toArray()) {
            int cpu = cpuIndex(id);
            if (cpu >= 0 && --holders[cpu] == 0) {
                change(cpu, 1);
            }
        }
    }

    private void change(int cpu, int by) {
        int core = coreOfCpu[cpu];
        count(core, -1);
        free[cpu >>> 6] ^= 1L << cpu;
        freeOnCore[core] += by;
        count(core, 1);
    }

    /** Adds a core to the figures of its node, or takes it out of them. */
    private void count(int core, int by) {
        int node = nodeOfCore[core];
        freeOnNode[node] += by * freeOnCore[core];
        if (isUnshared(core)) {
            unsharedOnNode[node] += by * freeOnCore[core];
        } else {
            sharedCores[node * (maxThreads + 1) + freeOnCore[core]] += by;
        }
    }

    int cpuCount() {
        return cpuIds.length;
    }

    int nodeCount() {
        return nodeIds.length;
    }

    /** Returns the dense number of a CPU, or a negative number if the pool does not have it. */
    int cpuIndex(long id) {
        int low = 0;
        int high = cpuIds.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(cpuIds[middle], id);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -1;
    }

    /** Returns the dense number of a node, or a negative number if there is none. */
    int nodeIndex(int id) {
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

    long cpuId(int cpu) {
        return cpuIds[cpu];
    }

    int nodeOfCpu(int cpu) {
        return nodeOfCpu[cpu];
    }

    int coreOfCpu(int cpu) {
        return coreOfCpu[cpu];
    }

    boolean isFree(int cpu) {
        return (free[cpu >>> 6] >>> cpu & 1) != 0;
    }

    /** Returns the pool's CPUs of a core, ascending; not to be changed. */
    int[] cpusOfCore(int core) {
        return cpusOfCore[core];
    }

    /** Returns the cores of a node by ascending lowest CPU; not to be changed. */
    int[] coresOfNode(int node) {
        return coresOfNode[node];
    }

    /** Returns the socket of a core, or a negative number where none is stated. */
    int socketOfCore(int core) {
        return socketOfCore[core];
    }

    boolean isHostOn(int core) {
        return hostOnCore[core];
    }

    boolean isUnshared(int core) {
        return !hostOnCore[core] && freeOnCore[core] == cpusOfCore[core].length;
    }

    int freeOnCore(int core) {
        return freeOnCore[core];
    }

    int freeOnNode(int node) {
        return freeOnNode[node];
    }

    int unsharedOnNode(int node) {
        return unsharedOnNode[node];
    }

    /** Returns how many cores of a node have this many free CPUs and somebody on them. */
    int sharedCoresWith(int node, int freeCpus) {
        return sharedCores[node * (maxThreads + 1) + freeCpus];
    }

    /** Returns the most CPUs of the pool that one core has. */
    int maxThreads() {
        return maxThreads;
    }

    /** Returns the most CPUs that one core has, in the pool or not. */
    int threadsPerCore() {
        return threadsPerCore;
    }

    /** Returns how many sockets some nodes lie on. */
    int socketsOf(int[] nodes) {
        TreeSet<Integer> sockets = new TreeSet<>();
        for (int node : nodes) {
            for (int socket : socketsOfNode[node]) {
                sockets.add(socket);
            }
        }
        return sockets.size();
    }

    /** Returns the sum of the distances over ordered pairs of different CPUs. */
    long pairDistance(int[] nodes, int[] cpusOfNode) {
        long sum = 0;
        for (int from : nodes) {
            for (int to : nodes) {
                long pairs = (long) cpusOfNode[from] * (cpusOfNode[to] - (from == to ? 1 : 0));
                sum += pairs * distance(from, to);
            }
        }
        return sum;
    }

    /** Returns everything that {@link #take} and {@link #giveBack} change, to compare two moments. */
    String snapshot() {
        return Arrays.toString(holders)
                + Arrays.toString(free)
                + Arrays.toString(freeOnCore)
                + Arrays.toString(freeOnNode)
                + Arrays.toString(unsharedOnNode)
                + Arrays.toString(sharedCores);
    }
}
