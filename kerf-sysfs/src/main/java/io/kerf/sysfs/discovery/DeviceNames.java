// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which network interfaces, disks and NVMe controllers are on which device: {@code class/net}, {@code block} and {@code class/nvme}
 * below sysfs are links into {@code devices}, and the path has the device. A namespace of a drive with several paths lies under
 * {@code virtual}; the controllers list it as {@code nvme0c1n1}. Devices go by their names on their bus.
 */
final class DeviceNames {
    private static final Pattern NAMESPACE = Pattern.compile("nvme([0-9]{1,6})(?:c[0-9]{1,6})?n([0-9]{1,9})");

    private final HostFiles files;
    private final Path sys;
    private final BusNames buses;
    private final Map<String, SortedSet<String>> interfaces = new HashMap<>();
    private final Map<String, SortedSet<String>> disks = new HashMap<>();
    private final Map<String, SortedSet<String>> controllers = new HashMap<>();
    private final Map<String, SortedSet<Integer>> namespaces = new HashMap<>();
    private final Map<String, SortedSet<String>> ofDisk = new HashMap<>();

    DeviceNames(HostFiles files, Path sys, BusNames buses) {
        this.files = files;
        this.sys = sys;
        this.buses = buses;
    }

    DeviceNames read() {
        for (String name : files.names(sys.resolve("class/net"))) {
            at(sys.resolve("class/net").resolve(name)).ifPresent(device -> add(interfaces, device, name));
        }
        for (String name : files.names(sys.resolve("block"))) {
            at(sys.resolve("block").resolve(name)).ifPresent(device -> disk(device, name));
        }
        for (String name : files.names(sys.resolve("class/nvme"))) {
            controller(name);
        }
        return this;
    }

    /** A controller that is no device of this machine has its drives elsewhere, over a network. */
    private void controller(String name) {
        Path folder = sys.resolve("class/nvme").resolve(name);
        Optional<String> device = at(folder);
        device.ifPresent(at -> add(controllers, at, name));
        for (String entry : files.names(folder)) {
            Matcher matcher = NAMESPACE.matcher(entry);
            if (matcher.matches()) {
                String disk = "nvme" + matcher.group(1) + "n" + matcher.group(2);
                ofDisk.computeIfAbsent(disk, absent -> new TreeSet<>());
                OptionalInt id = files.number(folder.resolve(entry).resolve("nsid"));
                device.ifPresent(at -> {
                    add(namespaces, at, id.orElseGet(() -> Integer.parseInt(matcher.group(2))));
                    disk(at, disk);
                });
            }
        }
    }

    private void disk(String device, String name) {
        add(disks, device, name);
        add(ofDisk, name, device);
    }

    private static <K, V extends Comparable<V>> void add(Map<K, SortedSet<V>> map, K key, V value) {
        map.computeIfAbsent(key, absent -> new TreeSet<>()).add(value);
    }

    /** The device that something in sysfs hangs below; empty if it is below none. */
    Optional<String> at(Path path) {
        return files.real(path).flatMap(buses::holder);
    }

    /** The interfaces of a device. */
    List<String> interfaces(String device) {
        return List.copyOf(interfaces.getOrDefault(device, Collections.emptySortedSet()));
    }

    /** Devices that have interfaces, each with them. */
    Map<String, SortedSet<String>> interfaces() {
        return interfaces;
    }

    List<String> disks(String device) {
        return List.copyOf(disks.getOrDefault(device, Collections.emptySortedSet()));
    }

    List<Integer> namespaces(String device) {
        return List.copyOf(namespaces.getOrDefault(device, Collections.emptySortedSet()));
    }

    /** The devices that a disk is on: several if several paths lead to it. */
    Set<String> ofDisk(String name) {
        return ofDisk.getOrDefault(name, Collections.emptySortedSet());
    }

    /** Whether it is known what a disk is on, be it nothing of this machine. */
    boolean knowsDisk(String name) {
        return ofDisk.containsKey(name);
    }

    /** The short name of a device, or empty if nothing on it has a name. */
    Optional<String> shortName(String device) {
        return first(interfaces.get(device))
                .or(() -> first(controllers.get(device)))
                .or(() -> first(disks.get(device)));
    }

    private static Optional<String> first(@Nullable SortedSet<String> names) {
        return names == null
                ? Optional.empty()
                : names.stream().filter(DeviceNames::isNodeName).findFirst();
    }

    /** Whether a device tree can have a node of this name; those with {@code _vf} or {@code _ns} are taken for parts of devices. */
    static boolean isNodeName(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9,._+-]{0,30}") && !name.contains("_vf") && !name.contains("_ns");
    }
}
