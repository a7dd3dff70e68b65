// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

/**
 * The number by which one node refers to another (Devicetree Specification, section 2.3.3).
 *
 * @param value 1 to 0xfffffffe as an unsigned number; 0 and 0xffffffff are no phandles
 */
public record Phandle(int value) {
    /** Refuses the two values that are no phandles. */
    public Phandle {
        if (!isValid(value)) {
            throw new IllegalArgumentException("0x" + Integer.toHexString(value) + " is not a phandle");
        }
    }

    /**
     * Tells whether a cell can be a phandle.
     *
     * @param cell any 32 bits
     * @return false for 0 and 0xffffffff only
     */
    public static boolean isValid(int cell) {
        return cell != 0 && cell != -1;
    }

    @Override
    public String toString() {
        return "0x" + Integer.toHexString(value);
    }
}
