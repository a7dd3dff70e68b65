// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.DeviceType;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Names;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.Optional;

/** Writes the trees that pool kernels take, the first and the newest: baselines, and overlays that create and remove instances. */
final class PoolEncoder implements KernelEncoder {
    private static final String HOST_TREE = "/sys/fs/multikernel/device_tree";
    private static final String POOL = "/resources";
    private static final String NEW_OVERLAY = "/sys/fs/multikernel/overlays/new";

    private final KernelAbi abi;
    private final DeviceEncoder devices;

    PoolEncoder(KernelAbi abi, PciIdLookup pciIds) {
        this.abi = abi;
        this.devices = new DeviceEncoder(pciIds);
    }

    /** A size for each NUMA node; the kernel picks the places. */
    @Override
    public List<PoolChunk> pieces(SystemState description) {
        return MemoryByNode.pieces(description);
    }

    @Override
    public DeviceTree baseline(SystemState state, List<PoolChunk> pieces) {
        OverlayFrame.requireCacheWays(abi, state);
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
        devices.writeAll(tree, state.devices(), HOST_TREE);
        return tree.endNode().build();
    }

    /** The kernel keeps aliases of at most 31 characters; a longer name is simply not kept by it. */
    private static Optional<String> aliasOf(Device device) {
        boolean fits = device.name().length() <= 31 && device.name().matches("[A-Za-z0-9_-]+");
        return fits ? Optional.of(device.name()) : Optional.empty();
    }

    /** Whatever can be described can be asked for, but for options that the generation does not have. */
    @Override
    public void requireCreatable(SystemState state, Instance instance) {
        OverlayFrame.requireCacheWays(abi, instance);
        if (!abi.makesVirtioDevices()) {
            OverlayFrame.requireNoVirtio(abi, instance);
        }
    }

    /** Memory on further NUMA nodes is added by a second fragment. */
    @Override
    public DeviceTree create(SystemState state, Instance instance, String marker) {
        MemoryByNode memory = MemoryByNode.of(state, instance);
        DeviceTreeBuilder tree = OverlayFrame.start(marker);
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
        List<Device> given = DeviceEncoder.devicesOf(state, instance);
        if (!abi.namesDevices()) {
            devices.writeAll(tree, given, NEW_OVERLAY);
        } else if (!given.isEmpty()) {
            tree.property(Names.DEVICE_NAMES, OverlayFrame.names(given));
        }
        OverlayFrame.writeRings(tree, instance);
        OverlayFrame.writeVirtio(tree, instance);
        tree.endNode();
        OverlayFrame.writeOptions(tree, instance);
        tree.endNode();
        endFragment(tree);
        if (!memory.further().isEmpty()) {
            beginFragment(tree, 1, "/instances/" + instance.name());
            addMemory(tree, memory);
            endFragment(tree);
        }
        return tree.build();
    }

    private static void addMemory(DeviceTreeBuilder tree, MemoryByNode memory) {
        tree.beginNode("memory-add");
        int index = 0;
        for (PoolChunk piece : memory.further()) {
            memory(tree, piece, Integer.toHexString(index++), false);
            tree.endNode();
        }
        tree.endNode();
    }

    /** One fragment; items of one operation stand together. */
    @Override
    public DeviceTree update(InstanceName name, List<UpdateItem> items, String marker) {
        return overlay("/instances/" + name, items, marker);
    }

    private static DeviceTree overlay(String target, List<UpdateItem> items, String marker) {
        DeviceTreeBuilder tree = OverlayFrame.start(marker);
        beginFragment(tree, 0, target);
        for (UpdateItem.Operation operation : UpdateItem.Operation.values()) {
            List<UpdateItem> some =
                    items.stream().filter(item -> item.operation() == operation).toList();
            if (!some.isEmpty()) {
                tree.beginNode(operation.node());
                for (int i = 0; i < some.size(); i++) {
                    item(tree, some.get(i), Integer.toHexString(i), target.equals(POOL));
                }
                tree.endNode();
            }
        }
        endFragment(tree);
        return tree.build();
    }

    private static void item(DeviceTreeBuilder tree, UpdateItem item, String unit, boolean isOfPool) {
        if (item instanceof UpdateItem.Cpu cpu) {
            tree.beginNode("cpu@" + Long.toHexString(cpu.id())).property(Names.REG, PropertyValue.ofU64(cpu.id()));
        } else if (item instanceof UpdateItem.Pci pci) {
            tree.beginNode("pci@" + unit)
                    .property(
                            Names.PCI_ID, PropertyValue.ofStrings(pci.address().toString()));
            aliasOf(pci.device())
                    .filter(alias -> isOfPool && pci.adds())
                    .ifPresent(alias -> tree.property("alias", PropertyValue.ofStrings(alias)));
        } else if (item instanceof UpdateItem.MemoryLoss loss) {
            tree.beginNode("memory@" + unit)
                    .property(
                            Names.REG,
                            PropertyValue.ofU64(
                                    loss.region().base(), loss.region().size()));
        } else if (item instanceof UpdateItem.MemoryGrowth growth) {
            memory(tree, growth.piece(), unit, isOfPool);
        }
        tree.endNode();
    }

    /** An instance's memory has a base, which the kernel wants and does not honour; the pool's has none. */
    private static void memory(DeviceTreeBuilder tree, PoolChunk piece, String unit, boolean isOfPool) {
        long base = piece.range().map(MemoryRange::base).orElse(0L);
        long bytes = piece.size().bytes();
        tree.beginNode("memory@" + unit);
        if (isOfPool) {
            tree.property(Names.SIZE, PropertyValue.ofU64(bytes));
        } else {
            tree.property(Names.REG, PropertyValue.ofU64(base, bytes));
        }
        piece.numaNode().ifPresent(node -> tree.property(Names.NUMA_NODE_ID, PropertyValue.ofU32(node)));
    }

    @Override
    public DeviceTree remove(InstanceName name, String marker) {
        DeviceTreeBuilder tree = OverlayFrame.start(marker);
        beginFragment(tree, 0, "/instances");
        tree.beginNode("instance-remove")
                .property("instance-name", PropertyValue.ofStrings(name.text()))
                .endNode();
        endFragment(tree);
        return tree.build();
    }

    /**
     * An overlay that changes the pool. The kernel runs the operations in an order of its own, which on the newest is that of the items, what
     * leaves first.
     */
    DeviceTree pool(List<UpdateItem> items, String marker) {
        return overlay(POOL, items, marker);
    }

    private static void beginFragment(DeviceTreeBuilder tree, int unit, String target) {
        tree.beginNode("fragment@" + Integer.toHexString(unit))
                .property("target-path", PropertyValue.ofStrings(target))
                .beginNode("__overlay__");
    }

    private static void endFragment(DeviceTreeBuilder tree) {
        tree.endNode().endNode();
    }
}
