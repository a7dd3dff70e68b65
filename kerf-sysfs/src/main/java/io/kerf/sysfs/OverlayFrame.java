// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import io.kerf.model.VirtioDevice;
import io.kerf.model.binding.Names;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.OptionalInt;

/** What the overlays of all generations have in common. */
final class OverlayFrame {
    private static final String HOST_TREE = "/sys/fs/multikernel/device_tree";
    private static final String NEW_OVERLAY = "/sys/fs/multikernel/overlays/new";

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

    /** The virtio devices that are made with an instance, among its resources. */
    static void writeVirtio(DeviceTreeBuilder tree, Instance instance) {
        if (instance.options().virtio().isEmpty()) {
            return;
        }
        tree.beginNode(Names.VIRTIO);
        for (VirtioDevice device : instance.options().virtio()) {
            tree.beginNode(device.name())
                    .property(Names.DEVICE_ID, PropertyValue.ofU32(device.deviceId()))
                    .property(Names.QUEUES, PropertyValue.ofU32(device.queues()))
                    .property(Names.QUEUE_SIZE, PropertyValue.ofU32(device.queueSize()))
                    .endNode();
        }
        tree.endNode();
    }

    /** Kernels pass over nodes that they do not know, and say that all was done. */
    static void requireNoVirtio(KernelAbi abi, Instance instance) {
        if (!instance.options().virtio().isEmpty()) {
            throw KernelInterfaceException.unsupported(
                            NEW_OVERLAY,
                            "only the newest pool kernels make virtio devices, and '" + instance.name()
                                    + "' is to have "
                                    + instance.options().virtio().size(),
                            "leave them out, or boot a newer kernel")
                    .spokenAs(abi);
        }
    }

    /** The ways of the cache that an instance, or the pool, is to have, among its resources. */
    static void writeCacheWays(DeviceTreeBuilder tree, OptionalInt ways) {
        ways.ifPresent(mask -> tree.property(Names.LLC_WAY_MASK, PropertyValue.ofU32(mask)));
    }

    /** A kernel that knows no mask passes over it, and says that all was done. */
    static void requireCacheWays(KernelAbi abi, Instance instance) {
        if (instance.options().cacheWays().isPresent()) {
            requireCacheWays(
                    abi, NEW_OVERLAY, "'" + instance.name() + "' is to have ways of the last-level cache to itself");
        }
    }

    /** The same of the ways that instances can get. */
    static void requireCacheWays(KernelAbi abi, SystemState description) {
        if (description.cacheWays().isPresent()) {
            requireCacheWays(abi, HOST_TREE, "the pool is to have ways of the last-level cache");
        }
    }

    private static void requireCacheWays(KernelAbi abi, String path, String wish) {
        if (!abi.takesCacheWays()) {
            throw KernelInterfaceException.unsupported(
                            path,
                            wish + " (llc-way-mask), which only the last flat kernels (" + KernelAbi.FLAT_U64
                                    + ") share out",
                            "leave llc-way-mask out, and divide the cache by the resctrl file system of the host")
                    .spokenAs(abi);
        }
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
