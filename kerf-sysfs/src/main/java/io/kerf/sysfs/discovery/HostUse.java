// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.model.PciAddress;
import io.kerf.sysfs.discovery.MountTable.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds out which devices the host itself is using: the disks under its mounts and its swap, through volumes that lie on others; the
 * interfaces of its routes, through bridges, bonds and VLANs; the display it booted on.
 */
final class HostUse {
    private static final int DEEPEST = 16;
    private static final String DEV = "/dev/";

    /** File systems on disks whose mounts have no number of a block device. */
    private static final Set<String> DISK_TYPES = Set.of("btrfs", "bcachefs", "zfs");

    private final HostFiles files;
    private final Path sys;
    private final Path proc;
    private final Path dev;
    private final DeviceNames names;
    private final SortedMap<PciAddress, List<String>> uses = new TreeMap<>();
    private final SortedMap<String, Boolean> routed = new TreeMap<>();
    private final Set<String> mounted = new HashSet<>();
    private final Set<String> unknown = new LinkedHashSet<>();

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
        reportUnknown();
        return marked;
    }

    /** Whether all disks are known that the host uses; else none of them can be taken for a spare one. Known when devices are marked. */
    boolean isComplete() {
        return unknown.isEmpty();
    }

    private void reportUnknown() {
        if (!unknown.isEmpty()) {
            files.findings()
                    .add(Diagnostic.warning(
                                    Codes.DISKS,
                                    "no file tells which disks these are on, so that no disk is suggested for a pool: "
                                            + Cores.some(List.copyOf(unknown)))
                            .withSubject("disks")
                            .withSuggestion(
                                    "name the disks that a pool is to have, such as with zpool status at hand"));
        }
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

    /** A text, and the file that it is from. */
    private record Source(Path file, String text) {}

    private Optional<Source> source(HostFiles reader, Path file) {
        return reader.text(file).map(text -> new Source(file, text));
    }

    /** The first process sees the mounts of the host; whoever may not look at it sees its own. */
    private Optional<Source> ofFirstProcess(String name, String otherwise) {
        HostFiles aside = new HostFiles(new Findings());
        return source(aside, proc.resolve("1").resolve(name)).or(() -> source(files, proc.resolve(otherwise)));
    }

    private void mounts() {
        Optional<Source> table = ofFirstProcess("mountinfo", "self/mountinfo");
        if (table.isEmpty()) {
            files.findings()
                    .missing(
                            proc.resolve("self/mountinfo").toString(),
                            "the disks that the host uses are not known",
                            "see whether procfs is mounted there");
            unknown.add("what is mounted");
            return;
        }
        Map<String, Set<String>> members = members();
        Set<String> seen = new HashSet<>();
        for (Mount mount : MountTable.parse(table.get().text())) {
            // A file system that is mounted twice, or in part, is on the same disk.
            if (seen.add(mount.device() + " " + mount.source())) {
                mount(mount, table.get().file(), members);
            }
        }
        members.forEach((block, all) -> {
            if (mounted.stream().noneMatch(all::contains)) {
                disks(block, "a file system of several disks is on " + block);
            }
        });
    }

    private void mount(Mount mount, Path table, Map<String, Set<String>> members) {
        Set<String> blocks = new LinkedHashSet<>();
        for (String block : blocks(mount, table)) {
            blocks.add(block);
            blocks.addAll(members.getOrDefault(block, Set.of()));
        }
        mounted.addAll(blocks);
        blocks.forEach(block -> disks(block, mount.point() + " is on " + block));
        boolean needsDisk = !mount.device().startsWith("0:") || DISK_TYPES.contains(mount.type());
        if (needsDisk && blocks.stream().noneMatch(this::isThere)) {
            unknown.add(mount.point() + " (" + mount.type() + ")");
        }
    }

    private boolean isThere(String block) {
        return files.real(sys.resolve("class/block").resolve(block)).isPresent();
    }

    /** For each block device of a file system that has several, all of them: btrfs and bcachefs list them in sysfs. */
    private Map<String, Set<String>> members() {
        Map<String, Set<String>> members = new TreeMap<>();
        Path btrfs = sys.resolve("fs/btrfs");
        for (String id : files.names(btrfs)) {
            Set<String> all = new TreeSet<>(files.names(btrfs.resolve(id).resolve("devices")));
            all.forEach(block -> members.put(block, all));
        }
        Path bcachefs = sys.resolve("fs/bcachefs");
        for (String id : files.names(bcachefs)) {
            Set<String> all = new TreeSet<>();
            for (String entry : files.names(bcachefs.resolve(id))) {
                if (entry.startsWith("dev-")) {
                    files.real(bcachefs.resolve(id).resolve(entry).resolve("block"))
                            .ifPresent(block -> all.add(lastName(block)));
                }
            }
            all.forEach(block -> members.put(block, all));
        }
        return members;
    }

    /** The block devices of a mount: by its number, or by their names where a file system has numbers of its own. */
    private List<String> blocks(Mount mount, Path table) {
        if (!mount.device().startsWith("0:")) {
            Optional<Path> real = files.real(sys.resolve("dev/block").resolve(mount.device()));
            if (real.isPresent()) {
                return List.of(lastName(real.get()));
            }
        }
        List<String> blocks = new ArrayList<>();
        String[] sources =
                mount.type().equals("bcachefs") ? mount.source().split(":", -1) : new String[] {mount.source()};
        for (String source : sources) {
            blockNamed(source, table).ifPresent(blocks::add);
        }
        return blocks;
    }

    /** A name below {@code /dev}, which may be a link, as those in {@code mapper} are. */
    private Optional<String> blockNamed(String source, Path table) {
        if (!source.startsWith(DEV)) {
            return Optional.empty();
        }
        String name = source.substring(DEV.length());
        if (name.isEmpty() || name.contains("..") || name.startsWith("/")) {
            return Optional.empty();
        }
        return files.below(dev, name, table)
                .map(path -> files.real(path).map(HostUse::lastName).orElse(lastName(path)));
    }

    private static String lastName(Path path) {
        return String.valueOf(path.getFileName());
    }

    private void swaps() {
        Path file = proc.resolve("swaps");
        files.text(file)
                .ifPresent(table -> table.lines()
                        .skip(1)
                        .map(line -> MountTable.plain(line.split("\\s+", 2)[0]))
                        .forEach(source ->
                                blockNamed(source, file).ifPresent(block -> disks(block, "swap is on " + block))));
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
        routes(ofFirstProcess("net/route", "net/route"), RouteTable::ipv4);
        routes(ofFirstProcess("net/ipv6_route", "net/ipv6_route"), RouteTable::ipv6);
        routed.forEach((name, isDefault) ->
                network(name, (isDefault ? "default route" : "route") + " through " + name, 0, new HashSet<>()));
    }

    private void routes(Optional<Source> table, Function<String, SortedMap<String, Boolean>> reading) {
        table.ifPresent(source -> reading.apply(source.text()).forEach((name, isDefault) -> {
            if (files.below(sys, name, source.file()).isPresent()) {
                routed.merge(name, isDefault, Boolean::logicalOr);
            }
        }));
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
