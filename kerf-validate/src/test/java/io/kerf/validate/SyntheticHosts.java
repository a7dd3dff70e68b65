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
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.List;

/**
 * Legal hosts as large as hosts get. At scale 1: 4,096 CPUs in cores of two on 64 NUMA nodes, 4 TB, 2,000 devices, 511 instances of
 * eight CPUs, 4 GB, a virtual function and a drive each.
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
        MemoryRange pool = new MemoryRange(GIB, nodes * NODE_BYTES - GIB);
        return SystemState.builder()
                .cpus(new CpuInventory(cpus, host, CpuSet.range(0, cpus - 1).minus(host)))
                .memory(new MemoryInventory(new ByteSize(nodes * NODE_BYTES), new ByteSize(GIB), MemoryPool.of(pool)))
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
        return Topology.of(nodes, cores, NumaDistances.none());
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
                    .withDevices(
                            List.of(new DeviceRef.VirtualFunction("eth" + i, 1), new DeviceRef.Whole("nvme" + i))));
        }
        return instances;
    }
}
