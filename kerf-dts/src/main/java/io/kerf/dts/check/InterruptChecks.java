// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import io.kerf.tree.Phandle;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts and who takes them (Devicetree Specification, section 2.4): the node that {@code interrupt-parent} names, here or at
 * the nearest node above that has one, unless a controller is nearer.
 */
final class InterruptChecks {
    private static final String CELLS = "#interrupt-cells";

    private InterruptChecks() {}

    static void provider(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.interruptProviders) {
            if (node.property(CELLS) == null && report.fails()) {
                report.add(Finding.of(
                                node,
                                "the node handles interrupts, but has no " + CELLS
                                        + ": nobody can tell how to write one")
                        .suggest("add " + CELLS + ", with the number that the controller's binding gives"));
            }
        }
        for (PropertyUse use : tree.uses(CELLS)) {
            if (!use.node().has(NodeFacts.INTERRUPT_PROVIDER) && report.fails()) {
                report.add(Finding.of(
                                use.node(),
                                "the node has " + CELLS + ", but neither 'interrupt-controller' nor 'interrupt-map'")
                        .see("the property", use.property())
                        .suggest("add 'interrupt-controller;' if it is one, else remove " + CELLS));
            }
        }
    }

    static void interrupts(TreeFacts tree, Report report) {
        for (PropertyUse use : tree.uses("interrupts")) {
            NodeFacts node = use.node();
            DtProperty interrupts = use.property();
            if (interrupts.size() % Integer.BYTES != 0 && report.fails()) {
                report.add(Finding.of(
                                node,
                                "'interrupts' is a list of cells of 4 bytes each, and this has "
                                        + Cells.bytes(interrupts.size()))
                        .at(interrupts)
                        .suggest("write it like interrupts = <...>;"));
            }
            NodeFacts controller = controller(tree, node, report);
            DtProperty cells = controller == null ? null : controller.property(CELLS);
            if (controller != null && cells != null && Cells.isOne(cells)) {
                long wanted = Integer.toUnsignedLong(cells.u32());
                if (!Cells.isMultiple(interrupts.size(), wanted) && report.fails()) {
                    report.add(Finding.of(
                                    node,
                                    "'interrupts' has " + Cells.bytes(interrupts.size()) + ", and each interrupt of "
                                            + controller.path() + " has " + wanted + (wanted == 1 ? " cell" : " cells"))
                            .at(interrupts)
                            .see("the number of cells", cells)
                            .suggest("write " + wanted + (wanted == 1 ? " cell" : " cells") + " for each interrupt"));
                }
            }
        }
    }

    /** Finds who takes the interrupts of a node, and reports if that cannot be told. */
    private static @Nullable NodeFacts controller(TreeFacts tree, NodeFacts node, Report report) {
        NodeFacts scope = node.has(NodeFacts.INTERRUPT_PARENT) ? node : node.interruptScope;
        if (scope != null && scope != node && scope.has(NodeFacts.INTERRUPT_PROVIDER)) {
            return scope;
        }
        DtProperty parent = scope == null ? null : scope.property("interrupt-parent");
        if (scope == null || parent == null) {
            missing(node, report);
            return null;
        }
        if (!Cells.isOne(parent) || !Phandle.isValid(parent.u32())) {
            if (!tree.plugin) {
                invalid(node, scope, parent, report);
                missing(node, report);
            }
            return null;
        }
        NodeFacts controller = tree.byPhandle(parent.u32());
        if (controller == null) {
            invalid(node, scope, parent, report);
        } else if (!controller.has(NodeFacts.INTERRUPT_PROVIDER) && report.fails()) {
            report.add(Finding.of(
                            controller,
                            "the node is the 'interrupt-parent' of " + node.path()
                                    + ", but has neither 'interrupt-controller' nor 'interrupt-map'")
                    .see("named here", parent)
                    .suggest("add 'interrupt-controller;' and " + CELLS + ", or name another node"));
        }
        return controller;
    }

    private static void missing(NodeFacts node, Report report) {
        if (report.fails()) {
            report.add(
                    Finding.of(node, "the node has 'interrupts', but neither it nor a node above says who takes them")
                            .see("the property", node.property("interrupts"))
                            .suggest("add interrupt-parent = <&controller>; to the node or to one above it"));
        }
    }

    private static void invalid(NodeFacts node, NodeFacts scope, DtProperty parent, Report report) {
        if (report.fails()) {
            report.add(Finding.of(
                            scope,
                            "no node has the phandle in 'interrupt-parent', which counts for the interrupts of "
                                    + node.path() + ": " + parent.value())
                    .at(parent)
                    .suggest("name the controller: interrupt-parent = <&controller>;"));
        }
    }
}
