// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;

/** How nodes and properties should be called: unit addresses, and the characters that the specification recommends. */
final class NameChecks {
    private NameChecks() {}

    static void nodeAgainstProperty(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            NodeFacts parent = node.parent;
            if (parent == null || isAddressedApart(tree, node) || !tree.isPropertyName(node.node.name())) {
                continue;
            }
            DtProperty property = parent.property(node.node.name());
            if (property != null && report.fails()) {
                report.add(Finding.of(
                                node,
                                "a node and a property of " + parent.path() + " are both called '" + property.name()
                                        + "': in some interfaces, such as a file system, they exclude each other")
                        .see("the property of that name", property)
                        .suggest("rename one of the two"));
            }
        }
    }

    /** Whether a node has a unit address, and no property a name that could be one with it. */
    private static boolean isAddressedApart(TreeFacts tree, NodeFacts node) {
        return node.at >= 0 && tree.badlyNamed.isEmpty();
    }

    /** Letters, digits, {@code ,} and {@code -} are recommended. */
    static void nodeCharacters(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            String name = node.node.name();
            int end = node.at < 0 ? name.length() : node.at;
            int bad = strictEnd(name, 0);
            if (bad < end && report.fails()) {
                report.add(Finding.of(node, "'" + name.charAt(bad) + "' is not recommended in a node's name")
                        .suggest("use letters, digits, ',' and '-'"));
            }
        }
    }

    static void propertyCharacters(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            for (DtProperty property : node.node.properties()) {
                String name = property.name();
                int bad = badCharacter(name);
                if (bad < name.length() && tree.counts(property) && report.fails()) {
                    report.add(
                            Finding.of(
                                            node,
                                            "'" + name.charAt(bad) + "' is not recommended in the property's name '"
                                                    + name + "'")
                                    .at(property)
                                    .suggest(
                                            "use letters, digits, ',' and '-'; '#' only in front, or behind a vendor's prefix"));
                }
            }
        }
    }

    /** The first character that is not recommended; one {@code #} may stand in front or behind a comma, and an old name is let pass. */
    private static int badCharacter(String name) {
        if (name.equals("device_type")) {
            return name.length();
        }
        int bad = strictEnd(name, 0);
        boolean hash = bad < name.length() && name.charAt(bad) == '#' && (bad == 0 || name.charAt(bad - 1) == ',');
        return hash ? strictEnd(name, bad + 1) : bad;
    }

    private static int strictEnd(String name, int from) {
        int at = from;
        while (at < name.length()
                && (StructureChecks.isAlphanumeric(name.charAt(at))
                        || name.charAt(at) == ','
                        || name.charAt(at) == '-')) {
            at++;
        }
        return at;
    }

    /** A unit address if and only if there is something it can be the first address of (specification, section 2.2.1.1). */
    static void unitAgainstReg(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            boolean addressed = node.reg != null || node.ranges != null && node.ranges.size() > 0;
            if (addressed == node.hasUnitAddress() || node.has(NodeFacts.OVERLAY) || !report.fails()) {
                continue;
            }
            if (addressed) {
                DtProperty property = node.reg != null ? node.reg : node.ranges;
                String name = node.reg != null ? "reg" : "ranges";
                report.add(Finding.of(node, "the node has '" + name + "', but no unit address in its name")
                        .see("the address it has", property)
                        .suggest(
                                node.isRoot()
                                        ? "remove it: the root node has no address"
                                        : "call it '" + node.baseName() + "@" + firstAddress(node) + "'"));
            } else {
                report.add(Finding.of(
                                node,
                                "the node has a unit address in its name, but neither 'reg' nor a 'ranges' with entries")
                        .suggest("add 'reg', whose first address is the unit address, or call it '" + node.baseName()
                                + "'"));
            }
        }
    }

    /** What the unit address should be: the first address in hexadecimal, if it can be told. */
    static String firstAddress(NodeFacts node) {
        if (node.parent == null) {
            return "...";
        }
        long cells = node.parent.childAddressCells();
        DtProperty reg = node.reg;
        if (reg == null || cells == 0 || cells > 2 || Cells.count(reg) < cells) {
            return "...";
        }
        long address = 0;
        for (int i = 0; i < cells; i++) {
            address = address << Integer.SIZE | Integer.toUnsignedLong(Cells.at(reg.value(), i));
        }
        return Long.toHexString(address);
    }

    /** For nodes on no bus that has a format of its own. */
    static void unitFormat(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.nodes) {
            if (node.has(NodeFacts.PLAIN_UNIT)
                    || !node.hasUnitAddress()
                    || node.parent != null && node.parent.bus != null) {
                continue;
            }
            String name = node.node.name();
            int start = node.at + 1;
            if (name.startsWith("0x", start)) {
                if (report.fails()) {
                    report.add(Finding.of(node, "a unit address is hexadecimal anyway and has no '0x' in front")
                            .suggest("call it '" + node.baseName() + "@" + name.substring(start + 2) + "'"));
                }
                start += 2;
            }
            boolean zero = start + 1 < name.length() && name.charAt(start) == '0' && isHex(name.charAt(start + 1));
            if (zero && report.fails()) {
                int end = start;
                while (end + 1 < name.length() && name.charAt(end) == '0' && isHex(name.charAt(end + 1))) {
                    end++;
                }
                report.add(Finding.of(node, "a unit address has no zeros in front, or one address has many names")
                        .suggest("call it '" + node.baseName() + "@" + name.substring(end) + "'"));
            }
        }
    }

    private static boolean isHex(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }
}
