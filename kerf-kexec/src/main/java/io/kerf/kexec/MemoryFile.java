// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * An anonymous file in memory (memfd_create(2)), sealed once it is filled: others who can look into this process could open it, too, but nobody
 * can change it, so what was checked while it was filled is what the kernel reads. It is given away open for reading only, since the kernel
 * takes no file that somebody has open for writing.
 */
final class MemoryFile implements AutoCloseable {
    private final JnaSyscalls syscalls;
    private final long descriptor;

    /** Gives the content to a sink. */
    interface Content {
        void copyTo(ImageContent.Sink sink) throws IOException;
    }

    private MemoryFile(JnaSyscalls syscalls, long descriptor) {
        this.syscalls = syscalls;
        this.descriptor = descriptor;
    }

    /** Makes a file with a content; none for no content. */
    static @Nullable MemoryFile holdingIfAny(String name, JnaSyscalls syscalls, @Nullable Content content)
            throws IOException {
        return content == null ? null : holding(name, syscalls, content);
    }

    /** Makes a file with a content. */
    static MemoryFile holding(String name, JnaSyscalls syscalls, Content content) throws IOException {
        long writable = made(name, syscalls);
        try {
            Path itself = Path.of("/proc/self/fd/" + writable);
            fill(itself, content);
            seal(writable, syscalls);
            return new MemoryFile(syscalls, openedForReading(itself, syscalls));
        } finally {
            close(syscalls, writable);
        }
    }

    private static long made(String name, JnaSyscalls syscalls) {
        try {
            return syscalls.memoryFile(name);
        } catch (JnaSyscalls.RefusedException e) {
            throw new SyscallException(
                    "memfd_create",
                    e.errno(),
                    "no file could be made in memory for the " + name
                            + "; free some memory, or let this process have more" + " descriptors (ulimit -n)");
        }
    }

    private static void seal(long descriptor, JnaSyscalls syscalls) {
        try {
            syscalls.seal(descriptor);
        } catch (JnaSyscalls.RefusedException e) {
            throw new SyscallException(
                    "fcntl (add seals)",
                    e.errno(),
                    "a file in memory could not be kept from changes; see that no other process has it open, and load again");
        }
    }

    private static long openedForReading(Path file, JnaSyscalls syscalls) {
        try {
            return syscalls.openForReading(file);
        } catch (JnaSyscalls.RefusedException e) {
            throw new SyscallException(
                    "openat",
                    e.errno(),
                    "a file in memory could not be opened for reading; see that /proc is mounted, or let this process have"
                            + " more descriptors (ulimit -n)");
        }
    }

    private static void close(JnaSyscalls syscalls, long descriptor) {
        try {
            syscalls.close(descriptor);
        } catch (JnaSyscalls.RefusedException e) {
            throw new SyscallException(
                    "close",
                    e.errno(),
                    "a file in memory could not be closed; its memory is free when this process ends");
        }
    }

    private static void fill(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            content.copyTo((bytes, length) -> {
                ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            });
        }
    }

    long descriptor() {
        return descriptor;
    }

    @Override
    public void close() {
        close(syscalls, descriptor);
    }
}
