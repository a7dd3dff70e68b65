// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.simulated.DevicePool.PooledPci;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.TreeMap;

/**
 * The trees that the first pool kernels generate: as those of the newest, but without {@code model} and cells at the root, with all devices
 * below {@code /resources/devices}, and with the root of an instance's tree called by the instance's name.
 */
final class EarlyPoolReadback {
    private EarlyPoolReadback() {}

    static DeviceTree host(KernelState state) {
        DeviceTreeBuilder tree = start().property("id", PropertyValue.ofU32(0)).beginNode("resources");
        TreeReadback.pool(state, tree);
        List<PooledPci> pci = state.devices().freePci();
        DeviceNodes.write(tree, pci, state.devices().platformOf(0));
        tree.endNode();
        aliases(tree, pci);
        return tree.build();
    }

    static DeviceTree instance(KernelState state, SimulatedInstance instance) {
        DeviceTreeBuilder tree = start().rootName(instance.name())
                .property("id", PropertyValue.ofU32(instance.id()))
                .beginNode("resources");
        TreeReadback.holdings(tree, instance);
        List<PooledPci> pci = state.devices().pciOf(instance.id());
        DeviceNodes.write(tree, pci, state.devices().platformOf(instance.id()));
        tree.endNode();
        aliases(tree, pci);
        return tree.build();
    }

    private static DeviceTreeBuilder start() {
        return DeviceTree.builder().property("compatible", PropertyValue.ofStrings("multikernel-v1"));
    }

    private static void aliases(DeviceTreeBuilder tree, List<PooledPci> devices) {
        TreeMap<String, String> aliases = new TreeMap<>();
        devices.forEach(device ->
                device.alias().ifPresent(alias -> aliases.put(alias, "/resources/devices/" + device.node())));
        if (!aliases.isEmpty()) {
            tree.beginNode("aliases");
            aliases.forEach((alias, path) -> tree.property(alias, PropertyValue.ofStrings(path)));
            tree.endNode();
        }
    }
}
