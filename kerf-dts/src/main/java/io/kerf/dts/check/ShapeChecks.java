// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;

/** Properties whose value has one shape in all bindings: a cell, a string, or a string list. */
final class ShapeChecks {
    private ShapeChecks() {}

    static Check.Body cell(String name) {
        return (tree, report) -> {
            for (PropertyUse use : tree.uses(name)) {
                if (!Cells.isOne(use.property()) && report.fails()) {
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
        if (!isString(property.value()) && report.fails()) {
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
        PropertyValue value = use.property().value();
        boolean list = value.isEmpty() || value.byteAt(value.size() - 1) == 0;
        if (!list && report.fails()) {
            String name = use.property().name();
            report.add(Finding.of(use.node(), "'" + name + "' is a list of strings, and this is " + value)
                    .at(use.property())
                    .suggest("write it like " + name + " = \"...\", \"...\";"));
        }
    }

    private static boolean isString(PropertyValue value) {
        int last = value.size() - 1;
        if (last < 0 || value.byteAt(last) != 0) {
            return false;
        }
        for (int i = 0; i < last; i++) {
            if (value.byteAt(i) == 0) {
                return false;
            }
        }
        return true;
    }
}
