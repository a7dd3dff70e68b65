// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Names;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;

/**
 * Writes the trees that flat kernels take: a baseline of one range of memory, and overlays whose only fragment creates or removes one
 * instance.
 */
final class FlatEncoder implements KernelEncoder {
    private static final String HOST_TREE = "/sys/fs/multikernel/device_tree";
    private static final String NEW_OVERLAY = "/sys/fs/multikernel/overlays/new";

    private final KernelAbi abi;
    private final DeviceEncoder devices;

    FlatEncoder(KernelAbi abi, PciIdLookup pciIds) {
        this.abi = abi;
        this.devices = new DeviceEncoder(pciIds);
    }

    /** One piece, at its place. Chunks that touch are one range; that they lie on several NUMA nodes the kernel does not keep. */
    @Override
    public List<PoolChunk> pieces(SystemState description) {
        List<MemoryRange> ranges = description.memory().pool().ranges();
        if (ranges.isEmpty() || !description.memory().pool().isPlaced()) {
            throw unsupported(
                    HOST_TREE,
                    "it has to be told where the memory of the pool lies",
                    "state the base and the size of the memory that was reserved for the pool, which /proc/iomem lists");
        }
        MemoryRange whole = ranges.get(0);
        for (MemoryRange next : ranges.subList(1, ranges.size())) {
            if (whole.last() + 1 != next.base()) {
                throw unsupported(
                        HOST_TREE,
                        "it takes one range of memory, and the pool lies in " + ranges.size() + " that do not touch",
                        "describe the range that was reserved for the pool, which /proc/iomem lists");
            }
            whole = new MemoryRange(whole.base(), whole.size() + next.size());
        }
        return List.of(PoolChunk.at(whole));
    }

    @Override
    public DeviceTree baseline(SystemState description, List<PoolChunk> pieces) {
        OverlayFrame.requireCacheWays(abi, description);
        MemoryRange memory = pieces.get(0).range().orElseThrow();
        DeviceTreeBuilder tree = DeviceTree.builder()
                .property(Names.COMPATIBLE, PropertyValue.ofStrings(Names.COMPATIBLE_HOST))
                .beginNode(Names.RESOURCES)
                .property(
                        Names.CPUS,
                        ids(HOST_TREE, description.cpus().available().toArray()))
                .property(Names.MEMORY_BASE, PropertyValue.ofU64(memory.base()))
                .property(Names.MEMORY_BYTES, PropertyValue.ofU64(memory.size()));
        OverlayFrame.writeCacheWays(tree, description.cacheWays());
        devices.writeAll(tree, description.devices(), HOST_TREE);
        return tree.endNode().build();
    }

