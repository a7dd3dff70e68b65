// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * What was loaded for an instance, as the kernel does not tell afterwards. Of the command line only the length is kept, since it may hold
 * secrets.
 *
 * @param instance the id of the instance; another instance may have its name by now
 * @param bootId which boot of the host it was
 * @param kernel the file of the kernel
 * @param format what kind of file it was, in words
 * @param compression how the kernel in it was packed
 * @param version the release of the kernel, if known
 * @param size bytes that were handed to the kernel
 * @param sha256 their digest
 * @param initrd the initial file system, if any
 * @param commandLineLength bytes of the command line, with its NUL
 * @param time when it was
 */
public record LoadRecord(
        int instance,
        String bootId,
        String kernel,
        String format,
        String compression,
        Optional<String> version,
        long size,
        String sha256,
        Optional<InitrdRecord> initrd,
        int commandLineLength,
        Instant time) {
    /**
     * An initial file system that was loaded.
     *
     * @param path its file
     * @param size its bytes
     * @param sha256 their digest
     */
    public record InitrdRecord(String path, long size, String sha256) {
        /** Checks that all are given. */
        public InitrdRecord {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(sha256, "sha256");
        }
    }

    /** Checks that all are given. */
    public LoadRecord {
        Objects.requireNonNull(bootId, "bootId");
        Objects.requireNonNull(kernel, "kernel");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(initrd, "initrd");
        Objects.requireNonNull(time, "time");
    }

    static LoadRecord of(LoadRequest request, InstanceId instance, String bootId) {
        KernelImageInfo info = request.image().info();
        return new LoadRecord(
                instance.value(),
                bootId.strip(),
                request.image().path().toAbsolutePath().toString(),
                info.format().toString(),
                info.compression().toString(),
                info.version(),
                info.size(),
                info.sha256(),
                request.measuredInitrd()
                        .map(initrd -> new InitrdRecord(
                                initrd.path().toAbsolutePath().toString(), initrd.size(), initrd.sha256())),
                CommandLine.of(request.commandLine()).bytes(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }
}
