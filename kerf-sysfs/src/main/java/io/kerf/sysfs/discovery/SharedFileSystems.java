// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads which block devices make one file system together: btrfs and bcachefs list them in {@code fs} below sysfs. */
final class SharedFileSystems {
    private final HostFiles files;
    private final Path sys;

    SharedFileSystems(HostFiles files, Path sys) {
        this.files = files;
        this.sys = sys;
    }

    /** For each block device of such a file system, all of them. */
    Map<String, Set<String>> members() {
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
                            .ifPresent(block -> all.add(BlockDevices.lastName(block)));
                }
            }
            all.forEach(block -> members.put(block, all));
        }
        return members;
    }
}
