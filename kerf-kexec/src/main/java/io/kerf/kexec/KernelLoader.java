// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.diag.KerfException;
import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.kexec.KernelImageException.Reason;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.ModelException;
import io.kerf.model.binding.Bindings;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.Ticker;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads kernels for instances and drops them.
 *
 * <pre>{@code
 * KernelLoader loader = new KernelLoader(fs, syscalls, Ticker.system());
 * loader.load(InstanceName.of("web"), LoadRequest.of(image).withCommandLine("console=mktty0"));
 * }</pre>
 *
 * <p>Before each call the state of the instance is read, and after it the state that follows is waited for. Safe for use by several
 * threads as far as the files and the system calls are.
 */
public final class KernelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(KernelLoader.class);
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);
    private static final int ATTEMPTS = 5;

    /** For command line, boot parameters, page tables and device tree, and what alignment takes. */
    private static final long MARGIN = 4L << 20;

    private final MultikernelFs fs;
    private final InstanceStates states;
    private final Syscalls syscalls;
    private final Ticker ticker;
    private final @Nullable LoadRecords records;

    /**
     * Makes a loader that keeps no records.
     *
     * @param fs the kernel's files
     * @param syscalls the same kernel's system calls
     * @param ticker for retries and waits
     */
    public KernelLoader(MultikernelFs fs, Syscalls syscalls, Ticker ticker) {
        this(fs, syscalls, ticker, null);
    }

    private KernelLoader(MultikernelFs fs, Syscalls syscalls, Ticker ticker, @Nullable LoadRecords records) {
        this.fs = Objects.requireNonNull(fs, "fs");
        this.states = new InstanceStates(fs, ticker);
        this.syscalls = Objects.requireNonNull(syscalls, "syscalls");
        this.ticker = Objects.requireNonNull(ticker, "ticker");
        this.records = records;
    }

    /**
     * Lets the loader write down what it loads, since the kernel does not tell.
     *
     * @param records where to
     * @return a loader that does
     */
    public KernelLoader recordingIn(LoadRecords records) {
        return new KernelLoader(fs, syscalls, ticker, Objects.requireNonNull(records, "records"));
    }

    /**
     * Loads a kernel into the memory of an instance, which must be ready. Whether kernel and initial file system fit that memory is seen
     * to before the kernel is asked. Where the kernel is busy with another kexec operation, it is asked again a few times.
     *
     * @param instance which instance
     * @param request what to load
     * @throws InstanceStateException if the instance is not ready
     * @throws KernelImageException with reason {@code MEMORY} if they do not fit, {@code CHANGED} if a file is not what it was, or
     *     {@code UNREADABLE} if the initial file system cannot be read
     * @throws SyscallException if the kernel refuses
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance
     */
    public void load(InstanceName instance, LoadRequest request) {
        LoadRequest measured = check(instance, request);
        InstanceId id = states.require(instance, InstanceAction.LOAD);
        KexecFlags flags = measured.flags(id);
        askFor(instance, measured, flags);
        LOG.debug("kexec_file_load for instance {} with flags {}: {}", id, flags, request);
        record(instance, measured, id);
        states.await(instance, "its kernel was loaded", InstanceState.LOADED, SETTLE);
    }

    /**
     * Looks at all that {@link #load} looks at before it asks the kernel, and loads nothing: a load that is refused here is refused there,
     * with the same exception. An initial file system that is too large is refused before it is read.
     *
     * @param instance which instance
     * @param request what would be loaded
     * @return the request with its initial file system as it was read: loading it takes no other bytes, and reads them once less
     * @throws InstanceStateException if the instance is not ready
     * @throws KernelImageException as {@link #load} does
     * @throws SyscallException if this machine has no call to load it
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance
     */
    public LoadRequest check(InstanceName instance, LoadRequest request) {
        Objects.requireNonNull(request, "request");
        InstanceId id = states.require(instance, InstanceAction.LOAD);
        if (syscalls instanceof PreparedLoad.Source real) {
            real.check(request, request.flags(id));
        }
        requireFit(instance, request, request.initrdSize());
        LoadRequest measured = request.measured();
        requireFit(instance, measured, measured.initrdSize());
        return measured;
    }

    /** The kernel is loaded: nothing that fails here may say otherwise. */
    private void record(InstanceName instance, LoadRequest request, InstanceId id) {
        if (records == null) {
            return;
        }
        try {
            records.write(instance, LoadRecord.of(request, id, fs.bootId()));
        } catch (KernelInterfaceException e) {
            LOG.warn(
                    "what was loaded for '{}' is not written down, since the boot has no id: {}",
                    instance,
                    e.getMessage());
            records.remove(instance);
        }
    }

    /**
     * Where files are copied for the kernel, that is done once, however often it is asked. It takes its time, and the kernel goes by the id:
     * so each time it is made sure of that the name still stands for the same instance.
     */
    private void askFor(InstanceName instance, LoadRequest request, KexecFlags flags) {
        if (syscalls instanceof PreparedLoad.Source copying) {
            try (PreparedLoad load = copying.prepare(request, flags)) {
                retrying(instance, InstanceAction.LOAD, flags, load::call);
            }
        } else {
            retrying(instance, InstanceAction.LOAD, flags, () -> syscalls.kexecFileLoad(request, flags));
        }
    }

    private void requireFit(InstanceName instance, LoadRequest request, long initrd) {
        long memory = memoryOf(instance);
        long kernel = request.image().info().memorySize();
        if (memory >= 0 && (kernel > memory || initrd + MARGIN > memory - kernel)) {
            throw new KernelImageException(
                    Reason.MEMORY,
                    request.image().path(),
                    "it takes " + kernel + " bytes of memory, the initial file system " + initrd
                            + ", and boot structures " + MARGIN + ", but '" + instance + "' has " + memory
                            + "; give it more memory",
                    null);
        }
    }

    /** What the instance has; -1 if its tree does not say so in a way that kerf knows, in which case the kernel alone can tell. */
    private long memoryOf(InstanceName instance) {
        try {
            long bytes = Bindings.readInstance(Fdt.decode(fs.readInstanceTree(instance.text())))
                    .memory()
                    .bytes();
            return bytes == 0 ? -1 : bytes;
        } catch (FdtFormatException | ModelException e) {
            LOG.warn(
                    "the tree of '{}' does not tell its memory, so only the kernel checks whether its image fits: {}",
                    instance,
                    e.getMessage());
            return -1;
        }
    }

    /**
     * Drops the loaded kernel of an instance. The kernel would do so even for an active instance, under its feet; this method does not.
     *
     * @param instance which instance
     * @throws InstanceStateException if the instance is not loaded
     * @throws SyscallException if the kernel refuses
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance
     */
    public void unload(InstanceName instance) {
        InstanceId id = states.require(instance, InstanceAction.UNLOAD);
        KexecFlags flags = KexecFlags.unload(id);
        retrying(instance, InstanceAction.UNLOAD, flags, () -> syscalls.kexecFileUnload(flags));
        LOG.debug("kexec_file_load for instance {} with flags {}", id, flags);
        if (records != null) {
            records.remove(instance);
        }
        states.await(instance, "its kernel was unloaded", InstanceState.READY, SETTLE);
    }

    /** What is thrown in the end carries the first refusal, where that was another one. */
    private void retrying(InstanceName instance, InstanceAction action, KexecFlags flags, Runnable call) {
        SyscallException first = null;
        for (int attempt = 1; ; attempt++) {
            try {
                states.requireStill(instance, action, flags.instance());
                call.run();
                return;
            } catch (SyscallException e) {
                if (!e.errno().equals(Errno.EBUSY) || attempt == ATTEMPTS) {
                    throw with(first, e);
                }
                first = first == null ? e : first;
                ticker.pause(RETRY_PAUSE);
            } catch (KernelInterfaceException | InstanceStateException e) {
                throw with(first, e);
            }
        }
    }

    private static <E extends KerfException> E with(@Nullable SyscallException first, E last) {
        if (first != null) {
            last.addSuppressed(first);
        }
        return last;
    }
}
