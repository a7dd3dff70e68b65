// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.binding.Names;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;

/** What the overlays of all generations have in common. */
final class OverlayFrame {
    private OverlayFrame() {}

    /** Begins an overlay whose transaction is found again by a marker. */
    static DeviceTreeBuilder start(String marker) {
        return DeviceTree.builder()
                .property(Names.COMPATIBLE, PropertyValue.ofStrings(Names.COMPATIBLE_OVERLAY))
                .property("mk,resources", PropertyValue.ofStrings(marker));
    }

    /** The names that devices have in the baseline. */
    static PropertyValue names(List<Device> devices) {
        return PropertyValue.ofStrings(devices.stream().map(Device::name).toArray(String[]::new));
    }

    /** The rings that an instance is to have, among its resources. The kernels that are known pass over them. */
    static void writeRings(DeviceTreeBuilder tree, Instance instance) {
        instance.options()
                .uring()
                .ifPresent(rings -> tree.beginNode(Names.URING)
                        .property(Names.SQ_ENTRIES, PropertyValue.ofU32(rings.sqEntries()))
                        .property(Names.CQ_ENTRIES, PropertyValue.ofU32(rings.cqEntries()))
                        .property(Names.SHIM_DATA_PAGES, PropertyValue.ofU32(rings.shimDataPages()))
                        .endNode());
    }

    /** What an instance wants beside resources, behind them. The kernels that are known pass over it. */
    static void writeOptions(DeviceTreeBuilder tree, Instance instance) {
        if (instance.options().isHostKcoreEnabled()) {
            tree.beginNode(Names.OPTIONS)
                    .property(Names.ENABLE_HOST_KCORE, PropertyValue.empty())
                    .endNode();
        }
    }
}
