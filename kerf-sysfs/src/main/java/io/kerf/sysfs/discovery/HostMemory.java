// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The memory of a machine.
 *
 * @param total what the host's kernel manages, {@code MemTotal} of {@code /proc/meminfo}; zero where no file tells
 * @param available what it could give away without swapping, {@code MemAvailable}; zero where no file tells
 * @param ram the ranges that {@code /proc/iomem} calls {@code System RAM}, by ascending address; none without the privilege to see addresses
 * @param pool the chunks of the multikernel pool, by ascending address
 * @param regions what of the pool is in use, by ascending address
 * @param freeInPool bytes of the pool that nobody uses: an upper bound, since the kernel keeps a little without saying so
 * @param bootParameter what the boot command line keeps for the pool
 * @param addressesVisible false where addresses are hidden, or {@code /proc/iomem} is not there: {@code ram}, {@code pool} and
 *     {@code regions} are then empty because nobody knows
 */
public record HostMemory(
        ByteSize total,
        ByteSize available,
        List<MemoryRange> ram,
        List<MemoryRange> pool,
        List<Region> regions,
        ByteSize freeInPool,
        Optional<PoolParameter> bootParameter,
        boolean addressesVisible) {
    /** Copies the lists. */
    public HostMemory {
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(available, "available");
        ram = List.copyOf(ram);
        pool = List.copyOf(pool);
        regions = List.copyOf(regions);
        Objects.requireNonNull(freeInPool, "freeInPool");
        Objects.requireNonNull(bootParameter, "bootParameter");
    }

    /**
     * A piece of the pool that is in use.
     *
     * @param range where it is
     * @param name what the kernel calls it: {@code mk-instance-<id>-<name>-region-<n>} for memory of an instance
     */
    public record Region(MemoryRange range, String name) {
        /** Checks the arguments. */
        public Region {
            Objects.requireNonNull(range, "range");
            Objects.requireNonNull(name, "name");
        }
    }
}
