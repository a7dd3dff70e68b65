// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import java.util.OptionalInt;

/**
 * Where late flat kernels (July to August 2026) get the memory of a pool from: {@code /dev/lazy_cma}, which finds contiguous memory while the
 * host runs. It is asked before the baseline is written, and the baseline names what it gave. Pool kernels do without it.
 *
 * <p>The device takes system calls, so what implements this is outside of this module. What was allocated outlives the program:
 * {@link #free} alone gives it back.
 */
public interface LazyCma {
    /** The name that makes an allocation a pool in {@code /proc/iomem}. */
    String POOL_NAME = "Multikernel Memory Pool";

    /**
     * Allocates contiguous memory.
     *
     * @param size how much, in whole pages
     * @param node the NUMA node; empty for any
     * @param name what {@code /proc/iomem} is to call it, at most 63 bytes: {@link #POOL_NAME} for a pool
     * @return where it is
     * @throws io.kerf.diag.KerfException if there is no such device, no such node, no contiguous memory, or no privilege
     */
    MemoryRange allocate(ByteSize size, OptionalInt node, String name);

    /**
     * Gives memory back.
     *
     * @param range what {@link #allocate} gave
     * @throws io.kerf.diag.KerfException if it is not allocated, or cannot be given back
     */
    void free(MemoryRange range);
}
