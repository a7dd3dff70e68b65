// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The generations of the kernel's interface that kerf can speak, oldest first. Kernels do not state which one they speak, so it is found out
 * by what they say ({@link #detect(MultikernelFs)}), or named by somebody who knows.
 *
 * <pre>{@code
 * KernelAbi abi = KernelAbi.detect(fs, KernelAbi.Probe.ALLOWED);
 * if (!abi.rollsBack()) {
 *     System.out.println("no transaction of a " + abi + " kernel can be rolled back");
 * }
 * }</pre>
 */
public enum KernelAbi {
    /**
     * November 2025 to July 2026: the pool is one range that was reserved beforehand, CPU ids have 32 bits, an overlay is one fragment that
     * names its instance in the operation.
     */
    FLAT_U32,
    /** July and August 2026: as {@link #FLAT_U32}, with CPU ids of 64 bits. */
    FLAT_U64,
    /** About 20 to 22 August 2026: as {@link #POOL}, but devices go by their names in the baseline. */
    POOL_EARLY,
    /**
     * The newest, since late August 2026: the kernel places pool memory itself, an overlay names its target by path, transactions can be
     * rolled back.
     */
    POOL;

    private static final int LARGEST_OVERLAY = 4096;

    /** Whether the kernel may be written to in order to find out which generation it speaks. */
    public enum Probe {
        /** Nothing is written; some kernels without a baseline cannot be told apart then. */
        FORBIDDEN,
        /**
         * Where reading does not tell, an overlay that does nothing is written. On a pool kernel its transaction is removed again; a flat
         * kernel keeps it until it is booted anew.
         */
        ALLOWED
    }

    /**
     * Finds out which generation a kernel speaks, by reading alone.
     *
     * @param fs the kernel's files
     * @return the generation
     * @throws KernelInterfaceException with reason {@code UNSUPPORTED} if it is one that kerf does not speak, or cannot be told without a
     *     probe, naming what was found; {@code GONE} if there is no multikernel file system
     */
    public static KernelAbi detect(MultikernelFs fs) {
        return detect(fs, Probe.FORBIDDEN);
    }

    /**
     * Finds out which generation a kernel speaks, by its trees and transactions, and if they do not tell and that is allowed by an overlay
     * that does nothing. Costs a read of the host tree and a list of the transactions; more only where these leave it open.
     *
     * <p>How wide CPU ids are shows in a flat kernel's trees alone, and not in each: it is taken to be 64 bits where nothing speaks against
     * it. Whoever knows better names the generation to {@link ChangePlanner#of} instead.
     *
     * @param fs the kernel's files
     * @param probe whether anything may be written
     * @return the generation
     * @throws KernelInterfaceException with reason {@code UNSUPPORTED} if it is one that kerf does not speak, or cannot be told, naming
     *     what was found; {@code GONE} if there is no multikernel file system
     */
    public static KernelAbi detect(MultikernelFs fs, Probe probe) {
        return new AbiDetection(Objects.requireNonNull(fs, "fs"), Objects.requireNonNull(probe, "probe")).run();
    }

    /** Finds a generation by the name of its constant, as it is stored. */
    static Optional<KernelAbi> named(String name) {
        return Arrays.stream(values()).filter(abi -> abi.name().equals(name)).findFirst();
    }

    /**
     * Tells whether the pool is one range of memory that was reserved beforehand, and an overlay makes one change of one instance.
     *
     * @return true for the flat kernels
     */
    public boolean isFlat() {
        return this == FLAT_U32 || this == FLAT_U64;
    }

    /**
     * Returns how long each CPU id is in lists of them.
     *
     * @return 4 or 8 bytes
     */
    public int cpuIdBytes() {
        return this == FLAT_U32 ? Integer.BYTES : Long.BYTES;
    }

    /**
     * Tells whether a transaction can be rolled back by removing its record.
     *
     * @return false if the kernel refuses that, so that only the opposite change helps
     */
    public boolean rollsBack() {
        return !isFlat();
    }

    /**
     * Tells whether a second baseline takes the place of the first.
     *
     * @return false if the kernel refuses it while there is a pool
     */
    public boolean replacesBaseline() {
        return isFlat();
    }

    /**
     * Tells whether the pool can grow, shrink and be emptied by overlays.
     *
     * @return false if only another baseline changes it
     */
    public boolean resizesPool() {
        return !isFlat();
    }

    /**
     * Tells who says where the memory of the pool lies.
     *
     * @return true if the kernel does and is told sizes alone, false if it is told one range
     */
    public boolean placesPool() {
        return !isFlat();
    }

    /**
     * Tells whether memory can be asked for on a NUMA node, both of the pool and of an instance.
     *
     * @return false if wishes for nodes are passed over
     */
    public boolean takesNumaNodes() {
        return !isFlat();
    }

    /**
     * Tells whether one overlay can make several changes.
     *
     * @return false if all but the first fragment are passed over in silence
     */
    public boolean takesSeveralFragments() {
        return !isFlat();
    }

    /**
     * Tells how an instance is given devices.
     *
     * @return true if by the names they have in the baseline, false if by a description of each
     */
    public boolean namesDevices() {
        return this != POOL;
    }

    /**
     * Tells whether an instance can be created with virtio devices.
     *
     * @return false if a wish for them is passed over in silence
     */
    public boolean makesVirtioDevices() {
        return this == POOL;
    }

    /**
     * Tells whether ways of the last-level cache can be shared out among instances ({@code llc-way-mask}): those of the pool are stated in the
     * baseline, those of an instance when it is created, and nothing changes them later. The last kernels of the generation look at them, and
     * earlier ones pass over them; they do not say which they are. One that does refuses them on a host without cache allocation by resctrl:
     * the baseline with EINVAL, an instance by a failed transaction.
     *
     * @return false if no kernel of the generation looks at them
     */
    public boolean takesCacheWays() {
        return this == FLAT_U64;
    }

    /** Whether one overlay takes memory from the pool before CPUs, which may be parked there, so that the order needs two overlays. */
    boolean removesPoolMemoryFirst() {
        return this == POOL_EARLY;
    }

    /**
     * Returns the most bytes an overlay may have. The kernel cuts a longer one at a page and applies the rest of it.
     *
     * @param pageSize size of a page of the running kernel in bytes
     * @return bytes; no more than 4096
     */
    public int largestOverlay(int pageSize) {
        return Math.min(pageSize, LARGEST_OVERLAY);
    }

    /** The name in small letters, with hyphens: {@code flat-u32}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
