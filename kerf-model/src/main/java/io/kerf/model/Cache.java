// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Objects;

/**
 * A cache and the CPUs that share it, such as one L3 slice of a socket.
 *
 * <pre>{@code
 * new Cache(3, CpuSet.parse("0-15"), ByteSize.ofMiB(32))
 * }</pre>
 *
 * @param level how far it is from the CPU, from 1
 * @param cpus the CPUs that share it
 * @param size its size; zero where it is not stated
 */
public record Cache(int level, CpuSet cpus, ByteSize size) {
    /** Refuses a level below 1. */
    public Cache {
        if (level < 1) {
            throw new IllegalArgumentException("cache levels count from 1: " + level);
        }
        Objects.requireNonNull(cpus, "cpus");
        Objects.requireNonNull(size, "size");
    }

    /** Such as {@code L3 of CPUs 0-15, 32MB}. */
    @Override
    public String toString() {
        return "L" + level + " of CPUs " + cpus + (size.isZero() ? "" : ", " + size);
    }
}
