// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is loaded for an instance: a kernel, perhaps an initial file system, and a command line.
 *
 * <pre>{@code
 * LoadRequest request = LoadRequest.of(KernelImage.open(vmlinux)).withInitrd(initrd).withCommandLine("console=mktty0");
 * }</pre>
 *
 * <p>Immutable: each {@code with…} method returns a copy.
 */
public final class LoadRequest {
    /** The longest command line, in bytes with its NUL: {@value}, the usual limit of x86 kernels. */
    public static final int LONGEST_COMMAND_LINE = 2048;

    private final KernelImage image;
    private final @Nullable Path initrd;
    private final String commandLine;

    private LoadRequest(KernelImage image, @Nullable Path initrd, String commandLine) {
        this.image = Objects.requireNonNull(image, "image");
        this.initrd = initrd;
        this.commandLine = commandLine;
    }

    /**
     * Makes a request for a kernel alone, with an empty command line.
     *
     * @param image the kernel
     * @return the request
     */
    public static LoadRequest of(KernelImage image) {
        return new LoadRequest(image, null, "");
    }

    /**
     * Adds an initial file system.
     *
     * @param initrd a regular file
     * @return a copy with it
     */
    public LoadRequest withInitrd(Path initrd) {
        return new LoadRequest(image, Objects.requireNonNull(initrd, "initrd"), commandLine);
    }

    /**
     * Sets the command line.
     *
     * @param commandLine the text, without a NUL
     * @return a copy with it
     * @throws IllegalArgumentException if it holds a NUL or a line's end, or is longer than {@value #LONGEST_COMMAND_LINE} bytes with its
     *     NUL
     */
    public LoadRequest withCommandLine(String commandLine) {
        if (commandLine.chars().anyMatch(c -> c == 0 || c == '\n' || c == '\r')) {
            throw new IllegalArgumentException("a kernel command line is one line without a NUL");
        }
        int bytes = commandLine.getBytes(StandardCharsets.UTF_8).length + 1;
        if (bytes > LONGEST_COMMAND_LINE) {
            throw new IllegalArgumentException(
                    "a kernel command line has at most " + LONGEST_COMMAND_LINE + " bytes with its NUL, not " + bytes);
        }
        return new LoadRequest(image, initrd, commandLine);
    }

    /**
     * Returns the kernel.
     *
     * @return the image
     */
    public KernelImage image() {
        return image;
    }

    /**
     * Returns the initial file system.
     *
     * @return the file, or empty
     */
    public Optional<Path> initrd() {
        return Optional.ofNullable(initrd);
    }

    /**
     * Returns the command line. It may hold secrets: do not log it.
     *
     * @return the text, without a NUL
     */
    public String commandLine() {
        return commandLine;
    }

    /** Names the files, and of the command line only how long it is. */
    @Override
    public String toString() {
        return image.path() + (initrd == null ? "" : ", initrd " + initrd) + ", command line of " + commandLine.length()
                + " characters";
    }
}
