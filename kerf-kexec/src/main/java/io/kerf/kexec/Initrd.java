// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.kexec.KernelImageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An initial file system as it was when it was measured.
 *
 * @param path the file
 * @param size its bytes
 * @param sha256 their digest, as hexadecimal digits
 */
record Initrd(Path path, long size, String sha256) {
    private static final int BUFFER = 1 << 16;

    Initrd {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(sha256, "sha256");
    }

    static Initrd measure(Path path) {
        MessageDigest digest = ContentScan.sha256();
        long[] size = {0};
        try {
            read(path, (bytes, length) -> {
                digest.update(bytes, 0, length);
                size[0] += length;
            });
        } catch (ClosedByInterruptException e) {
            throw refused(path, Reason.UNREADABLE, "reading it was interrupted; load it again", e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        requireSize(path, size[0]);
        return new Initrd(path, size[0], ContentScan.hex(digest));
    }

    /** The size of a file, which is looked at without reading it; it may be another one when it is read. */
    static long sizeOf(Path path) {
        try {
            requireRegular(path);
            long size = Files.size(path);
            requireSize(path, size);
            return size;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static KernelImageException unreadable(Path path, IOException e) {
        return refused(path, Reason.UNREADABLE, FileSlice.wordsOf(e, "it cannot be read"), e);
    }

    /** What is not there at all is told by whoever opens it. */
    private static void requireRegular(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException("not a regular file");
        }
    }

    private static void requireSize(Path path, long size) {
        if (size == 0 || size > ImageContent.LARGEST_FILE) {
            throw refused(
                    path,
                    size == 0 ? Reason.FORMAT : Reason.TOO_LARGE,
                    "it has " + size + " bytes; the kernel takes 1 to " + ImageContent.LARGEST_FILE,
                    null);
        }
    }

    /** Gives the bytes to a sink, and makes sure that they are those that were measured. */
    void copyTo(ImageContent.Sink sink) throws IOException {
        MessageDigest digest = ContentScan.sha256();
        read(path, (bytes, length) -> {
            digest.update(bytes, 0, length);
            sink.accept(bytes, length);
        });
        if (!ContentScan.hex(digest).equals(sha256)) {
            throw refused(path, Reason.CHANGED, "it changed while it was loaded; load it again", null);
        }
    }

    /** The size is looked at before anything is read, and again as the file may grow while it is. */
    private static void read(Path path, ImageContent.Sink sink) throws IOException {
        requireRegular(path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            requireSize(path, channel.size());
            byte[] bytes = new byte[(int) Math.min(BUFFER, channel.size() + 1)];
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            long total = 0;
            while (channel.read(buffer) >= 0) {
                total += buffer.position();
                if (total > ImageContent.LARGEST_FILE) {
                    requireSize(path, total);
                }
                sink.accept(bytes, buffer.position());
                buffer.clear();
            }
        }
    }

    private static KernelImageException refused(Path path, Reason reason, String message, @Nullable Throwable cause) {
        return KernelImageException.ofInitrd(reason, path, message, cause);
    }
}
