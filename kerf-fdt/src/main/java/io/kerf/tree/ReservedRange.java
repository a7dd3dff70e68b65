// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

/**
 * One entry of the memory reservation block: physical memory that a client program must not use (Devicetree Specification,
 * section 5.3).
 *
 * @param address first byte, unsigned
 * @param size bytes, unsigned; 0 is legal in source but ends the list when a blob is read
 */
public record ReservedRange(long address, long size) {
    @Override
    public String toString() {
        return "0x" + Long.toHexString(address) + " size 0x" + Long.toHexString(size);
    }
}
