// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Objects;

/**
 * The memory of a host: how much there is, how much the host keeps, and the pool.
 *
 * @param total memory of the machine; zero where it is not stated, as in the trees of flat and pool kernels
 * @param hostReserved what the host keeps; zero where it is not stated
 * @param pool what instances have or can get
 */
public record MemoryInventory(ByteSize total, ByteSize hostReserved, MemoryPool pool) {
    private static final MemoryInventory EMPTY = new MemoryInventory(ByteSize.ZERO, ByteSize.ZERO, MemoryPool.empty());

    /** Checks the arguments. */
    public MemoryInventory {
        Objects.requireNonNull(total, "total");
        Objects.requireNonNull(hostReserved, "hostReserved");
        Objects.requireNonNull(pool, "pool");
    }

    /**
     * Returns the inventory that states nothing.
     *
     * @return an inventory without memory
     */
    public static MemoryInventory empty() {
        return EMPTY;
    }

    /**
     * Makes an inventory that knows the pool only.
     *
     * @param pool the pool
     * @return the inventory
     */
    public static MemoryInventory ofPool(MemoryPool pool) {
        return new MemoryInventory(ByteSize.ZERO, ByteSize.ZERO, pool);
    }

    /**
     * Tells whether the memory of the machine is stated.
     *
     * @return true unless {@link #total} is zero
     */
    public boolean isTotalKnown() {
        return !total.isZero();
    }
}
