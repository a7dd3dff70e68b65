// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.util.Objects;
import java.util.Optional;

/**
 * What there is to know of a kernel image without loading it.
 *
 * @param format what kind of file it is
 * @param compression how the kernel in it is packed
 * @param version the release of the kernel, such as {@code 6.12.9-arm64}, as {@code uname -r} would give it; empty if the image does not say
 * @param fileSize bytes of the file
 * @param size bytes that are handed to the kernel; more than the file's if the kernel in it is packed
 * @param memorySize bytes of memory that the kernel takes when it starts, with what it only clears
 * @param sha256 SHA-256 of the bytes that are handed to the kernel, 64 lower-case hexadecimal digits
 * @param commandLineLimit bytes that its command line may have with the final NUL
 * @param signed true if the file carries a signature; whether it is a good one is for the kernel to say
 */
public record KernelImageInfo(
        ImageFormat format,
        Compression compression,
        Optional<String> version,
        long fileSize,
        long size,
        long memorySize,
        String sha256,
        int commandLineLimit,
        boolean signed) {
    /** Checks that all are given. */
    public KernelImageInfo {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(sha256, "sha256");
    }

    /**
     * Returns what the kernel runs on.
     *
     * @return the name that {@code uname -m} gives, such as {@code x86_64}
     */
    public String architecture() {
        return format.architecture();
    }

    /** The image in words: {@code Linux 6.1.0, bzImage (xz) for x86_64, 7340032 bytes, 30408704 unpacked}. */
    @Override
    public String toString() {
        return version.map(release -> "Linux " + release + ", ").orElse("") + format
                + (compression == Compression.NONE ? "" : " (" + compression + ")") + " for " + architecture() + ", "
                + fileSize + " bytes" + (size == fileSize ? "" : ", " + size + " unpacked")
                + (signed ? ", signed" : "");
    }
}
