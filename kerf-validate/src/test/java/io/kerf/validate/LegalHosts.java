// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import io.kerf.model.Core;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Hosts that break no rule, at random: two to four NUMA nodes of four or more cores with two threads, sparse CPU ids, a pool of one
 * chunk or of one on each node, and two to eight instances, each on one node. The host keeps the first core and the first gigabyte. On
 * each node the last core and the memory from the fourth gigabyte on are free.
 */
final class LegalHosts {
    static final long GIB = 1L << 30;
    static final long MIB = 1L << 20;
    static final long NODE_BYTES = 8 * GIB;

    private final Random random;
    private final int nodes;
    private final List<List<CpuSet>> coresOfNode = new ArrayList<>();

    private LegalHosts(Random random) {
        this.random = random;
        this.nodes = 2 + random.nextInt(3);
        long id = random.nextInt(3);
        for (int node = 0; node < nodes; node++) {
            List<CpuSet> cores = new ArrayList<>();
            int count = 4 + random.nextInt(3);
            for (int core = 0; core < count; core++) {
                cores.add(CpuSet.of(id, id + 1));
                id += 2 + 2 * random.nextInt(3);
            }
            coresOfNode.add(cores);
            id += random.nextInt(4) == 0 ? 1L << 40 : random.nextInt(64);
        }
    }

    static SystemState from(long seed) {
        return new LegalHosts(new Random(seed)).state();
    }

    /** What a machine would say of itself that is just as a state describes it. */
    static HostFacts facts(SystemState state) {
        var cpus = new java.util.TreeMap<Integer, Long>();
        state.cpus().hostReserved().stream().forEach(cpu -> cpus.put(cpus.size(), cpu));
        state.cpus().available().stream().forEach(cpu -> cpus.put(cpus.size(), cpu));
        return HostFacts.unknown()
                .withCpus(cpus)
                .withMemory(List.of(MemoryRange.of(0, state.memory().total())));
    }

    private SystemState state() {
        List<CpuSet> cores = coresOfNode.stream().flatMap(List::stream).toList();
        CpuSet host = cores.get(0);
        CpuSet all = CpuSet.builder().addAll(cores).build();
        List<Core> numbered = new ArrayList<>();
        cores.forEach(core -> numbered.add(Core.of(numbered.size(), core)));
        List<NumaNode> numa = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            CpuSet cpus = CpuSet.builder().addAll(coresOfNode.get(node)).build();
            numa.add(NumaNode.of(node, cpus, new MemoryRange(node * NODE_BYTES, NODE_BYTES)));
        }
        return SystemState.builder()
                .cpus(new CpuInventory(all.size(), host, all.minus(host)))
                .memory(new MemoryInventory(new ByteSize(nodes * NODE_BYTES), ByteSize.ofGiB(1), pool()))
                .topology(Topology.of(numa, numbered, NumaDistances.none()))
                .devices(devices())
                .instances(instances())
                .build();
    }

    private MemoryPool pool() {
        if (random.nextBoolean()) {
            return MemoryPool.of(new MemoryRange(GIB, nodes * NODE_BYTES - GIB));
        }
        List<PoolChunk> chunks = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            long base = node * NODE_BYTES + (node == 0 ? GIB : 0);
            chunks.add(PoolChunk.at(new MemoryRange(base, (node + 1) * NODE_BYTES - base))
                    .onNode(node));
        }
        return new MemoryPool(chunks);
    }

    private static List<Device> devices() {
        return List.of(
                Device.named("eth0")
                        .withPciAddress(PciAddress.parse("0000:01:00.0"))
                        .withVirtualFunctions(
                                DeviceParts.of(12, List.of(0), List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))),
                Device.named("nvme0")
                        .withPciAddress(PciAddress.parse("0000:02:00.0"))
                        .withNumaNode(1)
                        .withNamespaces(DeviceParts.of(4, List.of(1), List.of(2, 3, 4))),
                Device.named("gpu0").withPciAddress(PciAddress.parse("0000:03:00.0")));
    }

    private List<Instance> instances() {
        List<Instance> instances = new ArrayList<>();
        int count = 2 + random.nextInt(2 * nodes - 1);
        for (int i = 0; i < count; i++) {
            int node = i % nodes;
            int slot = i / nodes;
            long base = node * NODE_BYTES + (2 + slot) * GIB + (1 + random.nextInt(200)) * MIB;
            Instance instance = Instance.named("i" + i)
                    .withId(InstanceId.of(1 + i * 7))
                    .withCpus(coresOfNode.get(node).get(1 + slot))
                    .withRegions(List.of(new MemoryRange(base, (1 + random.nextInt(500)) * MIB)))
                    .withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 1 + i)));
            instances.add(
                    switch (random.nextInt(4)) {
                        case 0 -> instance.withNumaNodes(List.of(node)).withMemoryPolicy(MemoryPolicy.BIND);
                        case 1 -> instance.withMemoryPolicy(MemoryPolicy.LOCAL);
                        case 2 -> instance.withNumaNodes(List.of(node));
                        default -> instance;
                    });
        }
        return instances;
    }
}
