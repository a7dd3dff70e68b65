// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import java.util.Objects;

/**
 * What a simulated kernel keeps of a kernel image that is loaded for an instance.
 *
 * @param bytes memory that kernel, initial file system and boot structures need, above 0
 * @param segments number of segments, for {@code /proc/kimage}
 * @param commandLine the command line, without its NUL
 */
public record SimulatedImage(long bytes, int segments, String commandLine) {
    /** Checks the numbers. */
    public SimulatedImage {
        if (bytes <= 0 || segments <= 0) {
            throw new IllegalArgumentException("an image has bytes and segments: " + bytes + ", " + segments);
        }
        Objects.requireNonNull(commandLine, "commandLine");
    }
}
