// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.ByteSize;
import java.util.Objects;

/**
 * What a host keeps for itself whatever a baseline says, so that it goes on working. A baseline that leaves it less is refused with a
 * {@link HostPolicyException} before anything is written.
 *
 * <pre>{@code
 * HostConfig config = HostConfig.system().withPolicy(HostPolicy.keeping(2, ByteSize.ofGiB(8)));
 * }</pre>
 *
 * @param cores physical cores that are the host's with all their threads; CPUs, where it is not known how they share cores. From 0
 * @param memory memory that stays out of the pool
 */
public record HostPolicy(int cores, ByteSize memory) {
    /** Checks the arguments. */
    public HostPolicy {
        Objects.requireNonNull(memory, "memory");
        if (cores < 0) {
            throw new IllegalArgumentException("a host keeps no fewer than 0 cores, not " + cores);
        }
    }

    /** {@return the policy of a host for which none was set: one core and 2 GiB} */
    public static HostPolicy standard() {
        return new HostPolicy(1, ByteSize.ofGiB(2));
    }

    /**
     * Makes a policy.
     *
     * @param cores physical cores, from 0
     * @param memory memory
     * @return the policy
     * @throws IllegalArgumentException if there are fewer than 0 cores
     */
    public static HostPolicy keeping(int cores, ByteSize memory) {
        return new HostPolicy(cores, memory);
    }

    /** Such as {@code 1 core and 2GB}. */
    @Override
    public String toString() {
        return cores + (cores == 1 ? " core and " : " cores and ") + memory;
    }
}
