// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import io.kerf.model.Core;
import io.kerf.model.CpuAffinity;
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
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Legal hosts as large as hosts get. At scale 1: 4,096 CPUs in cores of two on 64 NUMA nodes, 4 TB, 2,000 devices, 511 instances of
 * eight CPUs, 4 GB, a virtual function and a drive each, bound to a node or local. The pool has a chunk on each node, and all distances are
 * stated.
 */
final class SyntheticHosts {
    private static final int NODES = 64;
    private static final int CPUS = 64;
    private static final int INSTANCES = 511;
    private static final int DEVICES = 2000;
    private static final int CPUS_EACH = 8;
    private static final long GIB = 1L << 30;
    private static final long NODE_BYTES = 64 * GIB;

    private SyntheticHosts() {}

    static SystemState ofScale(int scale) {
        int nodes = NODES * scale;
        long cpus = (long) nodes * CPUS;
        CpuSet host = CpuSet.of(0, 1);
        return SystemState.builder()
                .cpus(new CpuInventory(cpus, host, CpuSet.range(0, cpus - 1).minus(host)))
                .memory(new MemoryInventory(new ByteSize(nodes * NODE_BYTES), new ByteSize(GIB), pool(nodes)))
                .topology(topology(nodes))
                .devices(devices(DEVICES * scale / 2))
                .instances(instances(INSTANCES * scale))
                .build();
    }

    private static Topology topology(int count) {
        List<NumaNode> nodes = new ArrayList<>();
        List<Core> cores = new ArrayList<>();
        for (int node = 0; node < count; node++) {
            long first = (long) node * CPUS;
            nodes.add(NumaNode.of(
                    node, CpuSet.range(first, first + CPUS - 1), new MemoryRange(node * NODE_BYTES, NODE_BYTES)));
            for (long cpu = first; cpu < first + CPUS; cpu += 2) {
                cores.add(Core.of(cores.size(), CpuSet.of(cpu, cpu + 1)));
            }
        }
        return Topology.of(nodes, cores, distances(count));
    }

    private static NumaDistances distances(int nodes) {
        NumaDistances.Builder distances = NumaDistances.builder();
        for (int from = 0; from < nodes; from++) {
            for (int to = 0; to < nodes; to++) {
                distances.set(from, to, from == to ? NumaDistances.LOCAL : 12 + (from ^ to) % 20);
            }
        }
        return distances.build();
    }

    private static MemoryPool pool(int nodes) {
        List<PoolChunk> chunks = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            long host = node == 0 ? GIB : 0;
            chunks.add(PoolChunk.at(new MemoryRange(node * NODE_BYTES + host, NODE_BYTES - host))
                    .onNode(node));
        }
        return new MemoryPool(chunks);
    }

    /** What the machine would say of itself. */
    static HostFacts facts(SystemState state) {
        SortedMap<Integer, Long> cpus = new TreeMap<>();
        for (int i = 0; i < state.cpus().total(); i++) {
            cpus.put(i, (long) i);
        }
        return HostFacts.unknown()
                .withCpus(cpus)
                .withMemory(List.of(MemoryRange.of(0, state.memory().total())));
    }

    private static List<Device> devices(int pairs) {
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            devices.add(Device.named("eth" + i)
                    .withPciAddress(new PciAddress(i / 256, i % 256, 0, 0))
                    .withVirtualFunctions(DeviceParts.of(8, List.of(0), List.of(1, 2, 3, 4, 5, 6, 7))));
            devices.add(Device.named("nvme" + i)
                    .withPciAddress(new PciAddress(i / 256, i % 256, 1, 0))
                    .withNamespaces(DeviceParts.of(4, List.of(), List.of(1, 2, 3, 4))));
        }
        return devices;
    }

    /** Eight on each node; the first CPUs are the host's, so the first instance begins behind them. */
    private static List<Instance> instances(int count) {
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long cpu = (long) i * CPUS_EACH;
            long base = i / 8 * NODE_BYTES + (8 + i % 8 * 4L) * GIB;
            instances.add(Instance.named("instance-" + i)
                    .withId(InstanceId.of(i + 1))
                    .withCpus(CpuSet.range(i == 0 ? 2 : cpu, cpu + CPUS_EACH - 1))
                    .withRegions(List.of(new MemoryRange(base, 4 * GIB)))
                    .withNumaNodes(List.of(i / 8))
                    .withAffinity(i % 3 == 0 ? CpuAffinity.LOCAL : CpuAffinity.COMPACT)
                    .withMemoryPolicy(i % 2 == 0 ? MemoryPolicy.BIND : MemoryPolicy.LOCAL)
                    .withDevices(
                            List.of(new DeviceRef.VirtualFunction("eth" + i, 1), new DeviceRef.Whole("nvme" + i))));
        }
        return instances;
    }
}
