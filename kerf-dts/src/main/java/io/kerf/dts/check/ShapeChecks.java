// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;

/** Properties whose value has one shape in all bindings: a cell, a string, or a string list. */
final class ShapeChecks {
    private ShapeChecks() {}

    static Check.Body cell(String name) {
        return (tree, report) -> {
            for (PropertyUse use : tree.uses(name)) {
                if (isNoCell(use.property()) && report.fails()) {
                    report.add(Finding.of(
                                    use.node(),
                                    "'" + name + "' is one cell (4 bytes), and this has "
                                            + Cells.bytes(use.property().size()))
                            .at(use.property())
                            .suggest("write it like " + name + " = <1>;"));
                }
            }
        };
    }

    static Check.Body string(String name) {
        return (tree, report) -> {
            for (PropertyUse use : tree.uses(name)) {
                string(use.node(), use.property(), report);
            }
        };
    }

    static void string(NodeFacts node, DtProperty property, Report report) {
        if (isNoString(property) && report.fails()) {
            report.add(Finding.of(node, "'" + property.name() + "' is one string, and this is " + property.value())
                    .at(property)
                    .suggest("write it like " + property.name() + " = \"...\";"));
        }
    }

    static void compatible(TreeFacts tree, Report report) {
        for (PropertyUse use : tree.uses("compatible")) {
            stringList(use, report);
        }
    }

    static void names(TreeFacts tree, Report report) {
        for (PropertyKind kind : tree.stringLists) {
            for (PropertyUse use : kind.uses) {
                stringList(use, report);
            }
        }
    }

    private static void stringList(PropertyUse use, Report report) {
        if (isNoStringList(use.property()) && report.fails()) {
            String name = use.property().name();
            report.add(Finding.of(
                            use.node(),
                            "'" + name + "' is a list of strings, and this is "
                                    + use.property().value())
                    .at(use.property())
                    .suggest("write it like " + name + " = \"...\", \"...\";"));
        }
    }

    static boolean isNoCell(DtProperty property) {
        return !Cells.isOne(property);
    }

    static boolean isNoString(DtProperty property) {
        return !property.value().isString();
    }

    static boolean isNoStringList(DtProperty property) {
        int size = property.size();
        return size > 0 && property.value().byteAt(size - 1) != 0;
    }
}
