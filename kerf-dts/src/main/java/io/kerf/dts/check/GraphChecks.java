// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import io.kerf.tree.Phandle;
import org.jspecify.annotations.Nullable;

/** Graphs of devices: ports with endpoints that are connected in pairs by {@code remote-endpoint}. */
final class GraphChecks {
    private GraphChecks() {}

    /** A node is a port if it has an endpoint for a child; what holds ports may have addresses for them. */
    static void nodes(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.parents) {
            for (NodeFacts child = node.firstChild; child != null; child = child.nextSibling) {
                if (!child.isNamed("endpoint") && !child.has(NodeFacts.REMOTE_ENDPOINT)) {
                    continue;
                }
                if (node.parent == null) {
                    atRoot(node, child, report);
                    continue;
                }
                node.bus = NodeFacts.Bus.GRAPH_PORT;
                if (node.parent.bus == null && (node.parent.node.name().equals("ports") || node.reg != null)) {
                    node.parent.bus = NodeFacts.Bus.GRAPH_PORTS;
                }
                break;
            }
        }
    }

    private static void atRoot(NodeFacts root, NodeFacts child, Report report) {
        if (report.fails()) {
            report.add(
                    Finding.of(root, "the root node has the endpoint '" + child.node.name() + "', but cannot be a port")
                            .see("the endpoint", child)
                            .suggest("put it into a port, or remove its 'remote-endpoint'"));
        }
    }

    static void childAddress(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.parents) {
            boolean graph = node.bus == NodeFacts.Bus.GRAPH_PORT || node.bus == NodeFacts.Bus.GRAPH_PORTS;
            if (graph && node.addressCells != -1 && hasOnlyChildZero(node) && report.fails()) {
                report.add(Finding.of(
                                node,
                                "#address-cells and #size-cells are of no use for the only child '"
                                        + (node.firstChild == null ? "" : node.firstChild.node.name()) + "'")
                        .see("given here", node.property("#address-cells"))
                        .suggest("remove both, and the child's 'reg' and unit address"));
            }
        }
    }

    private static boolean hasOnlyChildZero(NodeFacts node) {
        int count = 0;
        for (NodeFacts child = node.firstChild; child != null; child = child.nextSibling) {
            if (child.reg != null && Cells.isOne(child.reg) && child.reg.u32() != 0) {
                return false;
            }
            count++;
        }
        return count == 1;
    }

    static void port(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.parents) {
            if (node.bus == NodeFacts.Bus.GRAPH_PORT) {
                reg(node, "port", report);
                if (!tree.plugin && !node.isNamed("port") && report.fails()) {
                    report.add(Finding.of(node, "a node with endpoints is a port, and is to be called 'port'")
                            .suggest("rename it to 'port" + unit(node) + "'"));
                }
            }
        }
    }

    static void endpoint(TreeFacts tree, Report report) {
        for (NodeFacts node : tree.on(NodeFacts.Bus.GRAPH_PORT)) {
            reg(node, "endpoint", report);
            if (tree.plugin) {
                // The node that it becomes part of, and the other end, may be in the tree that it is applied to.
                continue;
            }
            if (!node.isNamed("endpoint") && report.fails()) {
                report.add(Finding.of(node, "a child of a port is an endpoint, and is to be called 'endpoint'")
                        .suggest("rename it to 'endpoint" + unit(node) + "'"));
            }
            NodeFacts remote = remote(tree, node, report);
            if (remote != null && remote(tree, remote, report) != node && report.fails()) {
                report.add(Finding.of(
                                node,
                                "the connection to " + remote.path() + " is one-way: no 'remote-endpoint' leads back")
                        .see("the other end", remote)
                        .suggest("let each end refer to the other"));
            }
        }
    }

    private static String unit(NodeFacts node) {
        return node.hasUnitAddress() ? "@" + node.unitAddress() : "";
    }

    private static @Nullable NodeFacts remote(TreeFacts tree, NodeFacts node, Report report) {
        DtProperty property = node.property("remote-endpoint");
        if (property == null || Cells.isOne(property) && !Phandle.isValid(property.u32())) {
            return null;
        }
        NodeFacts remote = Cells.isOne(property) ? tree.byPhandle(property.u32()) : null;
        if (remote == null && report.fails()) {
            report.add(Finding.of(node, "no node has the phandle in 'remote-endpoint': " + property.value())
                    .at(property)
                    .suggest("refer to the other endpoint: remote-endpoint = <&label>;"));
        }
        return remote;
    }

    /** A port or endpoint with 'reg' has one number, and is addressed by it. */
    private static void reg(NodeFacts node, String what, Report report) {
        DtProperty reg = node.reg;
        NodeFacts parent = node.parent;
        if (reg == null || parent == null) {
            return;
        }
        if (!Cells.isOne(reg)) {
            if (report.fails()) {
                report.add(Finding.of(
                                node,
                                "the 'reg' of a graph's " + what + " is its number (4 bytes), and this has "
                                        + Cells.bytes(reg.size()))
                        .see("the property", reg)
                        .suggest("write it like reg = <0>;"));
            }
            return;
        }
        if (!node.hasUnit(Integer.toUnsignedLong(reg.u32())) && report.fails()) {
            report.add(BusCells.wrongUnit(node, reg, Integer.toHexString(reg.u32()), "number"));
        }
        cells(node, parent, "#address-cells", parent.addressCells, 1, report);
        cells(node, parent, "#size-cells", parent.sizeCells, 0, report);
    }

    private static void cells(NodeFacts node, NodeFacts parent, String count, int cells, int wanted, Report report) {
        if (cells != wanted && report.fails()) {
            report.add(Finding.of(
                            node,
                            "a graph's " + parent.path() + " numbers its children with " + count + " = <" + wanted
                                    + ">, and here it is "
                                    + (cells == -1 ? "missing" : Integer.toUnsignedString(cells)))
                    .see("the node that should have " + count, parent)
                    .suggest("set " + count + " = <" + wanted + ">; in " + parent.path()));
        }
    }
}
