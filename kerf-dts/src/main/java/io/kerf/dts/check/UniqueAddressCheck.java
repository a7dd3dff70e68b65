// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Siblings whose unit addresses are the same, one finding for each pair, at the earlier one. Children stand in a table by the hash
 * of their unit address, so that it is linear in the children and in what is found.
 */
final class UniqueAddressCheck {
    private static final int FEW = 2;

    private final Report report;
    private final boolean enabledOnly;

    /** Differs from run to run, so that nobody can choose addresses whose hashes collide. */
    private final long multiplier = ThreadLocalRandom.current().nextLong() << 3 | 5;

    private UniqueAddressCheck(Report report, boolean enabledOnly) {
        this.report = report;
        this.enabledOnly = enabledOnly;
    }

    static void all(TreeFacts tree, Report report) {
        new UniqueAddressCheck(report, false).check(tree);
    }

    static void enabled(TreeFacts tree, Report report) {
        new UniqueAddressCheck(report, true).check(tree);
    }

    private void check(TreeFacts tree) {
        for (NodeFacts parent : tree.parents) {
            if (parent.addressCells >= 0 && parent.sizeCells >= 0 && !report.isFull()) {
                checkChildren(parent);
            }
        }
    }

    private void checkChildren(NodeFacts parent) {
        int count = 0;
        for (NodeFacts child = parent.firstChild; child != null; child = child.nextSibling) {
            count += child.hasUnitAddress() ? 1 : 0;
        }
        if (count < FEW) {
            return;
        }
        int shift = Long.numberOfLeadingZeros(count) - 1;
        @Nullable NodeFacts[] table = new NodeFacts[1 << Long.SIZE - shift];
        for (NodeFacts child = parent.firstChild; child != null && !report.isFull(); child = child.nextSibling) {
            if (child.hasUnitAddress() && !(enabledOnly && isDisabled(child))) {
                int slot = (int) (hash(child) >>> shift);
                for (; table[slot] != null; slot = slot + 1 & table.length - 1) {
                    compare(table[slot], child);
                }
                table[slot] = child;
            }
        }
    }

    private void compare(NodeFacts earlier, NodeFacts later) {
        if (sameAddress(earlier, later) && !report.isFull() && report.fails()) {
            report.add(Finding.of(
                            earlier,
                            "the unit address '" + later.unitAddress() + "' is also that of " + later.path()
                                    + ": two devices cannot answer to one address")
                    .see("the other node with this unit address", later)
                    .suggest(enabledOnly ? "disable one of the two" : "make them differ, as their 'reg' do"));
        }
    }

    /** The upper bits count. */
    private long hash(NodeFacts node) {
        if (node.has(NodeFacts.PLAIN_UNIT)) {
            return multiplier * node.plainUnit();
        }
        String name = node.node.name();
        long hash = 0;
        for (int i = node.at + 1; i < name.length(); i++) {
            hash = hash * multiplier + name.charAt(i);
        }
        return multiplier * hash;
    }

    private static boolean sameAddress(NodeFacts a, NodeFacts b) {
        if (a.has(NodeFacts.PLAIN_UNIT)) {
            return b.has(NodeFacts.PLAIN_UNIT) && a.plainUnit() == b.plainUnit();
        }
        int length = a.node.name().length() - a.at;
        return length == b.node.name().length() - b.at
                && a.node.name().regionMatches(a.at, b.node.name(), b.at, length);
    }

    private static boolean isDisabled(NodeFacts node) {
        DtProperty status = node.property("status");
        return status != null && Cells.startsWithString(status.value(), "disabled");
    }
}
