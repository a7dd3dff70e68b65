// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.DeviceClass;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the network cards and drives that can be suggested to whoever has no wishes: beyond those that the host is seen to use, not those
 * with something on them that may be anybody's.
 */
final class SpareDevices {
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
        Set<String> spare = new TreeSet<>();
        for (HostDevice device : devices) {
            boolean candidate = isWanted(device)
                    && device.driver().isPresent()
                    && device.inUse().isEmpty()
                    && device.physicalFunction().isEmpty()
                    && device.vendorId().isPresent()
                    && device.deviceId().isPresent();
            if (candidate
                    && device.disks().stream().noneMatch(this::holdsSomething)
                    && device.interfaces().stream().noneMatch(this::isPartOfAnother)) {
                spare.add(device.busName());
            }
        }
        return spare;
    }

    private boolean isWanted(HostDevice device) {
        boolean holdsDisks =
                device.deviceClass() == DeviceClass.STORAGE || !device.disks().isEmpty();
        return (device.deviceClass() == DeviceClass.NETWORK || device.deviceClass() == DeviceClass.STORAGE)
                && (allDisksKnown || !holdsDisks);
    }

    /** Whether a disk has partitions, or volumes or arrays are on it. */
    private boolean holdsSomething(String disk) {
        Path folder = sys.resolve("block").resolve(disk);
        return files.names(folder).stream().anyMatch(entry -> entry.startsWith(disk))
                || !files.names(folder.resolve("holders")).isEmpty();
    }

    /** Whether an interface is a port of a bridge or bond, or VLANs are on it. */
    private boolean isPartOfAnother(String name) {
        return files.names(sys.resolve("class/net").resolve(name)).stream()
                .anyMatch(entry -> entry.equals("master") || entry.startsWith("upper_"));
    }
}
