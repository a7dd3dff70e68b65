// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.PciAddress;
import io.kerf.sysfs.discovery.MountTable.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds out which devices the host itself is using: the disks under its mounts and its swap, through volumes that lie on others; the
 * interfaces of its default routes, through bridges, bonds and VLANs; the display it booted on.
 */
final class HostUse {
    private static final int DEEPEST = 16;

    private final HostFiles files;
    private final Path sys;
    private final Path proc;
    private final Path dev;
    private final DeviceNames names;
    private final SortedMap<PciAddress, List<String>> uses = new TreeMap<>();

    HostUse(HostFiles files, Path sys, Path proc, Path dev, DeviceNames names) {
        this.files = files;
        this.sys = sys;
        this.proc = proc;
        this.dev = dev;
        this.names = names;
    }

    List<HostDevice> marked(List<HostDevice> devices) {
        mounts();
        swaps();
        routes();
        List<HostDevice> marked = new ArrayList<>();
        for (HostDevice device : devices) {
            List<String> found = device.pciAddress()
                    .map(address -> uses.getOrDefault(address, List.of()))
                    .orElse(List.of());
            List<String> all = new ArrayList<>(found);
            if (isBootDisplay(device)) {
                all.add("the display that the host booted on");
            }
            marked.add(all.isEmpty() ? device : device.usedFor(all));
        }
        return marked;
    }

    private boolean isBootDisplay(HostDevice device) {
        return device.classCode().isPresent()
                && device.classCode().getAsInt() >> 16 == 0x03
                && files.number(sys.resolve("bus/pci/devices")
                                        .resolve(device.busName())
                                        .resolve("boot_vga"))
                                .orElse(0)
                        == 1;
    }

    private void use(PciAddress address, String what) {
        List<String> list = uses.computeIfAbsent(address, absent -> new ArrayList<>());
        if (!list.contains(what)) {
            list.add(what);
        }
    }

    /** The first process sees the mounts of the host; whoever may not look at it sees its own. */
    private Optional<String> ofFirstProcess(String name, String otherwise) {
        HostFiles aside = new HostFiles(new Findings());
        return aside.text(proc.resolve("1").resolve(name)).or(() -> files.text(proc.resolve(otherwise)));
    }

    private void mounts() {
        Optional<String> text = ofFirstProcess("mountinfo", "self/mountinfo");
        if (text.isEmpty()) {
            files.findings()
                    .missing(
                            proc.resolve("self/mountinfo").toString(),
                            "the disks that the host uses are not known",
                            "see whether procfs is mounted there");
            return;
        }
        Set<String> seen = new HashSet<>();
        for (Mount mount : MountTable.parse(text.get())) {
            // A file system that is mounted twice, or in part, is on the same disk.
            if (seen.add(mount.device() + " " + mount.source())) {
                block(mount).ifPresent(block -> disks(block, mount.point() + " is on " + block));
            }
        }
    }

    /** The block device of a mount: by its number, or by its name where a file system has numbers of its own. */
    private Optional<String> block(Mount mount) {
        if (!mount.device().startsWith("0:")) {
            return files.real(sys.resolve("dev/block").resolve(mount.device())).map(HostUse::lastName);
        }
        return mount.source().startsWith("/dev/") ? blockNamed(mount.source()) : Optional.empty();
    }

    /** A name below {@code /dev}, which may be a link, as those in {@code mapper} are. */
    private Optional<String> blockNamed(String source) {
        String name = source.substring("/dev/".length());
        if (name.isEmpty() || name.contains("..") || name.startsWith("/")) {
            return Optional.empty();
        }
        return Optional.of(files.real(dev.resolve(name)).map(HostUse::lastName).orElse(name));
    }

    private static String lastName(Path path) {
        return String.valueOf(path.getFileName());
    }

    private void swaps() {
        Optional<String> text = files.text(proc.resolve("swaps"));
        text.ifPresent(table -> table.lines()
                .skip(1)
                .map(line -> MountTable.plain(line.split("\\s+", 2)[0]))
                .filter(source -> source.startsWith("/dev/"))
                .forEach(source -> blockNamed(source).ifPresent(block -> disks(block, "swap is on " + block))));
    }

    /** Marks what a block device is on; volumes, and arrays of disks, lie on others. */
    private void disks(String block, String what) {
        disks(block, what, 0, new HashSet<>());
    }

    private void disks(String block, String what, int depth, Set<String> seen) {
        if (depth == DEEPEST || !seen.add(block)) {
            return;
        }
        Path folder = sys.resolve("class/block").resolve(block);
        Optional<PciAddress> address = names.at(folder);
        address.ifPresent(at -> use(at, what));
        if (address.isEmpty()) {
            names.ofDisk(wholeDisk(block)).forEach(at -> use(at, what));
        }
        for (String slave : files.names(folder.resolve("slaves"))) {
            disks(slave, what, depth + 1, seen);
        }
    }

    /** The disk of a partition that is no folder below its controller: {@code nvme0n1} of {@code nvme0n1p2}. */
    private static String wholeDisk(String block) {
        return block.replaceFirst("^(nvme[0-9]+n[0-9]+)p[0-9]+$", "$1");
    }

    private void routes() {
        SortedSet<String> found = new TreeSet<>();
        ofFirstProcess("net/route", "net/route").ifPresent(text -> found.addAll(RouteTable.ipv4(text)));
        ofFirstProcess("net/ipv6_route", "net/ipv6_route").ifPresent(text -> found.addAll(RouteTable.ipv6(text)));
        for (String name : found) {
            network(name, "default route through " + name, 0, new HashSet<>());
        }
    }

    private void network(String name, String what, int depth, Set<String> seen) {
        if (depth == DEEPEST || !seen.add(name) || name.contains("/") || name.contains("..")) {
            return;
        }
        Path folder = sys.resolve("class/net").resolve(name);
        names.at(folder).ifPresent(address -> use(address, what));
        for (String entry : files.names(folder)) {
            if (entry.startsWith("lower_")) {
                network(entry.substring("lower_".length()), what, depth + 1, seen);
            }
        }
    }
}
