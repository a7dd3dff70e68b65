// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ModelException;
import io.kerf.model.PciAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The devices that {@code bus/pci/devices} and {@code bus/platform/devices} below sysfs list, and which of them a place in
 * {@code devices} is below. A PCI domain of more than 16 bits is none of the machine's: a controller such as Intel's VMD makes it for the
 * functions behind it, which count as parts of that controller.
 */
final class BusNames {
    private static final int MOST_DEVICES = 1 << 16;
    private static final Pattern BEHIND_CONTROLLER = Pattern.compile("[0-9a-f]{5,8}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]");

    private final HostFiles files;
    private final Path pci;
    private final Path platform;
    private final Map<String, PciAddress> functions = new LinkedHashMap<>();
    private final Set<String> platformDevices = new LinkedHashSet<>();

    BusNames(HostFiles files, Path sys) {
        this.files = files;
        this.pci = sys.resolve("bus/pci/devices");
        this.platform = sys.resolve("bus/platform/devices");
    }

    BusNames read() {
        List<String> behind = new ArrayList<>();
        for (String name : first(files.names(pci))) {
            Optional<PciAddress> address = address(name);
            if (address.isPresent()) {
                functions.put(name, address.get());
            } else if (BEHIND_CONTROLLER.matcher(name).matches()) {
                behind.add(name);
            } else {
                files.findings().malformed(pci.resolve(name).toString(), name, "an address such as 0000:3b:00.0");
            }
        }
        if (!behind.isEmpty()) {
            files.findings()
                    .add(Diagnostic.info(
                                    Codes.BEHIND_CONTROLLER,
                                    "PCI functions in a domain that a controller makes (Intel VMD) count as parts of that"
                                            + " controller: " + Cores.some(behind))
                            .withSubject(pci.toString())
                            .withSuggestion("switch VMD off in the firmware, if they are to be devices of their own"));
        }
        platformDevices.addAll(first(files.names(platform)));
        return this;
    }

    private static List<String> first(List<String> names) {
        return names.subList(0, Math.min(names.size(), MOST_DEVICES));
    }

    /** The PCI functions by their names, which are in the order of their addresses. */
    Map<String, PciAddress> functions() {
        return functions;
    }

    /** The platform devices, sorted. */
    Set<String> platformDevices() {
        return platformDevices;
    }

    /** The device that a place is below: the nearest PCI function, else the nearest platform device. */
    Optional<String> holder(Path real) {
        return nearest(real, functions.keySet()).or(() -> nearest(real, platformDevices));
    }

    /** The device that a place is below, and the platform devices above it. Bridges are left out: nobody can have them. */
    Set<String> holders(Path real) {
        Set<String> found = new LinkedHashSet<>();
        holder(real).ifPresent(found::add);
        for (Path part : real) {
            if (platformDevices.contains(part.toString())) {
                found.add(part.toString());
            }
        }
        return found;
    }

    private static Optional<String> nearest(Path real, Set<String> names) {
        for (int i = real.getNameCount() - 1; i >= 0; i--) {
            String name = real.getName(i).toString();
            if (names.contains(name)) {
                return Optional.of(name);
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
}
