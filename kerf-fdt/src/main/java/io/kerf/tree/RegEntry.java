// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

/**
 * One entry of a {@code reg} property (Devicetree Specification, section 2.3.6).
 *
 * @param space the first of three address cells, which PCI calls {@code phys.hi}; 0 where an address has fewer cells
 * @param address the address, unsigned
 * @param size the size, unsigned; 0 where sizes have no cells
 */
public record RegEntry(int space, long address, long size) {
    @Override
    public String toString() {
        String prefix = space == 0 ? "0x" : "0x" + Integer.toHexString(space) + ":0x";
        return prefix + Long.toHexString(address) + " size 0x" + Long.toHexString(size);
    }
}
