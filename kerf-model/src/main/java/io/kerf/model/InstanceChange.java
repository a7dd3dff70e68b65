// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One instance whose resources or options differ between two states.
 *
 * @param before the instance as it was
 * @param after the instance as it is to be, of the same name
 */
public record InstanceChange(Instance before, Instance after) {
    /** Refuses two instances of different names. */
    public InstanceChange {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
        if (!before.name().equals(after.name())) {
            throw new IllegalArgumentException("'" + before.name() + "' cannot become '" + after.name() + "'");
        }
    }

    /**
     * Returns the instance's name.
     *
     * @return the name, the same before and after
     */
    public InstanceName name() {
        return after.name();
    }

    /**
     * Returns the CPUs that it gets.
     *
     * @return those that only {@link #after} has
     */
    public CpuSet cpusAdded() {
        return after.cpus().minus(before.cpus());
    }

    /**
     * Returns the CPUs that it gives back.
     *
     * @return those that only {@link #before} has
     */
    public CpuSet cpusRemoved() {
        return before.cpus().minus(after.cpus());
    }

    /**
     * Returns how much memory it gets.
     *
     * @return bytes; negative if it gives memory back
     */
    public long memoryDifference() {
        return after.memory().bytes() - before.memory().bytes();
    }

    /**
     * Returns the regions that it gets.
     *
     * @return those that only {@link #after} has
     */
    public List<MemoryRange> regionsAdded() {
        return missing(after.regions(), before.regions());
    }

    /**
     * Returns the regions that it gives back.
     *
     * @return those that only {@link #before} has
     */
    public List<MemoryRange> regionsRemoved() {
        return missing(before.regions(), after.regions());
    }

    /**
     * Returns the devices that it gets.
     *
     * @return those that only {@link #after} has
     */
    public List<DeviceRef> devicesAdded() {
        return missing(after.devices(), before.devices());
    }

    /**
     * Returns the devices that it gives back.
     *
     * @return those that only {@link #before} has
     */
    public List<DeviceRef> devicesRemoved() {
        return missing(before.devices(), after.devices());
    }

    private static <T> List<T> missing(List<T> from, List<T> in) {
        Set<T> known = new HashSet<>(in);
        return from.stream().filter(each -> !known.contains(each)).toList();
    }
}
