// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.sysfs.MultikernelFs;
import io.kerf.sysfs.Ticker;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Boots instances and halts them. Before each call the state of the instance is read, and after it the state that follows is waited for,
 * since the kernel changes some states only later and tells nobody.
 *
 * <p>Safe for use by several threads as far as the files and the system calls are.
 */
public final class InstanceBooter {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceBooter.class);

    /** How long a state is waited for unless that is set: above the 30 seconds that the kernel itself waits. */
    public static final Duration USUAL_DEADLINE = Duration.ofSeconds(35);

    private final InstanceStates states;
    private final Syscalls syscalls;
    private final Duration deadline;

    /**
     * Makes a booter.
     *
     * @param fs the kernel's files
     * @param syscalls the same kernel's system calls
     * @param ticker for waits
     */
    public InstanceBooter(MultikernelFs fs, Syscalls syscalls, Ticker ticker) {
        this(
                new InstanceStates(Objects.requireNonNull(fs, "fs"), Objects.requireNonNull(ticker, "ticker")),
                Objects.requireNonNull(syscalls, "syscalls"),
                USUAL_DEADLINE);
    }

    private InstanceBooter(InstanceStates states, Syscalls syscalls, Duration deadline) {
        this.states = states;
        this.syscalls = syscalls;
        this.deadline = deadline;
    }

    /**
     * Sets how long a boot waits until the instance is active, and a halt until it no longer is.
     *
     * @param time zero looks once
     * @return a booter that does
     * @throws IllegalArgumentException if it is negative
     */
    public InstanceBooter withDeadline(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("nobody waits for less than no time: " + time);
        }
        return new InstanceBooter(states, syscalls, time);
    }

    /**
     * Starts the loaded kernel of an instance and waits until the instance is active.
     *
     * @param instance which instance
     * @throws InstanceStateException if it is not loaded, or does not become active
     * @throws SyscallException if the kernel refuses
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance
     */
    public void boot(InstanceName instance) {
        reboot(RebootCommand.BOOT, instance);
        states.await(instance, "it was booted", InstanceState.ACTIVE, deadline);
    }

    /**
     * Asks the kernel of an instance to halt and waits until the instance is loaded again.
     *
     * @param instance which instance
     * @throws InstanceStateException if it is not active, or does not come to a halt
     * @throws SyscallException if the kernel refuses, with ETIMEDOUT if the instance's kernel does not answer
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance
     */
    public void halt(InstanceName instance) {
        reboot(RebootCommand.HALT, instance);
        states.await(instance, "it was halted", InstanceState.LOADED, deadline);
    }

    /**
     * Stops the CPUs of an instance without asking its kernel, and waits until the instance is loaded. On a loaded instance this is the
     * second try for CPUs that missed the first.
     *
     * @param instance which instance
     * @throws InstanceStateException if it is neither active nor loaded, or does not come to a halt
     * @throws SyscallException if the kernel refuses
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance
     */
    public void forceHalt(InstanceName instance) {
        reboot(RebootCommand.FORCE_HALT, instance);
        states.await(instance, "it was halted by force", InstanceState.LOADED, deadline);
    }

    /**
     * Waits until an instance is in a state.
     *
     * @param instance which instance
     * @param wanted the state
     * @param timeout how long at most
     * @throws InstanceStateException if the time is up or the thread is interrupted before
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no such instance, or no longer
     */
    public void await(InstanceName instance, InstanceState wanted, Duration timeout) {
        states.await(instance, "", Objects.requireNonNull(wanted, "wanted"), timeout);
    }

    private void reboot(RebootCommand command, InstanceName instance) {
        InstanceId id = states.require(instance, InstanceAction.of(command));
        states.requireStill(instance, InstanceAction.of(command), id);
        syscalls.reboot(command, id);
        LOG.debug("reboot ({}) for instance {}", command, id);
    }
}
