// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;

/** What the checks of all kinds of bus say in the same words. */
final class BusCells {
    private BusCells() {}

    /** A bus gives its children addresses and sizes of a certain number of cells. */
    static void check(NodeFacts node, String count, long cells, int wanted, String bus, Report report) {
        if (cells != wanted && report.fails()) {
            report.add(Finding.of(
                            node,
                            bus + " has " + count + " = <" + wanted + ">, and here it is " + cells + given(node, count))
                    .see("given here", node.property(count))
                    .suggest("set " + count + " = <" + wanted + ">; in " + node.path()));
        }
    }

    private static String given(NodeFacts node, String count) {
        return node.property(count) == null ? " by default" : "";
    }

    static Finding wrongUnit(NodeFacts node, DtProperty place, String wanted, String what) {
        return Finding.of(
                        node,
                        "the unit address of '" + node.node.name() + "' is not the " + what + " in '" + place.name()
                                + "', which is " + wanted)
                .see("the address it has", place)
                .suggest("call it '" + node.baseName() + "@" + wanted + "'");
    }

    static Finding noReg(NodeFacts node, String bus, String what) {
        return Finding.of(node, "a device on " + bus + " has its " + what + " in 'reg', and this has none")
                .suggest("add 'reg', or move the node off the bus");
    }
}
