// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells disks that nothing is written on. File systems, volumes and arrays that nobody has opened leave no trace in sysfs; their labels lie in
 * the first 128 KiB of a disk or at its end.
 */
final class BlankDisks {
    private static final int EDGE = 128 << 10;
    private static final Path REAL_DEV = Path.of("/dev");

    /** The unit of {@code size} in sysfs, whatever the sectors of the disk are (Linux: {@code Documentation/ABI/stable/sysfs-block}). */
    private static final int SECTOR_BITS = 9;

    private static final int TYPE_BITS = 0170000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int REGULAR_FILE = 0100000;

    private final HostFiles files;
    private final Path sys;
    private final Path dev;
    private final ByteBuffer buffer = ByteBuffer.allocate(EDGE);

    BlankDisks(HostFiles files, Path sys, Path dev) {
        this.files = files;
        this.sys = sys;
        this.dev = dev;
    }

    /** Why a disk does not count as blank, or empty if both its ends hold zeros alone. */
    Optional<String> whyNot(String disk) {
        Path block = sys.resolve("block").resolve(disk);
        OptionalLong size = size(block.resolve("size"));
        if (size.isEmpty()) {
            return Optional.of("the size of " + disk + " is not known");
        }
        // A slash in a kernel's name for a disk is written so in sysfs.
        Optional<Path> node = files.below(dev, disk.replace('!', '/'), block);
        if (node.isEmpty()) {
            return Optional.of(disk + " has no name below " + dev);
        }
        try {
            Optional<String> another = anotherDevice(disk, node.get(), block.resolve("dev"));
            return another.isPresent() ? another : read(disk, node.get(), size.getAsLong());
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.of(node.get() + " cannot be read");
        }
    }

    /** A name below {@code /dev} is given by programs, and may be left over from another disk. The numbers are the kernel's. */
    private Optional<String> anotherDevice(String disk, Path node, Path numbers) throws IOException {
        // A pipe would block for ever, and reading can change what a character device does.
        int type = ((Integer) Files.getAttribute(node, "unix:mode")) & TYPE_BITS;
        if (type == REGULAR_FILE && !dev.equals(REAL_DEV)) { // of a tree that was captured
            return Optional.empty();
        }
        if (type != BLOCK_DEVICE) {
            return Optional.of(node + " is no block device");
        }
        Optional<String> expected = files.line(numbers);
        if (expected.isEmpty()) {
            return Optional.of("the device numbers of " + disk + " are not known");
        }
        String found = deviceNumbers(((Number) Files.getAttribute(node, "unix:rdev")).longValue());
        return expected.get().equals(found)
                ? Optional.empty()
                : Optional.of(node + " is the device " + found + ", and " + disk + " is " + expected.get());
    }

    /** Major and minor number as sysfs writes them (the GNU C library: {@code bits/sysmacros.h}). */
    static String deviceNumbers(long device) {
        long major = device >>> 8 & 0xfff | device >>> 32 & 0xffff_f000L;
        long minor = device & 0xff | device >>> 12 & 0xffff_ff00L;
        return major + ":" + minor;
    }

    /** A size in bytes; one of zero is that of a place for a medium without one. */
    private OptionalLong size(Path file) {
        String text = files.line(file).orElse("");
        if (!text.matches("[0-9]{1,16}") || Long.parseLong(text) == 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text) << SECTOR_BITS);
    }

    private Optional<String> read(String disk, Path node, long size) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(node, StandardOpenOption.READ)) {
            boolean blank = isZero(channel, 0, size) && isZero(channel, Math.max(0, size - EDGE), size);
            return blank ? Optional.empty() : Optional.of(disk + " has something written on it, or ends early");
        }
    }

    private boolean isZero(SeekableByteChannel channel, long from, long size) throws IOException {
        buffer.clear().limit((int) Math.min(EDGE, size - from));
        channel.position(from);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return false;
            }
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            if (buffer.get() != 0) {
                return false;
            }
        }
        return true;
    }
}
