// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.kexec.KernelImageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
        } catch (IOException e) {
            throw refused(path, Reason.UNREADABLE, "it cannot be read: " + e, e);
        }
        if (size[0] == 0 || size[0] > ImageContent.LARGEST_FILE) {
            throw refused(
                    path,
                    size[0] == 0 ? Reason.FORMAT : Reason.TOO_LARGE,
                    "it has " + size[0] + " bytes; the kernel takes 1 to " + ImageContent.LARGEST_FILE,
                    null);
        }
        return new Initrd(path, size[0], ContentScan.hex(digest));
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

    private static void read(Path path, ImageContent.Sink sink) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException("not a regular file");
        }
        byte[] buffer = new byte[(int) Math.max(1, Math.min(BUFFER, Files.size(path)))];
        try (InputStream in = Files.newInputStream(path)) {
            int count = in.read(buffer, 0, buffer.length);
            while (count >= 0) {
                sink.accept(buffer, count);
                count = in.read(buffer, 0, buffer.length);
            }
        }
    }

    private static KernelImageException refused(Path path, Reason reason, String message, @Nullable Throwable cause) {
        return KernelImageException.ofInitrd(reason, path, message, cause);
    }
}
