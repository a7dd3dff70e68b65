// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Nodes one after the other, with their cores, caches and memory, until a state is made of them. */
final class MachineShape {
    private static final int ON_SOCKET = 12;
    private static final int BETWEEN_SOCKETS = 21;
    private static final long LEAST_STRIDE = 1L << 36;
    private static final ByteSize CACHE_SIZE = ByteSize.ofMiB(32);

    private final List<Part> parts = new ArrayList<>();
    private final List<int[]> distances = new ArrayList<>();
    private CpuSet host = CpuSet.empty();

    /** A node: the threads of each core, and what else it has. */
    private record Part(int socket, List<Integer> threadsOfCore, int caches, ByteSize memory, MemoryType type) {}

    MachineShape node(int socket, int cores, int threads, int caches, ByteSize memory) {
        int[] threadsOfCore = new int[cores];
        Arrays.fill(threadsOfCore, threads);
        return node(socket, threadsOfCore, caches, memory);
    }

    MachineShape node(int socket, int[] threadsOfCore, int caches, ByteSize memory) {
        List<Integer> cores = Arrays.stream(threadsOfCore).boxed().toList();
        parts.add(new Part(socket, cores, caches, memory, MemoryType.DRAM));
        return this;
    }

    MachineShape memoryNode(int socket, ByteSize memory, MemoryType type) {
        parts.add(new Part(socket, List.of(), 0, memory, type));
        return this;
    }

    /** Sets how far two nodes are from each other, either way. */
    MachineShape distance(int node, int other, int distance) {
        distances.add(new int[] {node, other, distance});
        return this;
    }

    /** Keeps CPUs for the host. */
    MachineShape host(CpuSet kept) {
        this.host = kept;
        return this;
    }

    SystemState build() {
        List<NumaNode> nodes = new ArrayList<>();
        List<Core> cores = new ArrayList<>();
        List<Cache> caches = new ArrayList<>();
        List<PoolChunk> chunks = new ArrayList<>();
        long stride = stride();
        int firstCpu = 0;
        for (int node = 0; node < parts.size(); node++) {
            Part part = parts.get(node);
            List<CpuSet> ofCores = new ArrayList<>();
            for (int threads : part.threadsOfCore) {
                CpuSet cpus = CpuSet.range(firstCpu, firstCpu + threads - 1L);
                ofCores.add(cpus);
                cores.add(Core.of(cores.size(), cpus).onSocket(part.socket));
                firstCpu += threads;
            }
            addCaches(part, ofCores, caches);
            List<MemoryRange> memory = part.memory.isZero()
                    ? List.of()
                    : List.of(MemoryRange.of(Math.multiplyExact(node + 1L, stride), part.memory));
            for (MemoryRange range : memory) {
                chunks.add(PoolChunk.at(range).onNode(node));
            }
            nodes.add(new NumaNode(node, CpuSet.builder().addAll(ofCores).build(), memory, part.type));
        }
        CpuSet all = firstCpu == 0 ? CpuSet.empty() : CpuSet.range(0, firstCpu - 1L);
        return SystemState.builder()
                .cpus(new CpuInventory(firstCpu, host, all.minus(host)))
                .memory(MemoryInventory.ofPool(new MemoryPool(chunks)))
                .topology(Topology.of(nodes, cores, distances()).withCaches(caches))
                .build();
    }

    private static void addCaches(Part part, List<CpuSet> ofCores, List<Cache> caches) {
        for (int cache = 0; cache < part.caches && part.caches > 1; cache++) {
            int from = cache * ofCores.size() / part.caches;
            int to = (cache + 1) * ofCores.size() / part.caches;
            CpuSet cpus = CpuSet.builder().addAll(ofCores.subList(from, to)).build();
            caches.add(new Cache(3, cpus, CACHE_SIZE));
        }
    }

    /** How far the memories of two nodes begin from each other. */
    private long stride() {
        long stride = LEAST_STRIDE;
        for (Part part : parts) {
            while (stride < part.memory.bytes()) {
                stride = Math.multiplyExact(stride, 2L);
            }
        }
        return stride;
    }

    private NumaDistances distances() {
        NumaDistances.Builder all = NumaDistances.builder();
        for (int node = 0; node < parts.size(); node++) {
            for (int other = 0; other < parts.size(); other++) {
                boolean isSameSocket = parts.get(node).socket == parts.get(other).socket;
                int apart = isSameSocket ? ON_SOCKET : BETWEEN_SOCKETS;
                all.set(node, other, node == other ? NumaDistances.LOCAL : apart);
            }
        }
        for (int[] stated : distances) {
            all.set(stated[0], stated[1], stated[2]);
            all.set(stated[1], stated[0], stated[2]);
        }
        return all.build();
    }
}
