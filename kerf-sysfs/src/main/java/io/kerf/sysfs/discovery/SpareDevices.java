// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.DeviceClass;
import io.kerf.model.PciAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds the network cards and drives that can be suggested to whoever has no wishes: beyond those that the host is seen to use, not those
 * with something on them that may be anybody's.
 */
final class SpareDevices {
    /** Drivers that keep a device for a virtual machine, and one of a controller with other devices behind it. */
    private static final Pattern NOT_SPARE = Pattern.compile("pci-stub|vmd");

    private final HostFiles files;
    private final Path sys;
    private final BlankDisks blank;
    private final DeviceDoubts doubts;

    /** With whether all disks are known that the host uses; else no disk counts as spare. */
    SpareDevices(HostFiles files, Path sys, Path dev, boolean allDisksKnown) {
        this.files = files;
        this.sys = sys;
        this.blank = new BlankDisks(files, sys, dev);
        this.doubts = new DeviceDoubts(files, sys, allDisksKnown);
    }

    /**
     * What is to be known of devices that the host is not seen to use, by their names on their bus.
     *
     * @param spare those that can be suggested
     * @param written those that could be, if their disks were known to be blank, with why they are not
     * @param doubts what speaks for a use of others
     */
    record Answer(Set<String> spare, SortedMap<String, String> written, Map<String, List<String>> doubts) {}

    /** All that is known; nothing is spare where what the host uses cannot be seen. */
    Answer of(List<HostDevice> devices, boolean hostIsSeen) {
        Map<String, List<String>> doubtful = new HashMap<>();
        for (HostDevice device : devices) {
            List<String> found = device.inUse().isEmpty() ? doubts.of(device) : List.of();
            if (!found.isEmpty()) {
                doubtful.put(device.busName(), found);
            }
        }
        SortedMap<String, String> written = new TreeMap<>();
        Set<String> spare = hostIsSeen ? spare(devices, doubtful.keySet(), written) : Set.of();
        return new Answer(spare, written, doubtful);
    }

    private Set<String> spare(List<HostDevice> devices, Set<String> doubtful, Map<String, String> written) {
        Set<PciAddress> divided = new HashSet<>();
        devices.forEach(device -> device.physicalFunction().ifPresent(divided::add));
        Set<String> spare = new TreeSet<>();
        Set<OptionalInt> keptGroups = new HashSet<>();
        for (HostDevice device : devices) {
            boolean isIdle = !doubtful.contains(device.busName()) && isSpare(device, divided);
            Optional<String> content = isIdle ? content(device) : Optional.empty();
            content.ifPresent(why -> written.put(device.busName(), why));
            if (isIdle && content.isEmpty()) {
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

    /** Why the disks of a device do not count as blank. */
    private Optional<String> content(HostDevice device) {
        return device.disks().stream()
                .map(blank::whyNot)
                .flatMap(Optional::stream)
                .findFirst();
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
                && files.names(HostUse.rdmaFolder(sys, device)).isEmpty();
    }

    /**
     * A controller that shows no disk may have a tape or a changer, or a place for a disk that comes later. The interfaces of a network card
     * that shows none are in another network namespace, or a program drives the card.
     */
    private static boolean isWanted(HostDevice device) {
        return device.deviceClass() == DeviceClass.STORAGE && !device.disks().isEmpty()
                || device.deviceClass() == DeviceClass.NETWORK
                        && !device.interfaces().isEmpty();
    }

    private static boolean hasDriverOfItsOwn(HostDevice device) {
        return device.driver()
                .filter(driver -> !HostUse.isHandedThrough(driver)
                        && !NOT_SPARE.matcher(driver).matches())
                .isPresent();
    }
}
