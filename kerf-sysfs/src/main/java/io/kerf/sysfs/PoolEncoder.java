// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.DeviceType;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Names;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.Optional;

/** Writes the trees that the newest pool kernel takes: its baseline, and the overlays that create and remove instances. */
final class PoolEncoder {
    private static final String HOST_TREE = "/sys/fs/multikernel/device_tree";
    private static final String NEW_OVERLAY = "/sys/fs/multikernel/overlays/new";

    private final PciIdLookup pciIds;

    PoolEncoder(PciIdLookup pciIds) {
        this.pciIds = pciIds;
    }

    /** The pool of a state, whatever dialect it was read from: its free-to-give CPUs, its memory by size and node, its devices. */
    DeviceTree baseline(SystemState state, List<PoolChunk> pieces) {
        DeviceTreeBuilder tree =
                DeviceTree.builder().property(Names.COMPATIBLE, PropertyValue.ofStrings(Names.COMPATIBLE_HOST));
        List<Device> pci = state.devices().stream()
                .filter(device -> device.type() == DeviceType.PCI)
                .toList();
        if (!pci.isEmpty()) {
            tree.beginNode(Names.ALIASES);
            pci.forEach(device -> aliasOf(device)
                    .ifPresent(alias ->
                            tree.property(alias, PropertyValue.ofStrings("/resources/devices/" + device.name()))));
            tree.endNode();
        }
        tree.beginNode(Names.RESOURCES)
                .property(
                        Names.CPUS, PropertyValue.ofU64(state.cpus().available().toArray()));
        for (int i = 0; i < pieces.size(); i++) {
            tree.beginNode("memory@" + Integer.toHexString(i))
                    .property(
                            Names.SIZE, PropertyValue.ofU64(pieces.get(i).size().bytes()));
            pieces.get(i).numaNode().ifPresent(node -> tree.property(Names.NUMA_NODE_ID, PropertyValue.ofU32(node)));
            tree.endNode();
        }
        if (!state.devices().isEmpty()) {
            tree.beginNode(Names.DEVICES);
            state.devices().forEach(device -> device(tree, device, HOST_TREE));
            tree.endNode();
        }
        return tree.endNode().build();
    }

    /** The kernel keeps aliases of at most 31 characters; a longer name is simply not kept by it. */
    private static Optional<String> aliasOf(Device device) {
        boolean fits = device.name().length() <= 31 && device.name().matches("[A-Za-z0-9_-]+");
        return fits ? Optional.of(device.name()) : Optional.empty();
    }

    private void device(DeviceTreeBuilder tree, Device device, String path) {
        tree.beginNode(device.name());
        if (device.type() == DeviceType.PCI && device.pciAddress().isPresent()) {
            PciAddress address = device.pciAddress().get();
            PciIds ids = idsOf(device, address, path);
            tree.property(Names.DEVICE_TYPE, PropertyValue.ofStrings(DeviceType.PCI.text()))
                    .property(Names.PCI_ID, PropertyValue.ofStrings(address.toString()))
                    .property(Names.VENDOR_ID, PropertyValue.ofU32(ids.vendorId()))
                    .property(Names.DEVICE_ID, PropertyValue.ofU32(ids.deviceId()));
        } else if (device.type() == DeviceType.PLATFORM) {
            tree.property(Names.DEVICE_TYPE, PropertyValue.ofStrings(DeviceType.PLATFORM.text()))
                    .property(
                            Names.DEVICE_NAME,
                            PropertyValue.ofStrings(device.platformName().orElse(device.name())));
        } else {
            throw KernelInterfaceException.unsupported(
                    path,
                    "the kernel skips device '" + device.name()
                            + "', which has neither a PCI address nor a platform name",
                    "give it a pci-id, or device-type = \"platform\" and a device-name");
        }
        tree.endNode();
    }

    private PciIds idsOf(Device device, PciAddress address, String path) {
        Optional<PciIds> real = pciIds.idsAt(address);
        if (device.vendorId().isEmpty() || device.deviceId().isEmpty()) {
            return real.orElseThrow(() -> KernelInterfaceException.unsupported(
                    path,
                    "the kernel wants vendor-id and device-id of '" + device.name() + "', and nothing is found at "
                            + address,
                    "state both ids, as lspci -n shows them"));
        }
        if ((device.vendorId().getAsInt() & ~0xffff) != 0 || (device.deviceId().getAsInt() & ~0xffff) != 0) {
            throw KernelInterfaceException.unsupported(
                    path,
                    "vendor-id or device-id of '" + device.name() + "' has more than 16 bits",
                    "state the ids that lspci -n shows, or leave them out");
        }
        PciIds stated =
                new PciIds(device.vendorId().getAsInt(), device.deviceId().getAsInt());
        if (real.isPresent() && !real.get().equals(stated)) {
            throw KernelInterfaceException.unsupported(
                    path,
                    "'" + device.name() + "' is described as " + stated + ", but " + real.get() + " is at " + address,
                    "state the ids that lspci -n shows, or leave them out");
        }
        return stated;
    }

