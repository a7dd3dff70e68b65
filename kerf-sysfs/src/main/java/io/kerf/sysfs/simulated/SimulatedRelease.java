// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.KernelAbi;

/**
 * The kernels that can be simulated, oldest first. They differ in how CPU ids are written, in what a baseline and an overlay may hold, and
 * in how the trees look that they generate.
 *
 * <pre>{@code
 * SimulatedKernel kernel = SimulatedKernel.inMemory(SimulatedMachine.describedBy(state), SimulatedRelease.FLAT_U64);
 * }</pre>
 */
public enum SimulatedRelease {
    /** November 2025: flat, 32-bit CPU ids; its host tree lists the instances, and cannot be read before the baseline. */
    EARLY_FLAT,
    /** The first half of 2026: flat, 32-bit CPU ids; its host tree shows the pool alone. */
    FLAT_U32,
    /** July and August 2026: flat, 64-bit CPU ids. */
    FLAT_U64,
    /** The first pool kernels, of about 20 to 22 August 2026: they give devices by the names of the baseline. */
    POOL_EARLY,
    /** The newest, since late August 2026. */
    POOL;

    private static final int SMALL_TREE = 64 << 10;
    private static final int LARGE_TREE = 256 << 10;

    /**
     * Returns the generation of the interface.
     *
     * @return what the kernel has to be spoken to as
     */
    public KernelAbi abi() {
        return switch (this) {
            case EARLY_FLAT, FLAT_U32 -> KernelAbi.FLAT_U32;
            case FLAT_U64 -> KernelAbi.FLAT_U64;
            case POOL_EARLY -> KernelAbi.POOL_EARLY;
            case POOL -> KernelAbi.POOL;
        };
    }

    /** Whether the pool is one range that was reserved beforehand, and an overlay names its instance in the operation. */
    boolean isFlat() {
        return abi().isFlat();
    }

    /** Bytes of each CPU id in {@code cpus}. */
    int cpuIdBytes() {
        return abi().cpuIdBytes();
    }

    /** Most bytes of a tree that the kernel generates. */
    int largestTree() {
        return this == POOL ? LARGE_TREE : SMALL_TREE;
    }
}
