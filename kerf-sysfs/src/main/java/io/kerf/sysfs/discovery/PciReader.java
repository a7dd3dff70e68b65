// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.PciAddress;
import io.kerf.sysfs.discovery.HostDevice.VirtualFunctions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the PCI functions from {@code bus/pci/devices} below sysfs (Linux: {@code Documentation/ABI/testing/sysfs-bus-pci}). */
final class PciReader {
    private static final int MOST_VFS = 1 << 16;

    private final HostFiles files;
    private final Path devices;
    private final BusNames buses;
    private final DeviceNames names;
    private final Set<String> taken = new HashSet<>();

    PciReader(HostFiles files, Path sys, BusNames buses, DeviceNames names) {
        this.files = files;
        this.devices = sys.resolve("bus/pci/devices");
        this.buses = buses;
        this.names = names;
    }

    /** The functions by address. */
    List<HostDevice> read() {
        List<HostDevice> found = new ArrayList<>();
        buses.functions().forEach((name, address) -> found.add(function(name, address)));
        return found;
    }

    private HostDevice function(String busName, PciAddress address) {
        Path device = devices.resolve(busName);
        return new HostDevice(
                name(busName, address),
                Optional.of(address),
                busName,
                files.hexadecimal(device.resolve("class")),
                identifier(device.resolve("vendor")),
                identifier(device.resolve("device")),
                Optional.empty(),
                files.linkName(device.resolve("driver")),
                files.number(device.resolve("numa_node")),
                group(device),
                names.interfaces(busName),
                names.disks(busName),
                virtualFunctions(device),
                files.linkName(device.resolve("physfn")).flatMap(BusNames::address),
                names.namespaces(busName),
                List.of());
    }

    private OptionalInt identifier(Path file) {
        OptionalInt id = files.hexadecimal(file);
        if (id.isPresent() && id.getAsInt() > 0xffff) {
            files.findings().malformed(file.toString(), Integer.toHexString(id.getAsInt()), "a number of 16 bits");
            return OptionalInt.empty();
        }
        return id;
    }

    /** Names of devices are unique: a disk that two functions lead to names the first. */
    private String name(String busName, PciAddress address) {
        Optional<String> name = names.shortName(busName).filter(taken::add);
        return name.orElseGet(() -> "pci-" + address.toString().replace(':', '-'));
    }

    private OptionalInt group(Path device) {
        Optional<String> name = files.linkName(device.resolve("iommu_group"));
        return name.isPresent() && name.get().matches("[0-9]{1,9}")
                ? OptionalInt.of(Integer.parseInt(name.get()))
                : OptionalInt.empty();
    }

    private Optional<VirtualFunctions> virtualFunctions(Path device) {
        OptionalInt total = files.number(device.resolve("sriov_totalvfs"));
        if (total.isEmpty() || total.getAsInt() == 0) {
            return Optional.empty();
        }
        List<PciAddress> addresses = new ArrayList<>();
        int now = Math.min(files.number(device.resolve("sriov_numvfs")).orElse(0), MOST_VFS);
        for (int i = 0; i < now; i++) {
            Optional<PciAddress> address =
                    files.linkName(device.resolve("virtfn" + i)).flatMap(BusNames::address);
            if (address.isEmpty()) {
                files.findings()
                        .missing(
                                device.resolve("virtfn" + i).toString(),
                                "the address of virtual function " + i + " is not known",
                                "discover again: virtual functions may have been made or removed meanwhile");
                break;
            }
            addresses.add(address.get());
        }
        return Optional.of(new VirtualFunctions(Math.min(total.getAsInt(), MOST_VFS), addresses));
    }
}
