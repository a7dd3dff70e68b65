// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.kexec.InstanceBooter;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.KernelRoots;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link Host} is to be used, where the usual will not do.
 *
 * <pre>{@code
 * HostConfig config = HostConfig.system()
 *         .withStateDirectory(Path.of("/srv/kerf"))
 *         .withLockTimeout(Duration.ofMinutes(2));
 * }</pre>
 *
 * @param roots where the kernel's files are, and where kerf keeps its own; of no account for a simulated kernel, which has its own
 * @param abi the generation of the kernel's interface, for whoever knows better than what can be found out; empty to find it out
 * @param lockTimeout how long a change waits for another thread or process to end its own; 30 seconds unless set
 * @param stateTimeout how long an instance may take after a boot until it is active, and after a halt until it no longer is; 35 seconds unless
 *     set, as the kernel itself waits for 30
 * @param policy what the host keeps for itself
 * @param mountsIfNeeded whether the first change mounts the multikernel file system where it is not mounted
 */
public record HostConfig(
        KernelRoots roots,
        Optional<KernelAbi> abi,
        Duration lockTimeout,
        Duration stateTimeout,
        HostPolicy policy,
        boolean mountsIfNeeded) {
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(30);

    /** Checks the arguments. */
    public HostConfig {
        Objects.requireNonNull(roots, "roots");
        Objects.requireNonNull(abi, "abi");
        Objects.requireNonNull(policy, "policy");
        requireTime(lockTimeout);
        requireTime(stateTimeout);
    }

    private static void requireTime(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("nobody waits for less than no time: " + time);
        }
    }

    /** {@return the usual: the running system, its generation found out, 30 and 35 seconds, {@link HostPolicy#standard}} */
    public static HostConfig system() {
        return new HostConfig(
                KernelRoots.system(),
                Optional.empty(),
                LOCK_TIMEOUT,
                InstanceBooter.USUAL_DEADLINE,
                HostPolicy.standard(),
                false);
    }

    /**
     * Sets where the kernel's files are.
     *
     * @param other the roots
     * @return a copy with them
     */
    public HostConfig withRoots(KernelRoots other) {
        return new HostConfig(other, abi, lockTimeout, stateTimeout, policy, mountsIfNeeded);
    }

    /**
     * Sets where kerf keeps what the kernel does not: the description of the baseline, the journal, idempotency keys.
     *
     * @param directory a directory, made when it is first needed
     * @return a copy with it
     */
    public HostConfig withStateDirectory(Path directory) {
        return withRoots(roots.withState(directory));
    }

    /**
     * Names the generation of the kernel's interface, so that it is not found out.
     *
     * @param known the generation
     * @return a copy with it
     */
    public HostConfig withAbi(KernelAbi known) {
        return new HostConfig(roots, Optional.of(known), lockTimeout, stateTimeout, policy, mountsIfNeeded);
    }

    /**
     * Sets how long a change waits for that of another thread or process; beyond that it throws a
     * {@link io.kerf.sysfs.LockTimeoutException}. To boot and to halt an instance are changes, too, and may take half a minute.
     *
     * @param time zero tries once
     * @return a copy with it
     * @throws IllegalArgumentException if it is negative
     */
    public HostConfig withLockTimeout(Duration time) {
        return new HostConfig(roots, abi, time, stateTimeout, policy, mountsIfNeeded);
    }

    /**
     * Sets how long an instance may take after a boot until it is active, and after a halt until it no longer is; beyond that an
     * {@link io.kerf.kexec.InstanceStateException} says in which state it is. A boot or halt that was asked for is not taken back by that.
     *
     * @param time zero looks once
     * @return a copy with it
     * @throws IllegalArgumentException if it is negative
     */
    public HostConfig withStateTimeout(Duration time) {
        return new HostConfig(roots, abi, lockTimeout, time, policy, mountsIfNeeded);
    }

    /**
     * Sets what the host keeps for itself.
     *
     * @param other the policy
     * @return a copy with it
     */
    public HostConfig withPolicy(HostPolicy other) {
        return new HostConfig(roots, abi, lockTimeout, stateTimeout, other, mountsIfNeeded);
    }

    /**
     * Lets the first change mount the multikernel file system where it is not mounted, which needs CAP_SYS_ADMIN. Nothing is mounted without this.
     *
     * @return a copy that mounts
     */
    public HostConfig withMountIfNeeded() {
        return new HostConfig(roots, abi, lockTimeout, stateTimeout, policy, true);
    }
}
