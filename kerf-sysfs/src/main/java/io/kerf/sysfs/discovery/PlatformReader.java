// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the platform devices from {@code bus/platform/devices} below sysfs. */
final class PlatformReader {
    private final HostFiles files;
    private final Path devices;
    private final BusNames buses;
    private final DeviceNames names;
    private final Set<String> taken = new HashSet<>();

    PlatformReader(HostFiles files, Path sys, BusNames buses, DeviceNames names) {
        this.files = files;
        this.devices = sys.resolve("bus/platform/devices");
        this.buses = buses;
        this.names = names;
    }

    /** The devices by name. */
    List<HostDevice> read() {
        List<HostDevice> found = new ArrayList<>();
        buses.platformDevices().forEach(name -> found.add(device(name)));
        return found;
    }

    private HostDevice device(String busName) {
        Path device = devices.resolve(busName);
        return new HostDevice(
                name(busName),
                Optional.empty(),
                busName,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                files.line(device.resolve("firmware_node/hid")).filter(text -> !text.isEmpty()),
                files.linkName(device.resolve("driver")),
                files.number(device.resolve("numa_node")),
                OptionalInt.empty(),
                names.interfaces(busName),
                names.disks(busName),
                Optional.empty(),
                Optional.empty(),
                names.namespaces(busName),
                List.of());
    }

    private String name(String busName) {
        String base = "platform-" + busName.replaceAll("[^A-Za-z0-9,.+-]", "-");
        String name = base;
        for (int i = 2; !taken.add(name); i++) {
            name = base + "." + i;
        }
        return name;
    }
}
