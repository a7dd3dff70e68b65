// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Objects;

/**
 * The CPUs of a host: how many there are, which the host keeps, which form the pool.
 *
 * @param total number of CPUs of the machine; 0 where it is not stated, as in the trees of pool kernels
 * @param hostReserved the CPUs that the host keeps; empty where they are not stated
 * @param available the pool: the CPUs that instances have or can get
 */
public record CpuInventory(long total, CpuSet hostReserved, CpuSet available) {
    private static final CpuInventory EMPTY = new CpuInventory(0, CpuSet.empty(), CpuSet.empty());

    /** Refuses a negative total. What else may be wrong is for the validator to say. */
    public CpuInventory {
        Objects.requireNonNull(hostReserved, "hostReserved");
        Objects.requireNonNull(available, "available");
        if (total < 0) {
            throw new IllegalArgumentException("a machine cannot have " + total + " CPUs");
        }
    }

    /**
     * Returns the inventory that states nothing.
     *
     * @return an inventory without CPUs
     */
    public static CpuInventory empty() {
        return EMPTY;
    }

    /**
     * Makes an inventory that knows the pool only.
     *
     * @param pool the CPUs of the pool
     * @return the inventory
     */
    public static CpuInventory ofPool(CpuSet pool) {
        return new CpuInventory(0, CpuSet.empty(), pool);
    }

    /**
     * Tells whether the number of CPUs of the machine is stated.
     *
     * @return true unless {@link #total} is 0
     */
    public boolean isTotalKnown() {
        return total != 0;
    }

    /**
     * Returns the CPUs that exist: those of the host and those of the pool.
     *
     * @return the union; ids are sparse, so this and not {@link #total} says whether a CPU exists
     */
    public CpuSet known() {
        return hostReserved.union(available);
    }
}
