// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;

/** SPI buses, which are told by their names or by the {@code spi-} properties of their children, and the devices on them. */
final class SpiChecks {
    private SpiChecks() {}

    static void bridge(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.parents) {
            if (node.isNamed("spi")) {
                node.bus = NodeFacts.Bus.SPI;
            } else if (node.addressCells == 1 && node.sizeCells == 0 && isSpi(node)) {
                node.bus = NodeFacts.Bus.SPI;
                if (node.reg != null && report.fails()) {
                    report.add(Finding.of(
                                    node,
                                    "the node looks like an SPI bus by its children, and such a bus is called 'spi'")
                            .suggest("rename it to 'spi" + (node.hasUnitAddress() ? "@" + node.unitAddress() : "")
                                    + "'"));
                }
            }
            if (node.bus == NodeFacts.Bus.SPI) {
                boolean slave = node.has(NodeFacts.SPI_SLAVE);
                BusCells.check(node, "#address-cells", node.childAddressCells(), slave ? 0 : 1, "an SPI bus", report);
                BusCells.check(node, "#size-cells", node.childSizeCells(), 0, "an SPI bus", report);
            }
        }
    }

    private static boolean isSpi(NodeFacts node) {
        for (NodeFacts child = node.firstChild; child != null; child = child.nextSibling) {
            if (child.has(NodeFacts.SPI_SETTING)) {
                return true;
            }
        }
        return false;
    }

    static void reg(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.on(NodeFacts.Bus.SPI)) {
            NodeFacts parent = node.parent;
            if (parent == null || parent.has(NodeFacts.SPI_SLAVE)) {
                continue;
            }
            DtProperty reg = node.reg;
            if (reg == null || Cells.count(reg) == 0) {
                if (report.fails()) {
                    report.add(BusCells.noReg(node, "an SPI bus", "chip select"));
                }
                continue;
            }
            int select = Cells.at(reg.value(), 0);
            if (!node.hasUnit(Integer.toUnsignedLong(select)) && report.fails()) {
                report.add(BusCells.wrongUnit(node, reg, Integer.toHexString(select), "chip select"));
            }
        }
    }
}
