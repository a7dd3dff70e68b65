// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Says what speaks for a use of a device that no file names: whoever asks for the device has to know better. */
final class DeviceDoubts {
    /** The interface is up (Linux: {@code include/uapi/linux/if.h}): somebody may be using it, with or without a route. */
    private static final int IFF_UP = 0x1;

    private final HostFiles files;
    private final Path sys;
    private final boolean allDisksKnown;

    /** With whether all disks are known that the host uses. */
    DeviceDoubts(HostFiles files, Path sys, boolean allDisksKnown) {
        this.files = files;
        this.sys = sys;
        this.allDisksKnown = allDisksKnown;
    }

    List<String> of(HostDevice device) {
        List<String> doubts = new ArrayList<>();
        if (!device.disks().isEmpty() && !allDisksKnown) {
            doubts.add("not all disks are known that the host uses");
        }
        for (String disk : device.disks()) {
            Path folder = sys.resolve("block").resolve(disk);
            List<String> entries = files.names(folder);
            if (entries.isEmpty()) {
                doubts.add("nobody knows what is on " + disk + ", since " + folder + " cannot be listed");
            } else if (entries.stream().anyMatch(entry -> entry.startsWith(disk))) {
                doubts.add(disk + " has partitions");
            }
        }
        for (String name : device.interfaces()) {
            OptionalInt flags =
                    files.hexadecimal(sys.resolve("class/net").resolve(name).resolve("flags"));
            if (flags.isEmpty()) {
                doubts.add("nobody knows whether " + name + " is up");
            } else if ((flags.getAsInt() & IFF_UP) != 0) {
                doubts.add(name + " is up");
            }
        }
        return List.copyOf(doubts);
    }
}
