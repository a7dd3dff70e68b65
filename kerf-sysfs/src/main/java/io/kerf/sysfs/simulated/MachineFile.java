// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.Dialect;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.simulated.SimulatedMachine.NodeMemory;
import io.kerf.sysfs.simulated.SimulatedMachine.PciFunction;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;

/** A machine and the kernel that runs on it as a device tree blob, so that another process can join it, and {@code dtc} can show it. */
final class MachineFile {
    /** A description of its own, in the inventory format. */
    private static final String TOPOLOGY = "topology";

    private MachineFile() {}

    static byte[] encode(SimulatedMachine machine, SimulatedRelease release) {
        DeviceTreeBuilder tree = DeviceTree.builder()
                .property("release", PropertyValue.ofStrings(release.name()))
                .property("page-size", PropertyValue.ofU32(machine.pageSize()))
                .property("boot-cpu", PropertyValue.ofU64(machine.bootCpu()))
                .property("cpus", PropertyValue.ofU64(machine.cpus().toArray()));
        machine.reservedPool()
                .ifPresent(pool -> tree.property("reserved-pool", PropertyValue.ofU64(pool.base(), pool.size())));
        SystemState shape = SystemState.builder().topology(machine.topology()).build();
        tree.property(TOPOLOGY, PropertyValue.of(Fdt.encode(Bindings.write(shape, Dialect.INVENTORY))));
        tree.beginNode("memory");
        for (NodeMemory memory : machine.memory()) {
            tree.beginNode("range@" + Long.toHexString(memory.range().base()))
                    .property("node", PropertyValue.ofU32(memory.node()))
                    .property(
                            "reg",
                            PropertyValue.ofU64(
                                    memory.range().base(), memory.range().size()))
                    .endNode();
        }
        tree.endNode().beginNode("pci");
        for (int i = 0; i < machine.pciFunctions().size(); i++) {
            PciFunction function = machine.pciFunctions().get(i);
            tree.beginNode("function@" + Integer.toHexString(i))
                    .property(
                            "pci-id", PropertyValue.ofStrings(function.address().toString()))
                    .property("ids", PropertyValue.ofU32(function.vendorId(), function.deviceId()))
                    .endNode();
        }
        return Fdt.encode(tree.endNode().build());
    }

    static SimulatedRelease release(byte[] blob) {
        return SimulatedRelease.valueOf(
                value(Fdt.decode(blob).root(), "release").string());
    }

    static SimulatedMachine machine(byte[] blob) {
        DtNode root = Fdt.decode(blob).root();
        SimulatedMachine.Builder machine = SimulatedMachine.builder()
                .pageSize(value(root, "page-size").u32())
                .bootCpu(value(root, "boot-cpu").u64())
                .cpus(CpuSet.of(value(root, "cpus").u64List()));
        machine.topology(
                Bindings.read(Fdt.decode(value(root, TOPOLOGY).toBytes())).topology());
        root.property("reserved-pool").map(DtProperty::u64List).ifPresent(reg -> {
            machine.reservedPool(new MemoryRange(reg[0], reg[1]));
        });
        for (DtNode range : root.child("memory").orElseThrow().children()) {
            long[] reg = value(range, "reg").u64List();
            machine.memory(value(range, "node").u32(), new MemoryRange(reg[0], reg[1]));
        }
        for (DtNode function : root.child("pci").orElseThrow().children()) {
            int[] ids = value(function, "ids").u32List();
            machine.pci(PciAddress.parse(value(function, "pci-id").string()), ids[0], ids[1]);
        }
        return machine.build();
    }

    private static PropertyValue value(DtNode node, String name) {
        return node.property(name).orElseThrow().value();
    }
}
