// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.util.Objects;

/**
 * How a blob is laid out. The defaults are those of {@code dtc}: version 17, nothing reserved, no padding, order kept.
 *
 * <pre>{@code
 * Fdt.encode(tree, FdtOptions.defaults().withPadding(4096))     // room to grow in place, as dtc -p 4096
 * }</pre>
 *
 * @param version the format's version ({@code dtc -V})
 * @param reserveSlots empty entries added to the memory reservation block, from 0 ({@code dtc -R})
 * @param minimumSize bytes that the blob has at least, from 0 ({@code dtc -S})
 * @param padding bytes added at the end, from 0 ({@code dtc -p})
 * @param alignment the blob's size becomes a multiple of it; a power of two, or 0 for none ({@code dtc -a})
 * @param order the order in which nodes and properties are written
 */
public record FdtOptions(
        FdtVersion version, int reserveSlots, int minimumSize, int padding, int alignment, Order order) {
    private static final FdtOptions DEFAULTS = new FdtOptions(FdtVersion.V17, 0, 0, 0, 0, Order.AS_IS);

    /** The order in which nodes and properties are written. */
    public enum Order {
        /** As the tree has them. */
        AS_IS,
        /** By name, byte by byte; memory reservations by address, then size ({@code dtc -s}). */
        SORTED
    }

    /** Checks the ranges, and that {@code minimumSize} and {@code padding} are not both asked for. */
    public FdtOptions {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(order, "order");
        if (reserveSlots < 0 || minimumSize < 0 || padding < 0) {
            throw new IllegalArgumentException("reserve slots " + reserveSlots + ", minimum size " + minimumSize
                    + " and padding " + padding + " cannot be negative");
        }
        if (alignment < 0 || Integer.bitCount(alignment) > 1) {
            throw new IllegalArgumentException("alignment " + alignment + " is not a power of two");
        }
        if (minimumSize > 0 && padding > 0) {
            throw new IllegalArgumentException("a minimum size and padding cannot be asked for together");
        }
    }

    /**
     * Returns {@code dtc}'s defaults.
     *
     * @return version 17 without any extras
     */
    public static FdtOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns a copy with another version.
     *
     * @param version the format's version
     * @return the copy
     */
    public FdtOptions withVersion(FdtVersion version) {
        return new FdtOptions(version, reserveSlots, minimumSize, padding, alignment, order);
    }

    /**
     * Returns a copy with empty reservation entries.
     *
     * @param reserveSlots how many, from 0
     * @return the copy
     */
    public FdtOptions withReserveSlots(int reserveSlots) {
        return new FdtOptions(version, reserveSlots, minimumSize, padding, alignment, order);
    }

    /**
     * Returns a copy with a minimum size.
     *
     * @param minimumSize bytes, from 0
     * @return the copy
     */
    public FdtOptions withMinimumSize(int minimumSize) {
        return new FdtOptions(version, reserveSlots, minimumSize, padding, alignment, order);
    }

    /**
     * Returns a copy with padding.
     *
     * @param padding bytes, from 0
     * @return the copy
     */
    public FdtOptions withPadding(int padding) {
        return new FdtOptions(version, reserveSlots, minimumSize, padding, alignment, order);
    }

    /**
     * Returns a copy with an alignment of the size.
     *
     * @param alignment a power of two, or 0 for none
     * @return the copy
     */
    public FdtOptions withAlignment(int alignment) {
        return new FdtOptions(version, reserveSlots, minimumSize, padding, alignment, order);
    }

    /**
     * Returns a copy with another order.
     *
     * @param order the order of nodes and properties
     * @return the copy
     */
    public FdtOptions withOrder(Order order) {
        return new FdtOptions(version, reserveSlots, minimumSize, padding, alignment, order);
    }
}
