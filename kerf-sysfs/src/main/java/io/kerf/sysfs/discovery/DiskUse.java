// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.diag.Diagnostic;
import io.kerf.sysfs.discovery.MountTable.Mount;
import io.kerf.sysfs.discovery.ProcTables.Table;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the devices under the host's file systems and its swap, and says where that cannot be found. */
final class DiskUse {
    private static final String MOUNTS = "what is mounted";
    private static final String SWAP = "swap";

    /** File systems on disks whose mounts have no number of a block device. */
    private static final Set<String> DISK_TYPES = Set.of("btrfs", "bcachefs", "zfs");

    /** File systems that have a folder in sysfs for each block device that they are mounted from, in whichever mount namespace. */
    private static final List<String> TYPES_IN_SYSFS = List.of("ext4", "xfs", "f2fs", "erofs", "nilfs2");

    private final HostFiles files;
    private final Path sys;
    private final ProcTables tables;
    private final BlockDevices blocks;
    private final Set<String> mounted = new HashSet<>();
    private final Set<String> unknown = new LinkedHashSet<>();

    DiskUse(
            HostFiles files,
            Path sys,
            Path dev,
            ProcTables tables,
            BusNames buses,
            DeviceNames names,
            DeviceUses uses) {
        this.files = files;
        this.sys = sys;
        this.tables = tables;
        this.blocks = new BlockDevices(files, sys, dev, buses, names, uses);
    }

    void read() {
        mounts();
        mountedElsewhere();
        swaps();
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

    boolean isComplete() {
        return unknown.isEmpty();
    }

    private void mounts() {
        Optional<Table> table = tables.ofFirstProcess("mountinfo", "self/mountinfo");
        if (table.isEmpty()) {
            files.findings()
                    .missing(
                            tables.file("self/mountinfo").toString(),
                            "the disks that the host uses are not known",
                            "see whether procfs is mounted there");
            unknown.add(MOUNTS);
            return;
        }
        MountTable mounts = MountTable.parse(table.get().text());
        requireWhole(mounts, table.get());
        Map<String, Set<String>> members = new SharedFileSystems(files, sys).members();
        Set<String> seen = new HashSet<>();
        for (Mount mount : mounts.mounts()) {
            // A file system that is mounted twice, or in part, is on the same disk.
            if (seen.add(mount.device() + " " + mount.source())) {
                mount(mount, table.get().file(), members);
            }
        }
        members.forEach((block, all) -> {
            if (mounted.stream().noneMatch(all::contains)) {
                use(block, "a file system of several disks is on " + block, "a file system of several disks");
            }
        });
    }

    /** Every process has something mounted at its root: a table without it, or with half a line, is not all of the table. */
    private void requireWhole(MountTable mounts, Table table) {
        boolean hasRoot =
                mounts.mounts().stream().anyMatch(mount -> mount.point().equals("/"));
        if (!hasRoot || mounts.problem().isPresent() || !table.isWhole()) {
            unknown.add(MOUNTS);
            files.findings()
                    .malformed(
                            table.file().toString(),
                            mounts.problem().orElse(table.text()),
                            "a whole table of mounts, with one at /");
        }
    }

    private void mount(Mount mount, Path table, Map<String, Set<String>> members) {
        Set<String> found = new LinkedHashSet<>();
        for (String block : blocksOf(mount, table)) {
            found.add(block);
            found.addAll(members.getOrDefault(block, Set.of()));
        }
        String what = mount.point() + " (" + mount.type() + ")";
        boolean needsDisk = !mount.device().startsWith("0:") || DISK_TYPES.contains(mount.type());
        if (needsDisk && found.stream().noneMatch(blocks::isThere)) {
            unknown.add(what);
        }
        mounted.addAll(found);
        found.stream().filter(blocks::isThere).forEach(block -> use(block, mount.point() + " is on " + block, what));
        for (String source : mount.furtherSources()) {
            blockNamed(source, table)
                    .ifPresentOrElse(
                            block -> use(block, mount.point() + " is on " + block, what), () -> unknown.add(what));
        }
    }

    private void use(String block, String what, String whoseDisk) {
        if (!blocks.use(block, what)) {
            unknown.add(whoseDisk);
        }
    }

    /** The block devices of a mount: by its number, or by their names where a file system has numbers of its own. */
    private List<String> blocksOf(Mount mount, Path table) {
        if (!mount.device().startsWith("0:")) {
            Optional<Path> real = files.real(sys.resolve("dev/block").resolve(mount.device()));
            if (real.isPresent()) {
                return List.of(BlockDevices.lastName(real.get()));
            }
        }
        List<String> found = new ArrayList<>();
        String[] sources =
                mount.type().equals("bcachefs") ? mount.source().split(":", -1) : new String[] {mount.source()};
        for (String source : sources) {
            blockNamed(source, table).ifPresent(found::add);
        }
        return found;
    }

    private Optional<String> blockNamed(String source, Path table) {
        return blocks.named(source, table);
    }

    /** What containers and services have mounted, and external journals: no mount of the first process tells of them. */
    private void mountedElsewhere() {
        for (String type : TYPES_IN_SYSFS) {
            for (String name : files.names(sys.resolve("fs").resolve(type))) {
                elsewhere(name, "a file system (" + type + ") is on " + name);
            }
        }
        for (String name : files.names(tables.file("fs/jbd2"))) {
            String block = name.replaceFirst("-[0-9]{1,9}$", "");
            elsewhere(block, "the journal of a file system is on " + block);
        }
    }

    private void elsewhere(String block, String what) {
        if (blocks.isThere(block) && mounted.add(block)) {
            use(block, what, what);
        }
    }

    /** {@code <source> <type> …} behind a heading; a swap file is on a file system that is mounted. */
    private void swaps() {
        Path file = tables.file("swaps");
        Optional<Table> table = tables.table("swaps");
        if (table.isEmpty()) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                unknown.add(SWAP);
            }
            return;
        }
        if (!table.get().text().startsWith("Filename") || !table.get().isWhole()) {
            files.findings().malformed(file.toString(), table.get().text(), "a table of swap areas");
            unknown.add(SWAP);
        }
        table.get().text().lines().skip(1).filter(line -> !line.isBlank()).forEach(line -> {
            String[] words = line.split("\\s+", -1);
            String source = MountTable.plain(words[0]);
            Optional<String> block = blockNamed(source, file).filter(blocks::isThere);
            if (block.isPresent()) {
                use(block.get(), "swap is on " + block.get(), SWAP);
            } else if (words.length < 2 || !words[1].equals("file")) {
                unknown.add(SWAP + " (" + source + ")");
            }
        });
    }
}
