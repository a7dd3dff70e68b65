// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;

/** Buses that are {@code compatible} with {@code simple-bus} (Devicetree Specification, section 4.5), and what is on them. */
final class SimpleBusChecks {
    private SimpleBusChecks() {}

    static boolean isSimpleBus(DtProperty compatible) {
        return compatible.value().listsString("simple-bus");
    }

    static void bridge(TreeFacts tree) {
        for (PropertyUse use : tree.uses("compatible")) {
            if (isSimpleBus(use.property())) {
                use.node().bus = NodeFacts.Bus.SIMPLE;
            }
        }
    }

    static void reg(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            NodeFacts parent = node.parent;
            if (parent == null || parent.bus != NodeFacts.Bus.SIMPLE) {
                continue;
            }
            DtProperty place = node.reg;
            long skipped = 0;
            if (place == null && node.ranges != null && node.ranges.size() > 0) {
                place = node.ranges;
                skipped = node.childAddressCells();
            }
            if (place == null) {
                if (parent.parent != null && node.bus != NodeFacts.Bus.SIMPLE && report.fails()) {
                    report.add(BusCells.noReg(node, "a simple bus", "address"));
                }
            } else if (skipped + parent.childAddressCells() <= Cells.count(place)) {
                long address = address(place.value(), (int) skipped, (int) parent.childAddressCells());
                if (!node.hasUnit(address) && report.fails()) {
                    report.add(BusCells.wrongUnit(node, place, Long.toHexString(address), "first address"));
                }
            }
        }
    }

    /** An address of several cells, of which the last two count. */
    private static long address(PropertyValue value, int from, int cells) {
        long address = 0;
        for (int i = 0; i < cells; i++) {
            address = address << Integer.SIZE | Integer.toUnsignedLong(Cells.at(value, from + i));
        }
        return address;
    }
}
