// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.ByteSize;
import io.kerf.model.Core;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceClass;
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
import java.util.List;
import java.util.stream.IntStream;

/** A legal host with two instances, from which tests make illegal ones. */
final class Hosts {
    static final long GIB = 1L << 30;
    static final MemoryRange POOL = new MemoryRange(2 * GIB, 14 * GIB);
    static final Device ETH0 = Device.named("eth0")
            .withClass(DeviceClass.NETWORK)
            .withPciAddress(PciAddress.parse("0000:01:00.0"))
            .withVirtualFunctions(DeviceParts.of(8, List.of(0), List.of(1, 2, 3, 4, 5, 6, 7)));
    static final Device NVME0 = Device.named("nvme0")
            .withClass(DeviceClass.STORAGE)
            .withPciAddress(PciAddress.parse("0000:02:00.0"))
            .withNamespaces(DeviceParts.of(4, List.of(1), List.of(2, 3, 4)));
    static final Instance WEB = Instance.named("web")
            .withId(InstanceId.of(1))
            .withCpus(CpuSet.parse("4-5"))
            .withRegions(List.of(new MemoryRange(2 * GIB, GIB)))
            .withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 1)));
    static final Instance DB = Instance.named("db")
            .withId(InstanceId.of(2))
            .withCpus(CpuSet.parse("8-11"))
            .withRegions(List.of(new MemoryRange(8 * GIB, 2 * GIB)))
            .withDevices(List.of(new DeviceRef.Namespace("nvme0", 2)))
            .withNumaNodes(List.of(1));

    private Hosts() {}

    /** 16 CPUs (0-3 for the host) on two nodes, cores of two threads; 16 GB of memory, 14 of them in the pool. */
    static SystemState empty() {
        return SystemState.builder()
                .cpus(new CpuInventory(16, CpuSet.parse("0-3"), CpuSet.parse("4-15")))
                .memory(new MemoryInventory(ByteSize.ofGiB(16), ByteSize.ofGiB(2), MemoryPool.of(POOL)))
                .topology(Topology.of(List.of(node(0), node(1)), cores(), NumaDistances.none()))
                .devices(List.of(ETH0, NVME0))
                .build();
    }

    static SystemState busy() {
        return empty().withInstance(WEB).withInstance(DB);
    }

    static NumaNode node(int id) {
        return NumaNode.of(id, CpuSet.range(8L * id, 8L * id + 7), new MemoryRange(8L * id * GIB, 8 * GIB));
    }

    static List<Core> cores() {
        return IntStream.range(0, 8)
                .mapToObj(core -> Core.of(core, CpuSet.of(2L * core, 2L * core + 1)))
                .toList();
    }

    static SystemState cpus(long total, String host, String available) {
        return busy().toBuilder()
                .cpus(new CpuInventory(total, CpuSet.parse(host), CpuSet.parse(available)))
                .topology(Topology.empty())
                .build();
    }

    static SystemState pool(MemoryPool pool) {
        return empty().toBuilder()
                .memory(new MemoryInventory(ByteSize.ofGiB(16), ByteSize.ofGiB(2), pool))
                .build();
    }

    static SystemState topology(List<NumaNode> nodes, List<Core> cores) {
        return busy().toBuilder()
                .topology(Topology.of(nodes, cores, NumaDistances.none()))
                .build();
    }

    static SystemState devices(Device... devices) {
        return empty().toBuilder().devices(List.of(devices)).build();
    }
}