    /** An overlay that creates an instance; memory on further NUMA nodes is added by a second fragment. */
    DeviceTree create(SystemState state, Instance instance, String marker) {
        MemoryByNode memory = MemoryByNode.of(state, instance);
        DeviceTreeBuilder tree = overlay(marker);
        beginFragment(tree, 0, "/instances");
        tree.beginNode("instance-create")
                .property(
                        "instance-name", PropertyValue.ofStrings(instance.name().text()));
        instance.id().ifPresent(id -> tree.property(Names.ID, PropertyValue.ofU32(id.value())));
        tree.beginNode(Names.RESOURCES);
        if (!instance.cpus().isEmpty()) {
            tree.property(Names.CPUS, PropertyValue.ofU64(instance.cpusBootFirst()));
        }
        if (memory.firstBytes() != 0) {
            tree.property(Names.MEMORY_BYTES, PropertyValue.ofU64(memory.firstBytes()));
        }
        memory.firstNode().ifPresent(node -> tree.property(Names.NUMA_NODES, PropertyValue.ofU32(node)));
        if (!instance.devices().isEmpty()) {
            tree.beginNode(Names.DEVICES);
            instance.devices().forEach(ref -> device(tree, whole(state, instance, ref), NEW_OVERLAY));
            tree.endNode();
        }
        tree.endNode().endNode();
        endFragment(tree);
        if (!memory.further().isEmpty()) {
            beginFragment(tree, 1, "/instances/" + instance.name());
            addMemory(tree, memory);
            endFragment(tree);
        }
        return tree.build();
    }

    /** The kernel does not honour the base, but wants one. */
    private static void addMemory(DeviceTreeBuilder tree, MemoryByNode memory) {
        tree.beginNode("memory-add");
        int index = 0;
        for (PoolChunk piece : memory.further()) {
            long base = piece.range().map(MemoryRange::base).orElse(0L);
            tree.beginNode("memory@" + Integer.toHexString(index++))
                    .property(Names.REG, PropertyValue.ofU64(base, piece.size().bytes()));
            piece.numaNode().ifPresent(node -> tree.property(Names.NUMA_NODE_ID, PropertyValue.ofU32(node)));
            tree.endNode();
        }
        tree.endNode();
    }

    /** An overlay that removes an instance. */
    DeviceTree remove(InstanceName name, String marker) {
        DeviceTreeBuilder tree = overlay(marker);
        beginFragment(tree, 0, "/instances");
        tree.beginNode("instance-remove")
                .property("instance-name", PropertyValue.ofStrings(name.text()))
                .endNode();
        endFragment(tree);
        return tree.build();
    }

    /** Takes everything out of the pool that is named, for a baseline that came out wrong. Each list may be empty. */
    DeviceTree emptyPool(List<Long> cpus, List<PciAddress> devices, List<MemoryRange> chunks, String marker) {
        DeviceTreeBuilder tree = overlay(marker);
        beginFragment(tree, 0, "/resources");
        tree.beginNode("cpu-remove");
        cpus.forEach(cpu -> tree.beginNode("cpu@" + Long.toHexString(cpu))
                .property(Names.REG, PropertyValue.ofU64(cpu))
                .endNode());
        tree.endNode().beginNode("device-remove");
        for (int i = 0; i < devices.size(); i++) {
            tree.beginNode("pci@" + Integer.toHexString(i))
                    .property(
                            Names.PCI_ID, PropertyValue.ofStrings(devices.get(i).toString()))
                    .endNode();
        }
        tree.endNode().beginNode("memory-remove");
        chunks.forEach(chunk -> tree.beginNode("memory@" + Long.toHexString(chunk.base()))
                .property(Names.REG, PropertyValue.ofU64(chunk.base(), chunk.size()))
                .endNode());
        tree.endNode();
        endFragment(tree);
        return tree.build();
    }

    private static DeviceTreeBuilder overlay(String marker) {
        return DeviceTree.builder()
                .property(Names.COMPATIBLE, PropertyValue.ofStrings(Names.COMPATIBLE_OVERLAY))
                .property("mk,resources", PropertyValue.ofStrings(marker));
    }

    private static void beginFragment(DeviceTreeBuilder tree, int unit, String target) {
        tree.beginNode("fragment@" + Integer.toHexString(unit))
                .property("target-path", PropertyValue.ofStrings(target))
                .beginNode("__overlay__");
    }

    private static void endFragment(DeviceTreeBuilder tree) {
        tree.endNode().endNode();
    }

    private static Device whole(SystemState state, Instance instance, DeviceRef ref) {
        if (ref instanceof DeviceRef.Whole whole) {
            return state.device(whole.device())
                    .orElseThrow(() -> KernelInterfaceException.unsupported(
                            NEW_OVERLAY,
                            "device '" + whole + "' of '" + instance.name() + "' is not described",
                            "name a device of the baseline"));
        }
        throw KernelInterfaceException.unsupported(
                NEW_OVERLAY,
                "the kernel gives whole devices only, not '" + ref + "'",
                "give '" + instance.name() + "' the device '" + ref.device()
                        + "', or describe the virtual function as a device with its own pci-id");
    }
}
