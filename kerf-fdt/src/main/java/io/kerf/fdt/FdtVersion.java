// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

/**
 * A version of the flattened format that can be written. Version 17 is today's (Devicetree Specification, section 5.2); the others
 * are for boot loaders and kernels of before 2007.
 */
public enum FdtVersion {
    /** No boot CPU id, no size of the strings block; full paths as names, a {@code name} property in each node. */
    V1(1, 1, 28),
    /** As 1, with the boot CPU id. */
    V2(2, 1, 32),
    /** As 2, with the size of the strings block. */
    V3(3, 1, 36),
    /** Unit names instead of full paths, no {@code name} properties, no alignment to 8 within the structure block. */
    V16(16, 16, 36),
    /** As 16, with the size of the structure block. */
    V17(17, 16, 40);

    private final int number;
    private final int lastCompatible;
    private final int headerSize;

    FdtVersion(int number, int lastCompatible, int headerSize) {
        this.number = number;
        this.lastCompatible = lastCompatible;
        this.headerSize = headerSize;
    }

    /**
     * Returns the version's number.
     *
     * @return 1, 2, 3, 16 or 17
     */
    public int number() {
        return number;
    }

    int lastCompatible() {
        return lastCompatible;
    }

    /** Bytes of the header. */
    int headerSize() {
        return headerSize;
    }

    /** Whether names are full paths, long values are aligned to 8, and each node has a {@code name} property. */
    boolean hasFullPaths() {
        return number < 16;
    }
}
