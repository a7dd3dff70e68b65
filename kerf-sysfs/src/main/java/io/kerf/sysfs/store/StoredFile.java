// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Whole files: readers see the old content or the new one, never a part. */
public final class StoredFile {
    private static final AtomicLong TEMPORARY = new AtomicLong();

    private StoredFile() {}

    /**
     * Replaces a file. What is written survives the process, not a loss of power.
     *
     * @param file the file; its folder must exist
     * @param content the new content
     * @throws IOException if it cannot be written; the old content is still there
     */
    public static void replace(Path file, byte[] content) throws IOException {
        write(file, content, false);
    }

    /**
     * Replaces a file, and returns only when the content would survive a loss of power.
     *
     * @param file the file; its folder must exist
     * @param content the new content
     * @throws IOException if it cannot be written; the old content is still there, or the new one whole
     */
    public static void replaceDurably(Path file, byte[] content) throws IOException {
        write(file, content, true);
        syncFolderOf(file);
    }

    /**
     * Makes sure that a folder's entries survive a loss of power.
     *
     * @param file a file in the folder
     * @throws IOException if the system cannot do so
     */
    public static void syncFolderOf(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(folderOf(file), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    /** A name that no other thread or process uses at the same time. */
    static String temporaryName() {
        return "." + ProcessHandle.current().pid() + "-" + TEMPORARY.incrementAndGet() + ".tmp";
    }

    private static void write(Path file, byte[] content, boolean durable) throws IOException {
        Path fresh = folderOf(file).resolve(temporaryName());
        try {
            try (FileChannel channel =
                    FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                if (durable) {
                    channel.force(true);
                }
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
    }

    /**
     * Removes a folder and all in it, links not followed.
     *
     * @param folder the folder; nothing happens if it is not there
     * @throws IOException if something in it cannot be removed
     */
    public static void removeTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
