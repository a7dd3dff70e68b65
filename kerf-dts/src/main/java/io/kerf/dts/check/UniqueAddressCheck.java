// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Siblings whose unit addresses are the same, one finding for each pair, at the earlier one. Children hang in a table by the hash
 * of their unit address, so that it is linear in the children and in what is found.
 */
final class UniqueAddressCheck {
    private static final int FEW = 2;

    private final Report report;
    private final boolean enabledOnly;

    /** Differs from run to run, so that nobody can choose addresses whose hashes collide. */
    private final int multiplier = ThreadLocalRandom.current().nextInt() << 3 | 5;

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
        Entry[] table = new Entry[Integer.highestOneBit(count) * 2];
        for (NodeFacts child = parent.firstChild; child != null && !report.isFull(); child = child.nextSibling) {
            if (child.hasUnitAddress() && !(enabledOnly && isDisabled(child))) {
                int hash = hash(child);
                int slot = (hash ^ hash >>> 16) & table.length - 1;
                Entry entry = new Entry(child, hash, table[slot]);
                table[slot] = entry;
                compare(entry);
            }
        }
    }

    private record Entry(NodeFacts node, int hash, @Nullable Entry next) {}

    private void compare(Entry entry) {
        for (Entry other = entry.next(); other != null && !report.isFull(); other = other.next()) {
            if (other.hash() == entry.hash() && sameAddress(other.node(), entry.node()) && report.fails()) {
                report.add(Finding.of(
                                other.node(),
                                "the unit address '" + entry.node().unitAddress() + "' is also that of "
                                        + entry.node().path() + ": two devices cannot answer to one address")
                        .see("the other node with this unit address", entry.node())
                        .suggest(enabledOnly ? "disable one of the two" : "make them differ, as their 'reg' do"));
            }
        }
    }

    private int hash(NodeFacts node) {
        String name = node.node.name();
        int hash = 0;
        for (int i = node.at + 1; i < name.length(); i++) {
            hash = multiplier * hash + name.charAt(i);
        }
        return hash;
    }

    private static boolean sameAddress(NodeFacts a, NodeFacts b) {
        int length = a.node.name().length() - a.at;
        return length == b.node.name().length() - b.at
                && a.node.name().regionMatches(a.at, b.node.name(), b.at, length);
    }

    private static boolean isDisabled(NodeFacts node) {
        DtProperty status = node.property("status");
        return status != null && Cells.startsWithString(status.value(), "disabled");
    }
}
