// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.DevicePool.PooledPci;
import io.kerf.sysfs.simulated.SimulatedMachine.PciFunction;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The trees that flat kernels generate. The first of them copy the baseline and list the instances beside it, each with its devices by ids
 * and address; later ones show the pool alone, and call the root of an instance's tree by the instance's name.
 */
final class FlatReadback {
    private static final String COMPATIBLE = "multikernel-v1";

    private FlatReadback() {}

    /** The first kernels have no tree before the first baseline. */
    static DeviceTree earlyHost(KernelState state) throws KernelError {
        Optional<FlatBaseline> baseline = state.flatBaseline();
        if (baseline.isEmpty() && state.instances().isEmpty()) {
            throw new KernelError(Errno.ENOENT, "there is no tree yet");
        }
        DeviceTreeBuilder tree = start();
        tree.node(baseline.map(FlatBaseline::resources).orElseGet(() -> DtNode.of("resources")));
        instances(state, tree, state.instances());
        return tree.build();
    }

    static DeviceTree earlyInstance(KernelState state, SimulatedInstance instance) {
        DeviceTreeBuilder tree = start();
        instances(state, tree, Set.of(instance));
        return tree.build();
    }

    private static void instances(KernelState state, DeviceTreeBuilder tree, Iterable<SimulatedInstance> instances) {
        tree.beginNode("instances");
        for (SimulatedInstance instance : instances) {
            tree.beginNode(instance.name())
                    .property("id", PropertyValue.ofU32(instance.id()))
                    .property("compatible", PropertyValue.ofStrings(COMPATIBLE))
                    .property("status", PropertyValue.ofStrings(instance.state().toString()))
                    .beginNode("resources");
            memory(tree, instance);
            cpus(
                    state,
                    tree,
                    instance.cpus().stream().mapToLong(Long::longValue).toArray());
            earlyDevices(state, tree, instance);
            tree.endNode().endNode();
        }
        tree.endNode();
    }

    /** Two functions of the same ids would be two nodes of one name: only the first of them is shown. */
    private static void earlyDevices(KernelState state, DeviceTreeBuilder tree, SimulatedInstance instance) {
        Set<String> names = new HashSet<>();
        for (PooledPci device : state.devices().pciOf(instance.id())) {
            PciFunction function = device.function();
            PciAddress address = function.address();
            String name = String.format("pci@%04x:%04x", function.vendorId(), function.deviceId());
            if (names.add(name)) {
                tree.beginNode(name)
                        .property("vendor", PropertyValue.ofU32(function.vendorId()))
                        .property("device", PropertyValue.ofU32(function.deviceId()))
                        .property("domain", PropertyValue.ofU32(address.domain()))
                        .property("bus", PropertyValue.ofU32(address.bus()))
                        .property("slot", PropertyValue.ofU32(address.device()))
                        .property("function", PropertyValue.ofU32(address.function()))
                        .endNode();
            }
        }
    }

    /** Without a baseline, or after one that failed half-way, there is no memory in the tree. */
    static DeviceTree host(KernelState state) {
        DeviceTreeBuilder tree = start().property("id", PropertyValue.ofU32(0)).beginNode("resources");
        Optional<MemoryRange> memory = state.flatBaseline().map(FlatBaseline::memory);
        memory.ifPresent(range -> tree.property("memory-base", PropertyValue.ofU64(range.base()))
                .property("memory-bytes", PropertyValue.ofU64(range.size())));
        cpus(state, tree, state.cpus().members().toArray());
        DeviceNodes.write(tree, state.devices().allPci(), state.devices().allPlatform());
        return tree.endNode().build();
    }

    static DeviceTree instance(KernelState state, SimulatedInstance instance) {
        DeviceTreeBuilder tree = start().rootName(instance.name())
                .property("id", PropertyValue.ofU32(instance.id()))
                .beginNode("resources");
        memory(tree, instance);
        cpus(state, tree, instance.cpus().stream().mapToLong(Long::longValue).toArray());
        DeviceNodes.write(
                tree, state.devices().pciOf(instance.id()), state.devices().platformOf(instance.id()));
        return tree.endNode().build();
    }

    private static DeviceTreeBuilder start() {
        return DeviceTree.builder().property("compatible", PropertyValue.ofStrings(COMPATIBLE));
    }

    private static void memory(DeviceTreeBuilder tree, SimulatedInstance instance) {
        if (!instance.regions().isEmpty()) {
            tree.property(
                            "memory-base",
                            PropertyValue.ofU64(
                                    instance.regions().get(0).range().base()))
                    .property("memory-bytes", PropertyValue.ofU64(instance.memoryBytes()));
        }
    }

    private static void cpus(KernelState state, DeviceTreeBuilder tree, long[] ids) {
        if (ids.length == 0) {
            return;
        }
        int[] cells = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            cells[i] = (int) ids[i];
        }
        boolean wide = state.release().cpuIdBytes() == Long.BYTES;
        tree.property("cpus", wide ? PropertyValue.ofU64(ids) : PropertyValue.ofU32(cells));
    }
}
