// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.PciAddress;
import io.kerf.sysfs.simulated.DevicePool.PooledPci;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The PCI part of a tree: a node for each root bus, below it the bridges and the functions (PCI Bus Binding to Open Firmware).
 *
 * <p>The simulated machine has a root bus for every 16 buses: bus 0x10 is the root of buses 0x10 to 0x1f. What is on another bus of
 * the sixteen is behind a bridge at function 7 of a slot from 0x10 up. What exceeds 8 root buses is left out, as in the kernel.
 */
final class PciReadback {
    private static final int MOST_ROOT_BUSES = 8;
    private static final int BUSES_PER_ROOT = 16;
    private static final int BRIDGE_SLOT = 0x10;
    private static final int BRIDGE_FUNCTION = 7;
    /** 64-bit memory space (PCI Bus Binding, {@code phys.hi}). */
    private static final int WINDOW_FLAGS = 0x03000000;

    private static final long FIRST_WINDOW = 0x380000000000L;
    private static final long WINDOW_SIZE = 0x1000000000L;

    private final Map<Root, List<PooledPci>> roots = new TreeMap<>();

    private record Root(int domain, int bus) implements Comparable<Root> {
        private static final Comparator<Root> ORDER =
                Comparator.comparingInt(Root::domain).thenComparingInt(Root::bus);

        @Override
        public int compareTo(Root other) {
            return ORDER.compare(this, other);
        }
    }

    PciReadback(KernelState state, List<PooledPci> devices) {
        for (PooledPci device : devices) {
            PciAddress address = device.function().address();
            Root root = new Root(address.domain(), address.bus() / BUSES_PER_ROOT * BUSES_PER_ROOT);
            if (roots.containsKey(root) || roots.size() < MOST_ROOT_BUSES) {
                roots.computeIfAbsent(root, key -> new ArrayList<>()).add(device);
            } else {
                state.log().add("device " + address + " is left out of the tree: too many root buses");
            }
        }
    }

    void writeAliases(DeviceTreeBuilder tree) {
        TreeMap<String, String> aliases = new TreeMap<>();
        roots.values()
                .forEach(devices -> devices.forEach(device -> device.alias()
                        .ifPresent(alias ->
                                aliases.put(alias, path(device.function().address())))));
        if (aliases.isEmpty()) {
            return;
        }
        tree.beginNode("aliases");
        aliases.forEach((alias, path) -> tree.property(alias, PropertyValue.ofStrings(path)));
        tree.endNode();
    }

    private static String path(PciAddress address) {
        int root = address.bus() / BUSES_PER_ROOT * BUSES_PER_ROOT;
        String bridge = address.bus() == root ? "" : "/" + slot(bridgeDevice(address.bus()), BRIDGE_FUNCTION);
        return "/pci@" + Integer.toHexString(root) + bridge + "/" + slot(address.device(), address.function());
    }

    private static int bridgeDevice(int bus) {
        return BRIDGE_SLOT + bus % BUSES_PER_ROOT;
    }

    private static String slot(int device, int function) {
        return "pci@" + Integer.toHexString(device) + "," + Integer.toHexString(function);
    }

    void writeBuses(DeviceTreeBuilder tree) {
        roots.forEach((root, devices) -> {
            tree.beginNode("pci@" + Integer.toHexString(root.bus()))
                    .property("compatible", PropertyValue.ofStrings("multikernel,pci-host-bridge"));
            busProperties(tree)
                    .property("linux,pci-domain", PropertyValue.ofU32(root.domain()))
                    .property("bus-range", PropertyValue.ofU32(root.bus(), root.bus() + BUSES_PER_ROOT - 1))
                    .property("ranges", window(root));
            writeBus(tree, root.bus(), devices);
            tree.endNode();
        });
    }

    private static DeviceTreeBuilder busProperties(DeviceTreeBuilder tree) {
        return tree.property("device_type", PropertyValue.ofStrings("pci"))
                .property("#address-cells", PropertyValue.ofU32(3))
                .property("#size-cells", PropertyValue.ofU32(2));
    }

    private static PropertyValue window(Root root) {
        long base = FIRST_WINDOW + (root.domain() * 16L + root.bus() / BUSES_PER_ROOT) * WINDOW_SIZE;
        int high = (int) (base >>> 32);
        int low = (int) base;
        return PropertyValue.ofU32(WINDOW_FLAGS, high, low, high, low, (int) (WINDOW_SIZE >>> 32), (int) WINDOW_SIZE);
    }

    private static void writeBus(DeviceTreeBuilder tree, int rootBus, List<PooledPci> devices) {
        Map<Integer, List<PooledPci>> behind = new TreeMap<>();
        for (PooledPci device : devices) {
            int bus = device.function().address().bus();
            if (bus == rootBus) {
                function(tree, device);
            } else {
                behind.computeIfAbsent(bus, key -> new ArrayList<>()).add(device);
            }
        }
        behind.forEach((bus, below) -> {
            tree.beginNode(slot(bridgeDevice(bus), BRIDGE_FUNCTION));
            busProperties(tree)
                    .property("reg", reg(rootBus, bridgeDevice(bus), BRIDGE_FUNCTION))
                    .property("bus-range", PropertyValue.ofU32(bus, bus));
            below.forEach(device -> function(tree, device));
            tree.endNode();
        });
    }

    private static void function(DeviceTreeBuilder tree, PooledPci device) {
        PciAddress address = device.function().address();
        tree.beginNode(slot(address.device(), address.function()))
                .property("reg", reg(address.bus(), address.device(), address.function()))
                .property("vendor-id", PropertyValue.ofU32(device.function().vendorId()))
                .property("device-id", PropertyValue.ofU32(device.function().deviceId()))
                .endNode();
    }

    private static PropertyValue reg(int bus, int device, int function) {
        return PropertyValue.ofU32(bus << 16 | (device << 3 | function) << 8, 0, 0, 0, 0);
    }
}
