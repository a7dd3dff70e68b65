// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.Core;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Machines to place on. CPUs are numbered node by node, core by core; node n has its memory from (n + 1) * 64 GiB, and one chunk
 * of the pool that is all of it.
 */
record Machine(int sockets, int nodesPerSocket, int coresPerNode, int threads, long gibPerNode) {
    /** One socket, one node, 4 cores of 2 threads, 8 GiB. */
    static Machine laptop() {
        return new Machine(1, 1, 4, 2, 8);
    }

    /** Two sockets of one node, each 4 cores of 2 threads and 16 GiB. */
    static Machine dualSocket() {
        return new Machine(2, 1, 4, 2, 16);
    }

    /** Two sockets of two nodes, each 8 cores of 2 threads and 32 GiB. */
    static Machine fourNodes() {
        return new Machine(2, 2, 8, 2, 32);
    }

    int nodes() {
        return sockets * nodesPerSocket;
    }

    int cpus() {
        return nodes() * coresPerNode * threads;
    }

    int nodeOf(long cpu) {
        return (int) cpu / (coresPerNode * threads);
    }

    long coreOf(long cpu) {
        return cpu / threads;
    }

    int distance(int from, int to) {
        return from == to ? 10 : from / nodesPerSocket == to / nodesPerSocket ? 12 : 21;
    }

    MemoryRange memoryOf(int node) {
        return MemoryRange.of((node + 1L) << 36, ByteSize.ofGiB(gibPerNode));
    }

    SystemState state() {
        return state(CpuSet.empty());
    }

    SystemState state(CpuSet host) {
        return build(host, null);
    }

    /** The same machine, with every list in another order. */
    SystemState shuffled(CpuSet host, Random random) {
        return build(host, random);
    }

    private SystemState build(CpuSet host, Random random) {
        List<NumaNode> nodeList = new ArrayList<>();
        List<Core> coreList = new ArrayList<>();
        List<PoolChunk> chunks = new ArrayList<>();
        NumaDistances distances = NumaDistances.none();
        int perNode = coresPerNode * threads;
        for (int node = 0; node < nodes(); node++) {
            nodeList.add(
                    NumaNode.of(node, CpuSet.range((long) node * perNode, (node + 1L) * perNode - 1), memoryOf(node)));
            chunks.add(PoolChunk.at(memoryOf(node)).onNode(node));
            for (int other = 0; other < nodes(); other++) {
                distances = distances.with(node, other, distance(node, other));
            }
        }
        for (int core = 0; core < cpus() / threads; core++) {
            coreList.add(Core.of(core, CpuSet.range((long) core * threads, (core + 1L) * threads - 1))
                    .onSocket(core / coresPerNode / nodesPerSocket));
        }
        if (random != null) {
            Collections.shuffle(nodeList, random);
            Collections.shuffle(coreList, random);
            Collections.shuffle(chunks, random);
        }
        CpuSet all = CpuSet.range(0, cpus() - 1L);
        return SystemState.builder()
                .cpus(new CpuInventory(cpus(), host, all.minus(host)))
                .memory(MemoryInventory.ofPool(new MemoryPool(chunks)))
                .topology(Topology.of(nodeList, coreList, distances))
                .build();
    }

    static Instance instance(int id, String cpus) {
        return Instance.named("i" + id).withId(InstanceId.of(id)).withCpus(CpuSet.parse(cpus));
    }

    /** What a kernel would make of a placement. */
    static Instance instance(String name, PlacementOutcome.Placed placed) {
        return Instance.named(name)
                .withId(placed.id())
                .withCpus(placed.cpus())
                .withRegions(placed.regions())
                .withNumaNodes(placed.numaNodes())
                .withDevices(placed.devices());
    }
}
