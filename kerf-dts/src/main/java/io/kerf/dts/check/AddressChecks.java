// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;

/** Address spaces: whole entries in {@code reg} and {@code ranges}, and cell counts that are given where they are needed. */
final class AddressChecks {
    private AddressChecks() {}

    static void reg(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            DtProperty reg = node.reg;
            if (reg == null) {
                continue;
            }
            NodeFacts parent = node.parent;
            if (parent == null) {
                if (report.fails()) {
                    report.add(Finding.of(node, "the root node has 'reg', but no bus that it could be on")
                            .see("the property", reg)
                            .suggest("remove it"));
                }
            } else if (reg.size() == 0
                    || !Cells.isMultiple(reg.size(), parent.childAddressCells() + parent.childSizeCells())) {
                reportReg(node, parent, reg, report);
            }
        }
    }

    private static void reportReg(NodeFacts node, NodeFacts parent, DtProperty reg, Report report) {
        if (!report.fails()) {
            return;
        }
        String entry = counts("an address of ", parent.childAddressCells(), " and a size of ", parent.childSizeCells());
        report.add(Finding.of(
                        node,
                        reg.size() == 0
                                ? "'reg' is empty: it lists where the device is"
                                : "'reg' has " + Cells.bytes(reg.size()) + ", no whole number of entries: below "
                                        + parent.path() + " each is " + entry)
                .at(reg)
                .see("the node whose #address-cells and #size-cells count", parent)
                .suggest(
                        reg.size() == 0
                                ? "list the addresses, or remove it"
                                : "mend 'reg', or the counts in " + parent.path()));
    }

    static void ranges(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            if (node.ranges != null) {
                ranges(node, node.ranges, report);
            }
        }
    }

    static void dmaRanges(TreeFacts tree, Report report) {
        for (PropertyUse use : tree.uses("dma-ranges")) {
            ranges(use.node(), use.property(), report);
        }
    }

    private static void ranges(NodeFacts node, DtProperty ranges, Report report) {
        String name = ranges.name();
        NodeFacts parent = node.parent;
        if (parent == null) {
            if (report.fails()) {
                report.add(Finding.of(node, "the root node has '" + name + "', but no bus to map addresses to")
                        .at(ranges)
                        .suggest("remove it"));
            }
        } else if (ranges.size() == 0) {
            same(node, ranges, "#address-cells", node.childAddressCells(), parent.childAddressCells(), report);
            same(node, ranges, "#size-cells", node.childSizeCells(), parent.childSizeCells(), report);
        } else if (!Cells.isMultiple(
                        ranges.size(), node.childAddressCells() + parent.childAddressCells() + node.childSizeCells())
                && report.fails()) {
            report.add(Finding.of(
                            node,
                            "'" + name + "' has " + Cells.bytes(ranges.size())
                                    + ", no whole number of entries: each is a child's address of "
                                    + node.childAddressCells() + ", "
                                    + counts(
                                            "an address of ",
                                            parent.childAddressCells(),
                                            " and a size of ",
                                            node.childSizeCells()))
                    .at(ranges)
                    .see("the node whose #address-cells counts for the second address", parent)
                    .suggest("mend '" + name + "', or the counts in " + node.path() + " and " + parent.path()));
        }
    }

    /** An empty map says that addresses are the same on both sides, so they need the same number of cells. */
    private static void same(NodeFacts node, DtProperty ranges, String count, long here, long above, Report report) {
        if (here != above && node.parent != null && report.fails()) {
            report.add(Finding.of(
                            node,
                            "an empty '" + ranges.name() + "' maps addresses to themselves, but " + count + " is "
                                    + here + " here and " + above + " in " + node.parent.path())
                    .at(ranges)
                    .see("the node with the other " + count, node.parent)
                    .suggest("make both " + count + " the same, or list the ranges"));
        }
    }

    private static String counts(String first, long a, String second, long b) {
        return first + a + second + b + (b == 1 ? " cell" : " cells");
    }

    static void defaults(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            NodeFacts parent = node.parent;
            if (parent != null && (node.reg != null || node.ranges != null)) {
                given(node, parent, "#address-cells", parent.addressCells, 2, report);
                given(node, parent, "#size-cells", parent.sizeCells, 1, report);
            }
        }
    }

    private static void given(NodeFacts node, NodeFacts parent, String count, int cells, int byDefault, Report report) {
        if (cells == -1 && report.fails()) {
            report.add(Finding.of(
                            node,
                            "the node has addresses, but " + parent.path() + " has no " + count
                                    + ": systems do not agree on what it then is")
                    .see("the node without " + count, parent)
                    .suggest("add " + count + " = <" + byDefault + ">; to " + parent.path()));
        }
    }

    static void unnecessary(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.parents) {
            if (node.parent != null
                    && node.addressCells >= 0
                    && node.sizeCells >= 0
                    && node.ranges == null
                    && !node.has(NodeFacts.DMA_RANGES)
                    && !anyChildHasReg(node)
                    && report.fails()) {
                report.add(Finding.of(
                                node,
                                "#address-cells and #size-cells are of no use here: there is no 'ranges' or 'dma-ranges', "
                                        + "and no child has 'reg'")
                        .see("given here", node.property("#address-cells"))
                        .suggest("remove both"));
            }
        }
    }

    private static boolean anyChildHasReg(NodeFacts node) {
        for (NodeFacts child = node.firstChild; child != null; child = child.nextSibling) {
            if (child.reg != null) {
                return true;
            }
        }
        return false;
    }
}
