// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;

/** The nodes {@code /chosen} and {@code /aliases} (Devicetree Specification, sections 3.3 and 3.6). */
final class ChosenChecks {
    private static final String CHOSEN = "chosen";

    private ChosenChecks() {}

    static void isAtRoot(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.named(CHOSEN)) {
            if (node.parent != null && node.parent.parent != null && report.fails()) {
                report.add(Finding.of(
                                node,
                                "'chosen' is read below the root node only, and this is below " + node.parent.path())
                        .suggest("move it to the root node"));
            }
        }
    }

    static void bootargs(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.named(CHOSEN)) {
            DtProperty bootargs = node.property("bootargs");
            if (bootargs != null) {
                ShapeChecks.string(node, bootargs, report);
            }
        }
    }

    static void stdoutPath(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.named(CHOSEN)) {
            DtProperty path = node.property("stdout-path");
            if (path == null) {
                path = node.property("linux,stdout-path");
                if (path != null && report.fails()) {
                    report.add(Finding.of(node, "'linux,stdout-path' is obsolete")
                            .at(path)
                            .suggest("call it 'stdout-path'"));
                }
            }
            if (path != null) {
                ShapeChecks.string(node, path, report);
            }
        }
    }

    static void interruptController(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.named(CHOSEN)) {
            DtProperty controller = node.property("interrupt-controller");
            boolean atRoot = node.parent != null && node.parent.isRoot();
            if (controller != null && atRoot && report.fails()) {
                report.add(Finding.of(node, "'interrupt-controller' in /chosen is obsolete")
                        .at(controller)
                        .suggest("remove it: the controller's own node says so"));
            }
        }
    }
}
