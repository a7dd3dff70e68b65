// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.Phandle;
import io.kerf.tree.PropertyValue;
import java.util.HashMap;
import java.util.Map;

/**
 * What makes a tree one that can be used at all: names without forbidden characters and without doubles, {@code name}
 * properties that tell the truth, phandles that are unique. A compilation has seen to all this before there is a tree.
 */
final class StructureChecks {
    private StructureChecks() {}

    /** A fault of sources alone: the compiler reports it, under the code of the check, and no tree can show it. */
    static void nothing(TreeFacts tree, Report report) {}

    static void everything(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            if (report.fails()) {
                report.add(Finding.of(node, "the check 'always_fail' finds fault with every node")
                        .suggest("turn the check off"));
            }
        }
    }

    static void nodeNames(TreeFacts tree, Report report) {
        for (NodeFacts parent : tree.parents) {
            Map<String, NodeFacts> seen = new HashMap<>();
            for (NodeFacts child = parent.firstChild; child != null; child = child.nextSibling) {
                NodeFacts first = seen.putIfAbsent(child.node.name(), child);
                if (first != null && report.fails()) {
                    report.add(Finding.of(
                                    child,
                                    "the node '" + child.node.name()
                                            + "' is here a second time: a path can only mean the first one")
                            .see("it is first defined here", first)
                            .suggest("merge the two, or give them different unit addresses"));
                }
            }
        }
    }

    static void propertyNames(TreeFacts tree, Report report) {
        for (PropertyUse use : tree.repeated) {
            if (report.fails()) {
                String name = use.property().name();
                report.add(Finding.of(
                                use.node(),
                                "the property '" + name + "' is here a second time: readers take the first one")
                        .at(use.property())
                        .see("it is first defined here", use.node().property(name))
                        .suggest("remove one of the two"));
            }
        }
    }

    static void nodeCharacters(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            String name = node.node.name();
            for (int i = 0; i < name.length(); i++) {
                if (!isNameCharacter(name.charAt(i)) && name.charAt(i) != '@') {
                    if (report.fails()) {
                        report.add(Finding.of(node, shown(name.charAt(i)) + " cannot be part of a node's name")
                                .suggest("use letters, digits and ',', '.', '_', '+', '-'"));
                    }
                    break;
                }
            }
        }
    }

    static void nodeFormat(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            if (node.at >= 0 && node.node.name().indexOf('@', node.at + 1) >= 0 && report.fails()) {
                report.add(Finding.of(node, "the name of a node has one '@' at most, in front of its unit address")
                        .suggest("separate the parts of a unit address with ','"));
            }
        }
    }

    static void propertyCharacters(TreeFacts tree, Report report) {
        for (PropertyKind kind : tree.badlyNamed) {
            for (PropertyUse use : kind.uses) {
                if (report.fails()) {
                    String name = use.property().name();
                    char bad = name.charAt(badPropertyCharacter(name));
                    report.add(Finding.of(use.node(), shown(bad) + " cannot be part of a property's name")
                            .at(use.property())
                            .suggest("use letters, digits and ',', '.', '_', '+', '*', '#', '?', '-'"));
                }
            }
        }
    }

    /** Where the first character is that no property's name can have; -1 if there is none. */
    static int badPropertyCharacter(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isNameCharacter(c) && c != '*' && c != '#' && c != '?') {
                return i;
            }
        }
        return -1;
    }

    static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static boolean isNameCharacter(char c) {
        return isAlphanumeric(c) || c == ',' || c == '.' || c == '_' || c == '+' || c == '-';
    }

    private static String shown(char c) {
        return c > 0x20 && c < 0x7f ? "'" + c + "'" : String.format("the character U+%04X", (int) c);
    }

    static void nameProperties(TreeFacts tree, Report report) {
        for (PropertyUse use : tree.uses("name")) {
            String wanted = use.node().baseName();
            boolean same = use.property().size() == wanted.length() + 1
                    && Cells.startsWithString(use.property().value(), wanted);
            if (!same && report.fails()) {
                report.add(Finding.of(use.node(), "the property 'name' is not the node's name \"" + wanted + "\"")
                        .at(use.property())
                        .suggest("remove it: a node has its name without it"));
            }
        }
    }

    static void phandles(TreeFacts tree, Report report) {
        Map<Integer, NodeFacts> owners = new HashMap<>();
        for (PropertyUse use : tree.uses("phandle")) {
            checkPhandle(use, report);
        }
        for (PropertyUse use : tree.uses("linux,phandle")) {
            checkPhandle(use, report);
            DtProperty modern = use.node().property("phandle");
            if (modern != null
                    && isPhandle(modern)
                    && isPhandle(use.property())
                    && !same(modern, use)
                    && report.fails()) {
                report.add(Finding.of(use.node(), "'phandle' and 'linux,phandle' are not the same number")
                        .at(modern)
                        .suggest("remove 'linux,phandle': nothing needs it beside 'phandle'"));
            }
        }
        for (NodeFacts node : tree.nodes) {
            int phandle = phandleOf(node.node);
            NodeFacts first = phandle == 0 ? null : owners.putIfAbsent(phandle, node);
            if (first != null && report.fails()) {
                report.add(Finding.of(
                                node,
                                "the phandle 0x" + Integer.toHexString(phandle) + " belongs to " + first.path()
                                        + " already: references to it go there")
                        .see("the node that has it already", first)
                        .suggest("give the node a phandle of its own"));
            }
        }
    }

    private static boolean same(DtProperty modern, PropertyUse legacy) {
        return modern.u32() == legacy.property().u32();
    }

    private static int phandleOf(DtNode node) {
        DtProperty modern = node.property("phandle").orElse(null);
        if (modern != null && isPhandle(modern)) {
            return modern.u32();
        }
        DtProperty legacy = node.property("linux,phandle").orElse(null);
        return legacy != null && isPhandle(legacy) ? legacy.u32() : 0;
    }

    private static void checkPhandle(PropertyUse use, Report report) {
        if (!isPhandle(use.property()) && report.fails()) {
            PropertyValue value = use.property().value();
            String message = Cells.isOne(use.property())
                    ? value + " is not a phandle"
                    : "a phandle has 4 bytes, and this has " + value.size();
            report.add(Finding.of(use.node(), message)
                    .at(use.property())
                    .suggest("use a number from 1 to 0xfffffffe that no other node has"));
        }
    }

    private static boolean isPhandle(DtProperty property) {
        return Cells.isOne(property) && Phandle.isValid(property.u32());
    }
}
