// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import io.kerf.tree.Phandle;
import io.kerf.tree.PropertyValue;
import org.jspecify.annotations.Nullable;

/**
 * {@code interrupt-map} (Devicetree Specification, section 2.4.3): entries of a child's address and interrupt, a phandle, and the
 * address and interrupt at the node that has it.
 */
final class InterruptMapCheck {
    private static final String CELLS = "#interrupt-cells";
    private static final String MAP = "interrupt-map";

    private final TreeFacts tree;
    private final Report report;

    private InterruptMapCheck(TreeFacts tree, Report report) {
        this.tree = tree;
        this.report = report;
    }

    static void check(TreeFacts tree, Report report) {
        InterruptMapCheck check = new InterruptMapCheck(tree, report);
        for (PropertyUse use : tree.uses(MAP)) {
            check.check(use.node(), use.property());
        }
    }

    private void check(NodeFacts node, DtProperty map) {
        if (node.addressCells < 0) {
            if (report.fails()) {
                report.add(Finding.of(
                                node,
                                "the node has 'interrupt-map', but no #address-cells, which its entries begin with")
                        .see("the map", map)
                        .suggest("add #address-cells; 0 if its children have no addresses"));
            }
            return;
        }
        DtProperty interruptCells = node.property(CELLS);
        long child = node.addressCells + cells(interruptCells);
        mask(node, child);
        if (map.size() % Integer.BYTES != 0) {
            if (report.fails()) {
                report.add(Finding.of(
                                node,
                                "'interrupt-map' is a list of cells of 4 bytes each, and this has "
                                        + Cells.bytes(map.size()))
                        .at(map)
                        .suggest("write it like interrupt-map = <...>;"));
            }
            return;
        }
        long cell = 0;
        while (cell >= 0 && cell < Cells.count(map)) {
            cell = entry(node, map, cell, child);
        }
    }

    private void mask(NodeFacts node, long child) {
        DtProperty mask = node.property("interrupt-map-mask");
        if (mask != null && mask.size() != child * Integer.BYTES && report.fails()) {
            report.add(Finding.of(
                            node,
                            "'interrupt-map-mask' masks an address and an interrupt of " + child
                                    + " cells, and this has " + Cells.bytes(mask.size()))
                    .at(mask)
                    .see("the map", node.property(MAP))
                    .suggest("give it as many cells as #address-cells and " + CELLS + " add up to"));
        }
    }

    /** Checks the entry at a cell; returns where the next one begins, or -1 if that cannot be told. */
    private long entry(NodeFacts node, DtProperty map, long cell, long child) {
        PropertyValue value = map.value();
        if (cell + child >= Cells.count(map)) {
            if (report.fails()) {
                report.add(Finding.of(
                                node,
                                "'interrupt-map' ends within the entry at cell " + cell + ", whose phandle is " + child
                                        + " cells further on")
                        .at(map)
                        .suggest("check " + CELLS + " and #address-cells of the node and of each controller"));
            }
            return -1;
        }
        int at = (int) (cell + child);
        int phandle = Cells.at(value, at);
        NodeFacts target = Phandle.isValid(phandle) ? tree.byPhandle(phandle) : null;
        if (target == null) {
            if (!(tree.plugin && !Phandle.isValid(phandle)) && report.fails()) {
                report.add(Finding.of(
                                node,
                                "cell " + at + " of 'interrupt-map' is to be a phandle, and no node has the phandle 0x"
                                        + Integer.toHexString(phandle))
                        .at(map)
                        .suggest("check " + CELLS + " and #address-cells of the node and of each controller"));
            }
            return -1;
        }
        return controllerPart(node, map, at, target);
    }

    private long controllerPart(NodeFacts node, DtProperty map, int at, NodeFacts target) {
        DtProperty interruptCells = target.property(CELLS);
        if (interruptCells == null) {
            if (report.fails()) {
                report.add(Finding.of(
                                node,
                                "'interrupt-map' refers in cell " + at + " to " + target.path() + ", which has no "
                                        + CELLS)
                        .see("the map", map)
                        .see("the node it refers to", target)
                        .suggest("add " + CELLS + " to " + target.path() + ", or refer to another node"));
            }
            return -1;
        }
        long end = at + 1 + cells(interruptCells) + cells(target.property("#address-cells"));
        if (end > Cells.count(map)) {
            if (report.fails()) {
                report.add(Finding.of(
                                node,
                                "'interrupt-map' ends too early: the entry for " + target.path() + " needs " + end
                                        + " cells, and there are " + Cells.count(map))
                        .at(map)
                        .see("the controller", target)
                        .suggest("add what is missing"));
            }
            return -1;
        }
        return end;
    }

    private static long cells(@Nullable DtProperty property) {
        return property == null || !Cells.isOne(property) ? 0 : Integer.toUnsignedLong(property.u32());
    }
}
