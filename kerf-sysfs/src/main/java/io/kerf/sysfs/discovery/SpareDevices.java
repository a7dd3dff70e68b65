// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.DeviceClass;
import io.kerf.model.PciAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds the network cards and drives that can be suggested to whoever has no wishes: beyond those that the host is seen to use, not those
 * with something on them that may be anybody's.
 */
final class SpareDevices {
    /** Drivers that keep a device for a virtual machine, and one of a controller with other devices behind it. */
    private static final Pattern NOT_SPARE = Pattern.compile("pci-stub|vmd");

    /** The interface is up (Linux: {@code include/uapi/linux/if.h}): somebody may be using it, with or without a route. */
    private static final int IFF_UP = 0x1;

    private final HostFiles files;
    private final Path sys;
    private final boolean allDisksKnown;

    /** With whether all disks are known that the host uses; else no disk counts as spare. */
    SpareDevices(HostFiles files, Path sys, boolean allDisksKnown) {
        this.files = files;
        this.sys = sys;
        this.allDisksKnown = allDisksKnown;
    }

    /** The names on their bus of those that are spare. */
    Set<String> of(List<HostDevice> devices) {
        Set<PciAddress> divided = new HashSet<>();
        devices.forEach(device -> device.physicalFunction().ifPresent(divided::add));
        Set<String> spare = new TreeSet<>();
        Set<OptionalInt> keptGroups = new HashSet<>();
        for (HostDevice device : devices) {
            if (isSpare(device, divided)) {
                spare.add(device.busName());
            } else if (device.iommuGroup().isPresent() && !device.isBridge()) {
                keptGroups.add(device.iommuGroup());
            }
        }
        // What is in one IOMMU group goes together, or not at all.
        devices.stream()
                .filter(device -> keptGroups.contains(device.iommuGroup()))
                .forEach(device -> spare.remove(device.busName()));
        return spare;
    }

    private boolean isSpare(HostDevice device, Set<PciAddress> divided) {
        boolean hasParts = device.pciAddress().filter(divided::contains).isPresent()
                || device.virtualFunctions()
                        .filter(parts -> !parts.addresses().isEmpty())
                        .isPresent();
        return isWanted(device)
                && hasDriverOfItsOwn(device)
                && device.inUse().isEmpty()
                && device.physicalFunction().isEmpty()
                && !hasParts
                && device.vendorId().isPresent()
                && device.deviceId().isPresent()
                && device.disks().stream().noneMatch(this::holdsSomething)
                && device.interfaces().stream().allMatch(this::isDown);
    }

    private boolean isWanted(HostDevice device) {
        boolean holdsDisks =
                device.deviceClass() == DeviceClass.STORAGE || !device.disks().isEmpty();
        // The interfaces of a network card that shows none are in another network namespace, or a program drives the
        // card.
        boolean isKind = device.deviceClass() == DeviceClass.STORAGE
                || device.deviceClass() == DeviceClass.NETWORK
                        && !device.interfaces().isEmpty();
        return isKind && (allDisksKnown || !holdsDisks);
    }

    private static boolean hasDriverOfItsOwn(HostDevice device) {
        return device.driver()
                .filter(driver -> !HostUse.isHandedThrough(driver)
                        && !NOT_SPARE.matcher(driver).matches())
                .isPresent();
    }

    /** Whether a disk has partitions, or volumes or arrays are on it. */
    private boolean holdsSomething(String disk) {
        Path folder = sys.resolve("block").resolve(disk);
        return files.names(folder).stream().anyMatch(entry -> entry.startsWith(disk))
                || !files.names(folder.resolve("holders")).isEmpty();
    }

    private boolean isDown(String name) {
        OptionalInt flags =
                files.hexadecimal(sys.resolve("class/net").resolve(name).resolve("flags"));
        return flags.isPresent() && (flags.getAsInt() & IFF_UP) == 0;
    }
}
