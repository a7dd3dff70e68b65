// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Access to one file that the kernel generates: a call here is one system call there, as far as the kernel can tell them apart.
 *
 * <p>A thread that is interrupted does not give up half-way, because a channel that is closed by an interrupt hides how the call ended; the
 * interrupt is kept for the caller.
 */
final class KernelFile {
    /** No text file of the interface is longer, and no list of {@code /proc} gets near it. */
    private static final int LONGEST_TEXT = 16 << 20;
    /** The largest tree a kernel generates is 256 KiB, the largest blob it takes 1 MiB. */
    private static final int LARGEST_BLOB = 1 << 20;

    private static final int HEADER = 8;
    private static final int MAGIC = 0xd00dfeed;
    private static final int MOST_PASSES = 16;

    private final Path path;
    private final Opening opening;

    KernelFile(Path path) {
        this(path, () -> FileChannel.open(path, StandardOpenOption.READ));
    }

    /** A file that is opened for reading in a way of its own. */
    KernelFile(Path path, Opening opening) {
        this.path = path;
        this.opening = opening;
    }

    /** Opens a file for reading. */
    interface Opening {
        ReadableByteChannel open() throws IOException;
    }

    private interface Action<T> {
        T run() throws IOException;
    }

    /** Runs without the thread's interrupt and gives it back afterwards. */
    private <T> T uninterrupted(FileOperation operation, Action<T> action) {
        boolean interrupted = Thread.interrupted();
        try {
            return action.run();
        } catch (ClosedByInterruptException e) {
            interrupted = Thread.interrupted() || interrupted;
            throw KernelInterfaceException.interrupted(path.toString(), operation, e);
        } catch (IOException e) {
            throw KernelInterfaceException.refused(path.toString(), operation, e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Writes by one {@code write(2)}: a channel passes a buffer on in a single call and returns what was taken. The rest is never sent
     * after it.
     */
    void write(byte[] blob) {
        int taken = uninterrupted(FileOperation.WRITE, () -> {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                return channel.write(ByteBuffer.wrap(blob));
            }
        });
        if (taken != blob.length) {
            throw KernelInterfaceException.shortWrite(path.toString(), taken, blob.length);
        }
    }

    /** Reads a text of one line, without its end. */
    String line() {
        return text().stripTrailing();
    }

    /** Reads a text to its end. */
    String text() {
        byte[] bytes = uninterrupted(FileOperation.READ, () -> {
            try (ReadableByteChannel channel = opening.open()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ByteBuffer page = ByteBuffer.allocate(64 << 10);
                while (channel.read(page.clear()) >= 0) {
                    out.write(page.array(), 0, page.position());
                    checkLength(out.size(), LONGEST_TEXT);
                }
                return out.toByteArray();
            }
        });
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void checkLength(long length, int most) {
        if (length > most) {
            throw KernelInterfaceException.malformed(path.toString(), length + " bytes", "at most " + most + " bytes");
        }
    }

    /** Reads raw bytes to their end, a page at a time. */
    byte[] bytes(int pageSize) {
        return uninterrupted(FileOperation.READ, () -> {
            try (ReadableByteChannel channel = opening.open()) {
                return pass(channel, pageSize, false).bytes();
            }
        });
    }

    /** What one pass over a file brought. */
    private static final class Pass {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int reads;

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }

    /** Reads until the end, or until as many bytes are there as the header of a blob announces. */
    private Pass pass(ReadableByteChannel channel, int pageSize, boolean untilTotal) throws IOException {
        Pass pass = new Pass();
        ByteBuffer page = ByteBuffer.allocate(pageSize);
        while (!(untilTotal && isComplete(pass.bytes())) && channel.read(page.clear()) >= 0) {
            pass.bytes.write(page.array(), 0, page.position());
            checkLength(pass.bytes.size(), LARGEST_BLOB);
            pass.reads++;
        }
        return pass;
    }

    /** Whether as many bytes are there as the header announces; a size with its highest bit set is none that a kernel writes. */
    private static boolean isComplete(byte[] blob) {
        int total = blob.length >= HEADER ? ByteBuffer.wrap(blob).getInt(Integer.BYTES) : -1;
        return total >= 0 && blob.length >= total;
    }

    private static boolean isBlob(byte[] bytes) {
        return bytes.length >= HEADER && ByteBuffer.wrap(bytes).getInt(0) == MAGIC;
    }

    /**
     * Reads a tree that the kernel may generate anew for each {@code read(2)}. One that took several reads counts only if a second pass
     * brings the same bytes. What is no tree at all is handed on as it is.
     */
    byte[] tree(int pageSize) {
        byte[] last = new byte[0];
        for (int i = 0; i < MOST_PASSES; i++) {
            Pass pass = uninterrupted(FileOperation.READ, () -> {
                try (ReadableByteChannel channel = opening.open()) {
                    return pass(channel, pageSize, true);
                }
            });
            byte[] bytes = pass.bytes();
            boolean same = Arrays.equals(last, bytes);
            if (!isBlob(bytes) && same) {
                return bytes;
            }
            if (isBlob(bytes) && isComplete(bytes) && (same || pass.reads == 1)) {
                return Arrays.copyOf(
                        bytes, Math.max(HEADER, ByteBuffer.wrap(bytes).getInt(Integer.BYTES)));
            }
            last = bytes;
        }
        throw KernelInterfaceException.malformed(
                path.toString(),
                "a tree that came out cut or different in " + MOST_PASSES + " passes",
                "a tree that holds still while it is read");
    }

    /** Names in a directory, sorted. */
    List<String> list() {
        return uninterrupted(FileOperation.LIST, () -> {
            List<String> names = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            names.sort(null);
            return names;
        });
    }

    void removeDirectory() {
        uninterrupted(FileOperation.REMOVE, () -> {
            Files.delete(path);
            return path;
        });
    }
}
