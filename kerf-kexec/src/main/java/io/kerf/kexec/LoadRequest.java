// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceId;
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
    public static final int LONGEST_COMMAND_LINE = CommandLine.LONGEST;

    private final KernelImage image;
    private final @Nullable Path initrd;
    private final @Nullable Initrd measured;
    private final CommandLine commandLine;
    private final boolean debug;

    private LoadRequest(
            KernelImage image,
            @Nullable Path initrd,
            @Nullable Initrd measured,
            CommandLine commandLine,
            boolean debug) {
        this.image = Objects.requireNonNull(image, "image");
        this.initrd = initrd;
        this.measured = measured;
        this.commandLine = Objects.requireNonNull(commandLine, "commandLine");
        this.debug = debug;
    }

    /**
     * Makes a request for a kernel alone, with an empty command line.
     *
     * @param image the kernel
     * @return the request
     */
    public static LoadRequest of(KernelImage image) {
        return new LoadRequest(image, null, null, CommandLine.empty(), false);
    }

    /**
     * Adds an initial file system.
     *
     * @param initrd a regular file
     * @return a copy with it
     */
    public LoadRequest withInitrd(Path initrd) {
        return new LoadRequest(image, Objects.requireNonNull(initrd, "initrd"), null, commandLine, debug);
    }

    /**
     * Sets the command line.
     *
     * @param commandLine the text, without a NUL
     * @return a copy with it
     * @throws IllegalArgumentException as {@link CommandLine#of}, or if it is longer than the kernel takes
     */
    public LoadRequest withCommandLine(String commandLine) {
        return withCommandLine(CommandLine.of(commandLine));
    }

    /**
     * Sets the command line.
     *
     * @param commandLine the parameters
     * @return a copy with it
     * @throws IllegalArgumentException if it is longer than the kernel takes
     */
    public LoadRequest withCommandLine(CommandLine commandLine) {
        int limit = image.info().commandLineLimit();
        if (commandLine.bytes() > limit) {
            throw new IllegalArgumentException("this kernel takes a command line of at most " + limit
                    + " bytes with its NUL, not " + commandLine.bytes());
        }
        return new LoadRequest(image, initrd, measured, commandLine, debug);
    }

    /**
     * Lets the kernel write down in its log what it makes of the files, such as where it puts them.
     *
     * @return a copy that does
     */
    public LoadRequest withDebug() {
        return new LoadRequest(image, initrd, measured, commandLine, true);
    }

    /**
     * Returns the flags that the kernel is given with this request.
     *
     * @param instance for which instance
     * @return the flags
     */
    public KexecFlags flags(InstanceId instance) {
        KexecFlags flags =
                initrd == null ? KexecFlags.loadWithoutInitrd(instance) : KexecFlags.loadWithInitrd(instance);
        return debug ? flags.withDebug() : flags;
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
        return commandLine.text();
    }

    /** A copy whose initial file system is measured: it must not change any more until it is loaded. */
    LoadRequest measured() {
        return initrd == null || measured != null
                ? this
                : new LoadRequest(image, initrd, Initrd.measure(initrd), commandLine, debug);
    }

    /** The bytes of the initial file system: as it was measured, else as the file has them now; 0 if there is none. */
    long initrdSize() {
        if (measured != null) {
            return measured.size();
        }
        return initrd == null ? 0 : Initrd.sizeOf(initrd);
    }

    /** The initial file system as it was measured. */
    Optional<Initrd> measuredInitrd() {
        return Optional.ofNullable(measured);
    }

    /** The bytes of the initial file system; null if there is none. */
    MemoryFile.@Nullable Content initrdContent() {
        Initrd known = measured().measured;
        return known == null ? null : known::copyTo;
    }

    /** Names the files, and of the command line only how long it is. */
    @Override
    public String toString() {
        return image.path() + (initrd == null ? "" : ", initrd " + initrd) + ", " + commandLine;
    }
}
