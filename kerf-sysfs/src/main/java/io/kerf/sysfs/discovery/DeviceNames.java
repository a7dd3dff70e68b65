// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.ModelException;
import io.kerf.model.PciAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which network interfaces, disks and NVMe controllers are on which PCI function: {@code class/net}, {@code block} and {@code class/nvme}
 * below sysfs are links into {@code devices}, and the path has the address. A namespace of a drive with several paths lies under
 * {@code virtual}; the controllers list it as {@code nvme0c1n1}.
 */
final class DeviceNames {
    private static final Pattern NAMESPACE = Pattern.compile("nvme([0-9]{1,6})(?:c[0-9]{1,6})?n([0-9]{1,9})");

    private final HostFiles files;
    private final Path sys;
    private final SortedMap<PciAddress, List<String>> interfaces = new TreeMap<>();
    private final SortedMap<PciAddress, List<String>> disks = new TreeMap<>();
    private final SortedMap<PciAddress, List<String>> controllers = new TreeMap<>();
    private final SortedMap<PciAddress, List<Integer>> namespaces = new TreeMap<>();
    private final Map<String, List<PciAddress>> ofDisk = new HashMap<>();

    DeviceNames(HostFiles files, Path sys) {
        this.files = files;
        this.sys = sys;
    }

    DeviceNames read() {
        for (String name : files.names(sys.resolve("class/net"))) {
            at(sys.resolve("class/net").resolve(name)).ifPresent(address -> add(interfaces, address, name));
        }
        for (String name : files.names(sys.resolve("block"))) {
            at(sys.resolve("block").resolve(name)).ifPresent(address -> disk(address, name));
        }
        for (String name : files.names(sys.resolve("class/nvme"))) {
            at(sys.resolve("class/nvme").resolve(name)).ifPresent(address -> controller(address, name));
        }
        return this;
    }

    private void controller(PciAddress address, String name) {
        add(controllers, address, name);
        Path folder = sys.resolve("class/nvme").resolve(name);
        for (String entry : files.names(folder)) {
            Matcher matcher = NAMESPACE.matcher(entry);
            if (matcher.matches()) {
                OptionalInt id = files.number(folder.resolve(entry).resolve("nsid"));
                add(namespaces, address, id.orElseGet(() -> Integer.parseInt(matcher.group(2))));
                disk(address, "nvme" + matcher.group(1) + "n" + matcher.group(2));
            }
        }
    }

    private void disk(PciAddress address, String name) {
        add(disks, address, name);
        add(ofDisk, name, address);
    }

    private static <K, V extends Comparable<V>> void add(Map<K, List<V>> map, K key, V value) {
        List<V> list = map.computeIfAbsent(key, absent -> new ArrayList<>());
        if (!list.contains(value)) {
            list.add(value);
            list.sort(null);
        }
    }

    /** The function that something in sysfs hangs below; empty if it is below none. */
    Optional<PciAddress> at(Path path) {
        return files.real(path).flatMap(DeviceNames::addressIn);
    }

    /** The last PCI address in a path of sysfs, such as that of a drive behind bridges. */
    static Optional<PciAddress> addressIn(Path real) {
        for (int i = real.getNameCount() - 1; i >= 0; i--) {
            Optional<PciAddress> address = address(real.getName(i).toString());
            if (address.isPresent()) {
                return address;
            }
        }
        return Optional.empty();
    }

    /** An address in the form that the kernel writes, {@code 0000:3b:00.0}; empty for any other name. */
    static Optional<PciAddress> address(String name) {
        if (name.length() < 12 || name.charAt(name.length() - 2) != '.') {
            return Optional.empty();
        }
        try {
            return Optional.of(PciAddress.parse(name));
        } catch (ModelException other) {
            return Optional.empty();
        }
    }

    List<String> interfaces(PciAddress address) {
        return interfaces.getOrDefault(address, List.of());
    }

    List<String> disks(PciAddress address) {
        return disks.getOrDefault(address, List.of());
    }

    List<Integer> namespaces(PciAddress address) {
        return namespaces.getOrDefault(address, List.of());
    }

    /** The functions that a disk is on: several if several paths lead to it. */
    List<PciAddress> ofDisk(String name) {
        return ofDisk.getOrDefault(name, List.of());
    }

    /** The short name of a device, or empty if nothing on it has a name. */
    Optional<String> shortName(PciAddress address) {
        return first(interfaces(address))
                .or(() -> first(controllers.getOrDefault(address, List.of())))
                .or(() -> first(disks(address)));
    }

    private static Optional<String> first(List<String> names) {
        return names.stream().filter(DeviceNames::isNodeName).findFirst();
    }

    /** Whether a device tree can have a node of this name; those with {@code _vf} or {@code _ns} are taken for parts of devices. */
    static boolean isNodeName(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9,._+-]{0,30}") && !name.contains("_vf") && !name.contains("_ns");
    }
}
