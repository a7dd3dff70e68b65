// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.discovery.HostArchive.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A stored machine, with no more of its CPUs than their cores and sockets, in a directory where a test changes it. */
final class EditedHost {
    private final Path root;

    private EditedHost(Path root) {
        this.root = root;
    }

    /** Whose disks are blank. */
    static EditedHost of(String name, Path root) throws IOException {
        EditedHost host = without(
                ".*/cpu[0-9]+/(?:cache/.*|topology/(?:die_id|cluster_id|core_id|thread_siblings_list|package_cpus_list))",
                name,
                root);
        HostTrees.blankDisks(root);
        return host;
    }

    /** With one CPU, since the others say nothing of devices. */
    static EditedHost devicesOf(String name, Path root) throws IOException {
        EditedHost host = without(".*/cpu[1-9][0-9]*/.*|.*/cpu0/cache/.*|.*/ACPI0007:.*|proc/cpuinfo", name, root);
        for (String list : new String[] {"possible", "present", "online"}) {
            host.put("sys/devices/system/cpu/" + list, "0");
        }
        return host;
    }

    private static EditedHost without(String paths, String name, Path root) throws IOException {
        HostArchive whole = HostArchive.parse(Files.readString(HostTrees.archive(name)));
        Map<String, Entry> entries = new TreeMap<>(whole.entries());
        entries.keySet().removeIf(path -> path.matches(paths));
        new HostArchive(List.of(), entries).unpack(root);
        return new EditedHost(root);
    }

    KernelRoots roots() {
        return KernelRoots.under(root);
    }

    HostHardware discover() {
        return HostDiscovery.discover(roots());
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** Writes a line. */
    EditedHost put(String name, String line) throws IOException {
        return text(name, line + "\n");
    }

    EditedHost text(String name, String text) throws IOException {
        remove(name);
        Files.createDirectories(path(name).getParent());
        Files.writeString(path(name), text);
        return this;
    }

    /** Makes a link to another place in the tree. */
    EditedHost link(String name, String target) throws IOException {
        remove(name);
        Files.createDirectories(path(name).getParent());
        Files.createSymbolicLink(path(name), target.startsWith("sys/") ? path(target) : Path.of(target));
        return this;
    }

    EditedHost folder(String name) throws IOException {
        Files.createDirectories(path(name));
        return this;
    }

    EditedHost remove(String name) throws IOException {
        Path path = path(name);
        if (Files.isSymbolicLink(path)) {
            Files.delete(path);
        } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> tree = Files.walk(path)) {
                for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        return this;
    }

    /** Adds a block device without a disk of its own, of which the members lie below it. */
    EditedHost volume(String name, String... slaves) throws IOException {
        String folder = "sys/devices/virtual/block/" + name;
        folder(folder);
        link("sys/class/block/" + name, folder).link("sys/block/" + name, folder);
        for (String slave : slaves) {
            link(folder + "/slaves/" + slave, "sys/class/block/" + slave);
        }
        return this;
    }

    /** Adds an interface without a device, and what it lies on. */
    EditedHost virtualInterface(String name, String... lower) throws IOException {
        String folder = "sys/devices/virtual/net/" + name;
        put(folder + "/flags", "0x1003").link("sys/class/net/" + name, folder);
        for (String each : lower) {
            link(folder + "/lower_" + each, "sys/class/net/" + each);
        }
        return this;
    }

    /** Replaces the mounts by one of procfs and these, each {@code major:minor / point … - type source options}. */
    EditedHost mounts(String... mounts) throws IOException {
        StringBuilder out = new StringBuilder("22 27 0:21 / /proc rw - proc proc rw\n");
        for (String mount : mounts) {
            out.append("30 1 ").append(mount).append('\n');
        }
        return text("proc/1/mountinfo", out.toString());
    }

    /** Replaces the routes by a default route. */
    EditedHost route(String name) throws IOException {
        return text(
                "proc/1/net/route",
                "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n" + name
                        + "\t00000000\t0101A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n");
    }

    /** The addresses of the devices that are suggested. */
    static List<String> suggested(HostHardware hardware) {
        return hardware.suggestedBaseline().propose().state().devices().stream()
                .map(device -> device.pciAddress().orElseThrow().toString())
                .toList();
    }

    /** The codes of the errors of a baseline with a device. */
    static List<String> errorsWith(HostHardware hardware, String device) {
        return hardware.baseline().cpuCount(1).device(device).propose().report().errors().stream()
                .map(finding -> finding.code())
                .filter(code -> code.startsWith("baseline-device"))
                .toList();
    }
}
