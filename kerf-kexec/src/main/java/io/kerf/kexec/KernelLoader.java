// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.Ticker;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
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

    private final InstanceStates states;
    private final Syscalls syscalls;
    private final Ticker ticker;

    /**
     * Makes a loader.
     *
     * @param fs the kernel's files
     * @param syscalls the same kernel's system calls
     * @param ticker for retries and waits
     */
    public KernelLoader(MultikernelFs fs, Syscalls syscalls, Ticker ticker) {
        this.states = new InstanceStates(Objects.requireNonNull(fs, "fs"), ticker);
        this.syscalls = Objects.requireNonNull(syscalls, "syscalls");
        this.ticker = Objects.requireNonNull(ticker, "ticker");
    }

    /**
     * Loads a kernel into the memory of an instance, which must be ready. Where the kernel is busy with another kexec operation, it is
     * asked again a few times.
     *
     * @param instance which instance
     * @param request what to load
     * @throws InstanceStateException if the instance is not ready
     * @throws SyscallException if the kernel refuses
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance
     */
    public void load(InstanceName instance, LoadRequest request) {
        Objects.requireNonNull(request, "request");
        InstanceId id = states.require(
                instance, "load a kernel for", EnumSet.of(InstanceState.READY), "halt and unload it first");
        KexecFlags flags =
                request.initrd().isPresent() ? KexecFlags.loadWithInitrd(id) : KexecFlags.loadWithoutInitrd(id);
        retrying(() -> syscalls.kexecFileLoad(request, flags));
        LOG.debug("kexec_file_load for instance {} with flags {}: {}", id, flags, request);
        states.await(instance, "its kernel was loaded", InstanceState.LOADED, SETTLE);
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
        InstanceId id = states.require(
                instance,
                "unload the kernel of",
                EnumSet.of(InstanceState.LOADED),
                "an active instance is halted first");
        KexecFlags flags = KexecFlags.unload(id);
        retrying(() -> syscalls.kexecFileUnload(flags));
        LOG.debug("kexec_file_load for instance {} with flags {}", id, flags);
        states.await(instance, "its kernel was unloaded", InstanceState.READY, SETTLE);
    }

    private void retrying(Runnable call) {
        for (int attempt = 1; ; attempt++) {
            try {
                call.run();
                return;
            } catch (SyscallException e) {
                if (!e.errno().equals(Errno.EBUSY) || attempt == ATTEMPTS) {
                    throw e;
                }
                ticker.pause(RETRY_PAUSE);
            }
        }
    }
}
