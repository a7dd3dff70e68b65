// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;

/** Baselines and overlays as blobs, for tests, spelled out by hand so that they owe nothing to the encoder under test. */
final class Blobs {
    static final long MIB = 1L << 20;
    static final long GIB = 1L << 30;

    private Blobs() {}

    /** 16 CPUs, two nodes of 8 GiB, a network card behind a bridge, a drive, another card in domain 1. */
    static SimulatedMachine.Builder machine() {
        return SimulatedMachine.builder()
                .cpus(CpuSet.range(0, 15))
                .memory(0, new MemoryRange(0, 8 * GIB))
                .memory(1, new MemoryRange(8 * GIB, 8 * GIB))
                .pci(PciAddress.parse("0000:01:00.0"), 0x8086, 0x1572)
                .pci(PciAddress.parse("0000:10:02.1"), 0x144d, 0xa808)
                .pci(PciAddress.parse("0001:01:00.0"), 0x15b3, 0x1017);
    }

    /** A kernel with CPUs 4 to 15 and 1 GiB of each node in its pool, and two cards. */
    static SimulatedKernel pooled() {
        SimulatedKernel kernel = SimulatedKernel.inMemory(machine().build());
        kernel.fs().writeDeviceTree(blob(baseline()));
        return kernel;
    }

    static DtNode baseline() {
        return node(
                "",
                node("aliases", text("nic0", "/resources/devices/nic0")),
                node(
                        "resources",
                        u64("cpus", 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                        node("memory@0", u64("size", GIB), u32("numa-node-id", 0)),
                        node("memory@1", u64("size", GIB), u32("numa-node-id", 1)),
                        node(
                                "devices",
                                pci("nic0", "0000:01:00.0", 0x8086, 0x1572),
                                pci("nvme0", "0000:10:02.1", 0x144d, 0xa808),
                                node("uart", text("device-type", "platform"), text("device-name", "serial.1")))));
    }

    static DtNode node(String name, Object... members) {
        List<DtProperty> properties = new ArrayList<>();
        List<DtNode> children = new ArrayList<>();
        for (Object member : members) {
            if (member instanceof DtProperty property) {
                properties.add(property);
            } else {
                children.add((DtNode) member);
            }
        }
        return DtNode.of(name, properties, children);
    }

    static DtProperty u32(String name, int... cells) {
        return DtProperty.of(name, PropertyValue.ofU32(cells));
    }

    static DtProperty u64(String name, long... numbers) {
        return DtProperty.of(name, PropertyValue.ofU64(numbers));
    }

    static DtProperty text(String name, String... strings) {
        return DtProperty.of(name, PropertyValue.ofStrings(strings));
    }

    static DtProperty raw(String name, int... bytes) {
        byte[] copy = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            copy[i] = (byte) bytes[i];
        }
        return DtProperty.of(name, PropertyValue.of(copy));
    }

    static DtNode pci(String name, String address, int vendor, int device) {
        return node(
                name,
                text("device-type", "pci"),
                text("pci-id", address),
                u32("vendor-id", vendor),
                u32("device-id", device));
    }

    static DtNode create(String name, Object... resources) {
        return node("instance-create", text("instance-name", name), node("resources", resources));
    }

    static DtNode createWithId(String name, int id, Object... resources) {
        return node("instance-create", text("instance-name", name), u32("id", id), node("resources", resources));
    }

    static DtNode remove(String name) {
        return node("instance-remove", text("instance-name", name));
    }

    static DtNode cpuAdd(long... ids) {
        return cpuOperation("cpu-add", ids);
    }

    static DtNode cpuRemove(long... ids) {
        return cpuOperation("cpu-remove", ids);
    }

    private static DtNode cpuOperation(String operation, long... ids) {
        List<DtNode> items = new ArrayList<>();
        for (long id : ids) {
            items.add(node("cpu@" + Long.toHexString(id), u64("reg", id)));
        }
        return DtNode.of(operation, List.of(), items);
    }

    static DtNode memory(String operation, long base, long size) {
        return node(operation, node("memory@0", u64("reg", base, size)));
    }

    static DtNode device(String operation, String address) {
        return node(operation, node("pci@0", text("pci-id", address)));
    }

    static DtNode fragment(String unit, String target, Object... operations) {
        return node("fragment@" + unit, text("target-path", target), node("__overlay__", operations));
    }

    static DtNode overlay(Object... fragments) {
        return node("", fragments);
    }

    /** An overlay of one fragment. */
    static byte[] change(String target, Object... operations) {
        return blob(overlay(fragment("0", target, operations)));
    }

    static byte[] blob(DtNode root) {
        return Fdt.encode(DeviceTree.of(root));
    }
}
