// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Follows block devices down to what they are on: partitions to their disk, volumes and arrays to what they are made of. */
final class BlockDevices {
    private static final int DEEPEST = 16;
    private static final String DEV = "/dev/";

    /** Made of memory, or of something over a network; a loop device is on a file of another file system, unless it says so. */
    private static final Pattern ON_NO_DISK = Pattern.compile("(?:loop|ram|zram|nbd|rbd)[0-9].*");

    private final HostFiles files;
    private final Path sys;
    private final Path dev;
    private final BusNames buses;
    private final DeviceNames names;
    private final DeviceUses uses;

    BlockDevices(HostFiles files, Path sys, Path dev, BusNames buses, DeviceNames names, DeviceUses uses) {
        this.files = files;
        this.sys = sys;
        this.dev = dev;
        this.buses = buses;
        this.names = names;
        this.uses = uses;
    }

    /**
     * Marks what a block device is on.
     *
     * @return false if that is not known, or not of a part of it
     */
    boolean use(String block, String what) {
        return use(block, what, 0, new HashSet<>());
    }

    private boolean use(String block, String what, int depth, Set<String> seen) {
        if (!seen.add(block)) {
            return true;
        }
        Optional<Path> there = depth == DEEPEST ? Optional.empty() : real(block);
        if (there.isEmpty()) {
            return false;
        }
        Path folder = there.get();
        Set<String> devices = buses.holders(folder);
        uses.add(devices, what);
        uses.add(names.ofDisk(block), what);
        Set<String> below = below(block, folder);
        boolean known = true;
        for (String each : below) {
            known &= use(each, what, depth + 1, seen);
        }
        boolean ends = !devices.isEmpty()
                || names.knowsDisk(block)
                || ON_NO_DISK.matcher(block).matches()
                || !folder.toString().contains("/devices/virtual/");
        return known && (ends || !below.isEmpty());
    }

    /** What a block device is made of: the disk of a partition, the members of an array, what a loop device or zram lies on. */
    private Set<String> below(String block, Path folder) {
        Set<String> below = new LinkedHashSet<>(files.names(folder.resolve("slaves")));
        Path parent = folder.getParent();
        if (parent != null && real(lastName(parent)).filter(parent::equals).isPresent()) {
            below.add(lastName(parent));
        }
        if (ON_NO_DISK.matcher(block).matches()) {
            for (String file : new String[] {"loop/backing_file", "backing_dev"}) {
                files.line(folder.resolve(file))
                        .flatMap(source -> named(source, folder.resolve(file)))
                        .filter(this::isThere)
                        .ifPresent(below::add);
            }
        }
        return below;
    }

    boolean isThere(String block) {
        return real(block).isPresent();
    }

    private Optional<Path> real(String block) {
        Path folder = sys.resolve("class/block");
        return block.isEmpty() || block.startsWith(".") || block.contains("/")
                ? Optional.empty()
                : files.below(folder, block, folder).flatMap(files::real);
    }

    /** The block device of a name below {@code /dev}, which may be a link, as those in {@code mapper} are. */
    Optional<String> named(String source, Path table) {
        if (!source.startsWith(DEV)) {
            return Optional.empty();
        }
        String name = source.substring(DEV.length());
        if (name.isEmpty() || name.contains("..") || name.startsWith("/")) {
            return Optional.empty();
        }
        return files.below(dev, name, table)
                .map(path -> files.real(path).map(BlockDevices::lastName).orElse(lastName(path)));
    }

    static String lastName(Path path) {
        return String.valueOf(path.getFileName());
    }
}
