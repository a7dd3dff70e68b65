// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.simulated.DevicePool.PooledPci;
import io.kerf.sysfs.simulated.DevicePool.PooledPlatform;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;

/** The node {@code devices} in the trees of the kernels before the newest: each device by the name that the baseline gave it. */
final class DeviceNodes {
    private DeviceNodes() {}

    /** Writes nothing if there are no devices. */
    static void write(DeviceTreeBuilder tree, List<PooledPci> pci, List<PooledPlatform> platform) {
        if (pci.isEmpty() && platform.isEmpty()) {
            return;
        }
        tree.beginNode("devices");
        for (PooledPci device : pci) {
            tree.beginNode(device.node())
                    .property("device-type", PropertyValue.ofStrings("pci"))
                    .property(
                            "pci-id",
                            PropertyValue.ofStrings(device.function().address().toString()))
                    .property("vendor-id", PropertyValue.ofU32(device.function().vendorId()))
                    .property("device-id", PropertyValue.ofU32(device.function().deviceId()))
                    .endNode();
        }
        for (PooledPlatform device : platform) {
            tree.beginNode(device.node())
                    .property("device-type", PropertyValue.ofStrings("platform"))
                    .property("device-name", PropertyValue.ofStrings(device.name()))
                    .endNode();
        }
        tree.endNode();
    }
}
