// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

/**
 * One entry of a {@code ranges} property: addresses of a bus as its parent sees them (Devicetree Specification, section 2.3.8).
 *
 * @param childSpace the first of three cells of the child address; 0 where it has fewer
 * @param childAddress first address on the bus, unsigned
 * @param parentSpace the first of three cells of the parent address; 0 where it has fewer
 * @param parentAddress the same address on the parent bus, unsigned
 * @param size how many addresses, unsigned
 */
public record RangesEntry(int childSpace, long childAddress, int parentSpace, long parentAddress, long size) {
    @Override
    public String toString() {
        return new RegEntry(childSpace, childAddress, size) + " at " + new RegEntry(parentSpace, parentAddress, size);
    }
}