    private PropertyValue ids(String path, long[] ids) {
        if (abi.cpuIdBytes() == Long.BYTES) {
            return PropertyValue.ofU64(ids);
        }
        int[] cells = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] >>> Integer.SIZE != 0) {
                throw unsupported(
                        path,
                        "its CPU ids have 32 bits, and " + CpuSet.of(ids[i]) + " has more",
                        "leave the CPU out, or boot a newer kernel");
            }
            cells[i] = (int) ids[i];
        }
        return PropertyValue.ofU32(cells);
    }

    @Override
    public void requireCreatable(SystemState state, Instance instance) {
        OverlayFrame.requireCacheWays(abi, instance);
        OverlayFrame.requireNoVirtio(abi, instance);
        String name = "'" + instance.name() + "'";
        if (instance.id().isEmpty()) {
            throw unsupported(NEW_OVERLAY, "it picks no id for " + name, "give the instance an id");
        }
        if (instance.cpus().isEmpty() || instance.memory().isZero()) {
            throw unsupported(
                    NEW_OVERLAY,
                    "it makes no instance without CPUs or without memory, as " + name + " would be",
                    "give it at least one CPU and one page");
        }
        if (instance.regions().size() > 1) {
            throw unsupported(
                    NEW_OVERLAY,
                    "the memory of an instance is one request, and " + name + " is to have "
                            + instance.regions().size() + " pieces",
                    "ask for its memory in one piece");
        }
        if (instance.memoryPolicy() == MemoryPolicy.BIND
                && state.topology().nodes().size() > 1) {
            throw unsupported(
                    NEW_OVERLAY,
                    "it places memory on any NUMA node, and that of " + name + " is bound to " + instance.numaNodes(),
                    "ask for another memory policy");
        }
    }

    /** The base of the memory is left out: the kernel would not honour it. */
    @Override
    public DeviceTree create(SystemState state, Instance instance, String marker) {
        DeviceTreeBuilder tree = begin(marker)
                .beginNode("instance-create")
                .property(
                        "instance-name", PropertyValue.ofStrings(instance.name().text()));
        instance.id().ifPresent(id -> tree.property(Names.ID, PropertyValue.ofU32(id.value())));
        tree.beginNode(Names.RESOURCES)
                .property(Names.CPUS, ids(NEW_OVERLAY, instance.cpusBootFirst()))
                .property(
                        Names.MEMORY_BYTES,
                        PropertyValue.ofU64(instance.memory().bytes()));
        List<Device> given = DeviceEncoder.devicesOf(state, instance);
        if (!given.isEmpty()) {
            tree.property(Names.DEVICE_NAMES, OverlayFrame.names(given));
        }
        OverlayFrame.writeCacheWays(tree, instance.options().cacheWays());
        OverlayFrame.writeRings(tree, instance);
        tree.endNode();
        OverlayFrame.writeOptions(tree, instance);
        return end(tree);
    }

    @Override
    public DeviceTree remove(InstanceName name, String marker) {
        return end(begin(marker)
                .beginNode("instance-remove")
                .property("instance-name", PropertyValue.ofStrings(name.text())));
    }

    /** One fragment with all operations, each of which names the instance. Kernels before December 2025 pass over them in silence. */
    @Override
    public DeviceTree update(InstanceName name, List<UpdateItem> items, String marker) {
        DeviceTreeBuilder tree = begin(marker);
        for (UpdateItem.Operation operation : UpdateItem.Operation.values()) {
            List<UpdateItem> some =
                    items.stream().filter(item -> item.operation() == operation).toList();
            if (!some.isEmpty()) {
                tree.beginNode(operation.node()).property("mk,instance", PropertyValue.ofStrings(name.text()));
                for (int i = 0; i < some.size(); i++) {
                    item(tree, some.get(i), Integer.toHexString(i));
                }
                tree.endNode();
            }
        }
        return tree.endNode().endNode().build();
    }

    /** The base of memory that is added is not honoured, and a wish for a NUMA node passed over. */
    private void item(DeviceTreeBuilder tree, UpdateItem item, String unit) {
        if (item instanceof UpdateItem.Cpu cpu) {
            tree.beginNode("cpu@" + Long.toHexString(cpu.id()))
                    .property(Names.REG, ids(NEW_OVERLAY, new long[] {cpu.id()}));
        } else if (item instanceof UpdateItem.Pci pci) {
            tree.beginNode("pci@" + unit)
                    .property(
                            Names.PCI_ID, PropertyValue.ofStrings(pci.address().toString()));
        } else if (item instanceof UpdateItem.MemoryLoss loss) {
            region(tree, unit, loss.region().base(), loss.region().size());
        } else if (item instanceof UpdateItem.MemoryGrowth growth) {
            long base = growth.piece().range().map(MemoryRange::base).orElse(0L);
            region(tree, unit, base, growth.piece().size().bytes());
        }
        tree.endNode();
    }

    private static void region(DeviceTreeBuilder tree, String unit, long base, long bytes) {
        tree.beginNode("region@" + unit).property(Names.REG, PropertyValue.ofU64(base, bytes));
    }

    private static DeviceTreeBuilder begin(String marker) {
        return OverlayFrame.start(marker).beginNode("fragment@0").beginNode("__overlay__");
    }

    /** Ends the operation and the fragment around it. */
    private static DeviceTree end(DeviceTreeBuilder tree) {
        return tree.endNode().endNode().endNode().build();
    }

    private KernelInterfaceException unsupported(String path, String cause, String remedy) {
        return KernelInterfaceException.unsupported(path, "the kernel speaks " + abi + ": " + cause, remedy);
    }
}
