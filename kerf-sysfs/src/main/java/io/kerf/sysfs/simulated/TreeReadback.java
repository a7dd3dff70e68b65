// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.simulated.DevicePool.PooledPci;
import io.kerf.sysfs.simulated.DevicePool.PooledPlatform;
import io.kerf.sysfs.simulated.SimulatedMachine.NodeMemory;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;

/** The trees that the newest pool kernel generates: of the host, and of an instance. Empty lists of CPUs are left out. */
final class TreeReadback {
    private TreeReadback() {}

    /** The root tree. {@code cpus} names all pool members; before the first baseline it names the host's own CPUs. */
    static DeviceTree host(KernelState state) {
        DeviceTreeBuilder tree = start().property("id", PropertyValue.ofU32(0));
        tree.beginNode("resources");
        pool(state, tree);
        platform(tree, state.devices().platformOf(0));
        tree.endNode();
        pci(state, tree, state.devices().freePci());
        return tree.build();
    }

    /** What a pool kernel says of the pool's CPUs and chunks. */
    static void pool(KernelState state, DeviceTreeBuilder tree) {
        if (state.hasPool()) {
            cpus(tree, "cpus", state.cpus().members().toArray());
            cpus(tree, "cpus-available", state.cpus().free().toArray());
        } else {
            cpus(tree, "cpus", state.cpus().host().toArray());
        }
        for (NodeMemory chunk : state.memory().chunks()) {
            tree.beginNode("memory@" + Long.toHexString(chunk.range().base()))
                    .property("device_type", PropertyValue.ofStrings("memory"))
                    .property(
                            "reg",
                            PropertyValue.ofU64(
                                    chunk.range().base(), chunk.range().size()))
                    .property("numa-node-id", PropertyValue.ofU32(chunk.node()))
                    .endNode();
        }
    }

    /** The tree of an instance. {@code memory-base} is that of the first region, {@code memory-bytes} the sum of all. */
    static DeviceTree instance(KernelState state, SimulatedInstance instance) {
        DeviceTreeBuilder tree = start(instance.name()).property("id", PropertyValue.ofU32(instance.id()));
        tree.beginNode("resources");
        holdings(tree, instance);
        platform(tree, state.devices().platformOf(instance.id()));
        tree.endNode();
        pci(state, tree, state.devices().pciOf(instance.id()));
        instance.hostTree()
                .ifPresent(hostTree -> tree.beginNode("chosen").node(hostTree).endNode());
        return tree.build();
    }

    /** What a pool kernel says of an instance's memory and CPUs. */
    static void holdings(DeviceTreeBuilder tree, SimulatedInstance instance) {
        if (!instance.regions().isEmpty()) {
            tree.property(
                    "memory-base",
                    PropertyValue.ofU64(instance.regions().get(0).range().base()));
            tree.property("memory-bytes", PropertyValue.ofU64(instance.memoryBytes()));
        }
        cpus(tree, "cpus", instance.cpus().stream().mapToLong(Long::longValue).toArray());
    }

    private static DeviceTreeBuilder start(String... model) {
        DeviceTreeBuilder tree = DeviceTree.builder().property("compatible", PropertyValue.ofStrings("multikernel-v1"));
        if (model.length > 0) {
            tree.property("model", PropertyValue.ofStrings(model));
        }
        return tree.property("#address-cells", PropertyValue.ofU32(2)).property("#size-cells", PropertyValue.ofU32(2));
    }

    private static void cpus(DeviceTreeBuilder tree, String property, long[] ids) {
        if (ids.length > 0) {
            tree.property(property, PropertyValue.ofU64(ids));
        }
    }

    private static void platform(DeviceTreeBuilder tree, List<PooledPlatform> devices) {
        if (devices.isEmpty()) {
            return;
        }
        tree.beginNode("devices");
        for (PooledPlatform device : devices) {
            tree.beginNode(device.node())
                    .property("device-type", PropertyValue.ofStrings("platform"))
                    .property("device-name", PropertyValue.ofStrings(device.name()))
                    .endNode();
        }
        tree.endNode();
    }

    private static void pci(KernelState state, DeviceTreeBuilder tree, List<PooledPci> devices) {
        PciReadback readback = new PciReadback(state, devices);
        readback.writeAliases(tree);
        readback.writeBuses(tree);
    }
}
