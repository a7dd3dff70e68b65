// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;

/** I2C buses, which are told by their names, and the devices on them. */
final class I2cChecks {
    /** An address of ten bits ({@code include/dt-bindings/i2c/i2c.h} of Linux). */
    private static final int TEN_BITS = 1 << 31;

    /** The bus controller's own address. */
    private static final int OWN_ADDRESS = 1 << 30;

    private static final int LAST_OF_SEVEN_BITS = 0x7f;
    private static final int LAST_OF_TEN_BITS = 0x3ff;

    private I2cChecks() {}

    static void bridge(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.parents) {
            if (node.isNamed("i2c") || node.isNamed("i2c-bus") || node.isNamed("i2c-arb")) {
                node.bus = NodeFacts.Bus.I2C;
                BusCells.check(node, "#address-cells", node.childAddressCells(), 1, "an I2C bus", report);
                BusCells.check(node, "#size-cells", node.childSizeCells(), 0, "an I2C bus", report);
            }
        }
    }

    static void reg(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.on(NodeFacts.Bus.I2C)) {
            DtProperty reg = node.reg;
            if (reg == null || Cells.count(reg) == 0) {
                if (report.fails()) {
                    report.add(BusCells.noReg(node, "an I2C bus", "address"));
                }
                continue;
            }
            PropertyValue value = reg.value();
            int first = Cells.at(value, 0) & ~OWN_ADDRESS;
            if (!node.hasUnit(Integer.toUnsignedLong(first)) && report.fails()) {
                report.add(BusCells.wrongUnit(node, reg, Integer.toHexString(first), "address"));
            }
            for (int i = 0; i < Cells.count(reg) && !report.isFull(); i++) {
                address(node, reg, Cells.at(value, i) & ~OWN_ADDRESS, report);
            }
        }
    }

    private static void address(NodeFacts node, DtProperty reg, int address, Report report) {
        boolean ten = (address & TEN_BITS) != 0;
        int number = address & ~TEN_BITS;
        int last = ten ? LAST_OF_TEN_BITS : LAST_OF_SEVEN_BITS;
        if (number > last && report.fails()) {
            report.add(Finding.of(
                            node,
                            "I2C addresses of " + (ten ? "ten" : "seven") + " bits end at 0x"
                                    + Integer.toHexString(last) + ", and this is 0x" + Integer.toHexString(number))
                    .at(reg)
                    .suggest(
                            !ten && number <= LAST_OF_TEN_BITS
                                    ? "mend the address, or set bit 31 if it has ten bits"
                                    : "mend the address"));
        }
    }
}
