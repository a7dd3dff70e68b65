// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

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
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.List;

/** A host that is measured: 511 instances on 4,096 CPUs of 64 nodes with 2,000 devices, the same each time. */
final class LargeHost {
    private static final int CPUS = 4096;
    private static final int NODES = 64;
    private static final int DEVICES = 2000;
    private static final int INSTANCES = 511;
    private static final long GIB = 1L << 30;

    private LargeHost() {}

    static SystemState make() {
        long memory = NODES * 64 * GIB;
        SystemState.Builder host = SystemState.builder()
                .cpus(new CpuInventory(CPUS, CpuSet.range(0, 7), CpuSet.range(8, CPUS - 1)))
                .memory(new MemoryInventory(
                        ByteSize.ofBytes(memory),
                        ByteSize.ofGiB(8),
                        MemoryPool.of(new MemoryRange(8 * GIB, memory - 8 * GIB))))
                .topology(topology());
        for (int i = 0; i < DEVICES; i++) {
            host.device(device(i));
        }
        for (int i = 0; i < INSTANCES; i++) {
            host.instance(instance(i));
        }
        return host.build();
    }

    private static Topology topology() {
        int share = CPUS / NODES;
        List<NumaNode> nodes = new ArrayList<>();
        NumaDistances.Builder distances = NumaDistances.builder();
        for (int i = 0; i < NODES; i++) {
            CpuSet cpus = CpuSet.range((long) i * share, (i + 1L) * share - 1);
            MemoryRange memory = new MemoryRange(i * 64 * GIB, 64 * GIB);
            nodes.add(new NumaNode(i, cpus, List.of(memory), i % 8 == 7 ? MemoryType.CXL : MemoryType.DRAM));
            for (int to = 0; to < NODES; to++) {
                distances.set(i, to, i == to ? 10 : i / 2 == to / 2 ? 12 : 21);
            }
        }
        List<Core> cores = new ArrayList<>();
        for (int i = 0; i < CPUS / 2; i++) {
            cores.add(Core.of(i, CpuSet.of(2L * i, 2L * i + 1)).onSocket(i / 512));
        }
        return Topology.of(nodes, cores, distances.build());
    }

    private static Device device(int i) {
        Device device = Device.named((i % 2 == 0 ? "eth" : "nvme") + i)
                .withPciAddress(new PciAddress(i / 256, i % 256, 0, 0))
                .withPciIds(0x8086, 0x1572)
                .withNumaNode(i % NODES);
        return i % 2 == 0
                ? device.withVirtualFunctions(DeviceParts.of(8, List.of(0), List.of(1, 2, 3, 4, 5, 6, 7)))
                : device.withNamespaces(DeviceParts.of(4, List.of(1), List.of(2, 3, 4)));
    }

    private static Instance instance(int i) {
        return Instance.named("instance-" + i)
                .withId(InstanceId.of(i + 1))
                .withCpus(CpuSet.range(8 + 8L * i, 15 + 8L * i))
                .withRegions(List.of(new MemoryRange((8 + 4L * i) * GIB, 4 * GIB)))
                .withDevices(List.of(
                        new DeviceRef.VirtualFunction("eth" + 2 * i, 1),
                        new DeviceRef.Namespace("nvme" + (2 * i + 1), 2)))
                .withNumaNodes(List.of(i % NODES));
    }
}
