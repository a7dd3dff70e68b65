// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

/**
 * How many 32-bit cells an address and a size take in the {@code reg} and {@code ranges} properties of a node's children
 * (Devicetree Specification, section 2.3.5).
 *
 * @param addressCells cells of an address, from 0 to 3; with 3 the first one is the address space, as on PCI
 * @param sizeCells cells of a size, from 0 to 2
 */
public record CellCounts(int addressCells, int sizeCells) {
    private static final CellCounts DEFAULTS = new CellCounts(2, 1);

    /** Checks the ranges. */
    public CellCounts {
        if (addressCells < 0 || addressCells > 3 || sizeCells < 0 || sizeCells > 2) {
            throw new IllegalArgumentException("addresses of " + addressCells + " cells and sizes of " + sizeCells
                    + " cannot be read: addresses have 0 to 3 cells, sizes 0 to 2");
        }
    }

    /**
     * Returns what holds for the children of a node that does not say: 2 cells for an address, 1 for a size.
     *
     * @return the specification's defaults
     */
    public static CellCounts defaults() {
        return DEFAULTS;
    }

    /**
     * Reads what a node says of its children in {@code #address-cells} and {@code #size-cells}.
     *
     * @param parent the node whose children's properties are to be read
     * @return its counts, with the defaults for what it does not say
     * @throws PropertyTypeException if one of the two properties is no cell
     * @throws IllegalArgumentException if one of them is out of range
     */
    public static CellCounts ofChildrenOf(DtNode parent) {
        DtProperty address = parent.findProperty("#address-cells");
        DtProperty size = parent.findProperty("#size-cells");
        return new CellCounts(
                address == null ? DEFAULTS.addressCells : address.u32(),
                size == null ? DEFAULTS.sizeCells : size.u32());
    }
}
