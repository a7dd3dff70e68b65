// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.PciAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds out which devices the host itself is using: the disks under its mounts, its swap and its volumes, the interfaces of its routes, the
 * active ports of RDMA, the display it booted on, and what virtual machines and other programs have by drivers that hand devices through.
 */
final class HostUse {
    private static final Pattern HANDED_THROUGH =
            Pattern.compile("(?:.*[-_])?vfio(?:[-_].*)?|uio(?:_.*)?|igb_uio|(?:xen-)?pciback");
    private static final int DISPLAY = 0x03;

    /** {@code IB_PORT_ACTIVE} and its name (Linux: {@code include/rdma/ib_verbs.h}). */
    private static final String RDMA_ACTIVE = "4:";

    private final HostFiles files;
    private final Path sys;
    private final DiskUse disks;
    private final NetworkUse network;
    private final DeviceUses uses = new DeviceUses();

    HostUse(HostFiles files, Path sys, Path proc, Path dev, BusNames buses, DeviceNames names) {
        this.files = files;
        this.sys = sys;
        ProcTables tables = new ProcTables(files, proc);
        this.disks = new DiskUse(files, sys, dev, tables, buses, names, uses);
        this.network = new NetworkUse(files, sys, tables, buses, names, uses);
    }

    List<HostDevice> marked(List<HostDevice> devices) {
        disks.read();
        network.read();
        for (HostDevice device : devices) {
            if (isBootDisplay(device)) {
                uses.add(device.busName(), "the display that the host booted on");
            }
            device.driver()
                    .filter(HostUse::isHandedThrough)
                    .ifPresent(driver -> uses.add(
                            device.busName(), "driver " + driver + ", for a virtual machine or another program"));
        }
        devices.forEach(this::claimed);
        devices.forEach(this::rdma);
        virtualFunctions(devices);
        List<HostDevice> marked = new ArrayList<>();
        for (HostDevice device : devices) {
            List<String> found = List.copyOf(uses.of(device.busName()));
            marked.add(found.isEmpty() ? device : device.usedFor(found));
        }
        return marked;
    }

    /** What the kernel has opened a disk or a partition for, such as a volume or an array, mounted or not. */
    private void claimed(HostDevice device) {
        for (String disk : device.disks()) {
            Path folder = sys.resolve("block").resolve(disk);
            holders(device, disk, folder);
            files.names(folder).stream()
                    .filter(entry -> entry.startsWith(disk))
                    .forEach(part -> holders(device, part, folder.resolve(part)));
        }
    }

    private void holders(HostDevice device, String block, Path folder) {
        files.names(folder.resolve("holders"))
                .forEach(holder -> uses.add(device.busName(), holder + " is on " + block));
    }

    /** A card for RDMA works for programs and file systems without an interface, while one of its ports is active. */
    private void rdma(HostDevice device) {
        for (String card : files.names(rdmaFolder(sys, device))) {
            Path ports = rdmaFolder(sys, device).resolve(card).resolve("ports");
            for (String port : files.names(ports)) {
                if (files.line(ports.resolve(port).resolve("state")).orElse("").startsWith(RDMA_ACTIVE)) {
                    uses.add(device.busName(), "port " + port + " of " + card + " is active for RDMA");
                }
            }
        }
    }

    /** Where the RDMA devices of a function are; not there where it has none. */
    static Path rdmaFolder(Path sys, HostDevice device) {
        return sys.resolve(device.pciAddress().isPresent() ? "bus/pci/devices" : "bus/platform/devices")
                .resolve(device.busName())
                .resolve("infiniband");
    }

    /** Whoever has a physical function rules its virtual ones: their uses are its uses. */
    private void virtualFunctions(List<HostDevice> devices) {
        Map<PciAddress, String> busNames = new HashMap<>();
        devices.forEach(device -> device.pciAddress().ifPresent(at -> busNames.put(at, device.busName())));
        for (HostDevice device : devices) {
            String whole = device.physicalFunction().map(busNames::get).orElse("");
            if (!whole.isEmpty()) {
                List.copyOf(uses.of(device.busName()))
                        .forEach(what -> uses.add(whole, what + " (virtual function " + device.busName() + ")"));
            }
        }
    }

    /** Whether all disks are known that the host uses; else none of them can be taken for a spare one. Known when devices are marked. */
    boolean isComplete() {
        return disks.isComplete();
    }

    /** Whether a driver hands a device through to a virtual machine, or to a program, which no interface or disk tells of. */
    static boolean isHandedThrough(String driver) {
        return HANDED_THROUGH.matcher(driver).matches();
    }

    private boolean isBootDisplay(HostDevice device) {
        return device.classCode().isPresent()
                && device.classCode().getAsInt() >> 16 == DISPLAY
                && files.number(sys.resolve("bus/pci/devices")
                                        .resolve(device.busName())
                                        .resolve("boot_vga"))
                                .orElse(0)
                        == 1;
    }
}
