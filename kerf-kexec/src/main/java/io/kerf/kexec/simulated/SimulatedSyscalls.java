// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec.simulated;

import io.kerf.kexec.KexecFlags;
import io.kerf.kexec.LoadRequest;
import io.kerf.kexec.RebootCommand;
import io.kerf.kexec.Syscalls;
import io.kerf.model.InstanceId;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.SimulatedImage;
import io.kerf.sysfs.simulated.SimulatedKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The system calls of a {@link SimulatedKernel}. An image takes as much of the instance's memory as its file has bytes, and so does an
 * initial file system. Safe for use by several threads.
 */
public final class SimulatedSyscalls implements Syscalls {
    /** Kernel, command line, boot parameters and device tree; an initial file system makes it one more. */
    private static final int SEGMENTS = 4;

    private final SimulatedKernel kernel;

    /**
     * Makes the system calls of a kernel.
     *
     * @param kernel the kernel
     */
    public SimulatedSyscalls(SimulatedKernel kernel) {
        this.kernel = Objects.requireNonNull(kernel, "kernel");
    }

    @Override
    public void kexecFileLoad(LoadRequest request, KexecFlags flags) {
        check(flags, !flags.isUnload());
        long bytes = request.image().info().memorySize();
        int segments = SEGMENTS;
        if (request.initrd().isPresent()) {
            bytes = Math.addExact(bytes, sizeOf(request.initrd().get(), flags));
            segments++;
        }
        SimulatedImage image = new SimulatedImage(bytes, segments, request.commandLine());
        answer(kernel.kexecLoad(flags.instance().value(), image), flags);
    }

    @Override
    public void kexecFileUnload(KexecFlags flags) {
        check(flags, flags.isUnload());
        answer(kernel.kexecUnload(flags.instance().value()), flags);
    }

    @Override
    public void reboot(RebootCommand command, InstanceId instance) {
        Optional<Errno> refusal = switch (command) {
            case BOOT -> kernel.boot(instance.value());
            case HALT -> kernel.halt(instance.value());
            case FORCE_HALT -> kernel.forceHalt(instance.value());
        };
        if (refusal.isPresent()) {
            throw Syscalls.refused(command, refusal.get());
        }
    }

    /** Does nothing: the file system of a simulated kernel is always mounted. */
    @Override
    public void mount() {}

    private static void check(KexecFlags flags, boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException("flags of the other call: " + flags);
        }
    }

    private static void answer(Optional<Errno> refusal, KexecFlags flags) {
        if (refusal.isPresent()) {
            throw Syscalls.refused(flags, refusal.get());
        }
    }

    private static long sizeOf(Path initrd, KexecFlags flags) {
        try {
            return Files.size(initrd);
        } catch (IOException e) {
            throw Syscalls.refused(flags, Errno.EBADF);
        }
    }
}
