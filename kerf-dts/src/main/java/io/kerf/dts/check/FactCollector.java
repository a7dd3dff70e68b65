// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Walks a tree once, with a stack of its own, and notes what the checks look at: one hash lookup for each property. */
final class FactCollector {
    private static final Map<String, Integer> FLAGS = Map.of(
            "interrupt-controller", NodeFacts.INTERRUPT_PROVIDER,
            "interrupt-map", NodeFacts.INTERRUPT_PROVIDER,
            "interrupt-parent", NodeFacts.INTERRUPT_PARENT,
            "dma-ranges", NodeFacts.DMA_RANGES,
            "spi-slave", NodeFacts.SPI_SLAVE | NodeFacts.SPI_SETTING,
            "remote-endpoint", NodeFacts.REMOTE_ENDPOINT,
            "gpio-hog", NodeFacts.GPIO_HOG);

    private final boolean writtenOnly;
    private final Map<String, PropertyKind> kinds = new HashMap<>();
    private final TreeFacts facts;

    /** With {@code writtenOnly}, nodes and properties that the compiler added to a source are left out. */
    FactCollector(TreeFacts facts, boolean writtenOnly) {
        this.facts = facts;
        this.writtenOnly = writtenOnly;
    }

    Map<String, PropertyKind> collect(DtNode root) {
        List<NodeFacts> stack = new ArrayList<>();
        stack.add(new NodeFacts(root, null));
        while (!stack.isEmpty()) {
            NodeFacts node = stack.remove(stack.size() - 1);
            node.order = facts.nodes.size();
            facts.nodes.add(node);
            noteName(node);
            collectProperties(node);
            if (node.has(NodeFacts.INTERRUPT_PROVIDER)) {
                facts.interruptProviders.add(node);
            }
            pushChildren(node, stack);
        }
        return kinds;
    }

    private void noteName(NodeFacts node) {
        String name = node.node.name();
        if (name.equals("chosen") || name.equals("aliases")) {
            facts.named(name).add(node);
        }
    }

    /** From the last to the first, so that the first comes off the stack first. */
    private void pushChildren(NodeFacts node, List<NodeFacts> stack) {
        List<DtNode> children = node.node.children();
        NodeFacts next = null;
        for (int i = children.size() - 1; i >= 0; i--) {
            DtNode child = children.get(i);
            if (writtenOnly && child.source().isEmpty()) {
                continue;
            }
            NodeFacts facts = new NodeFacts(child, node);
            facts.nextSibling = next;
            next = facts;
            stack.add(facts);
            if (child.name().equals("__overlay__")) {
                node.flags |= NodeFacts.OVERLAY;
            }
        }
        node.firstChild = next;
        if (next != null) {
            facts.parents.add(node);
        }
    }

    private void collectProperties(NodeFacts node) {
        List<DtProperty> properties = node.node.properties();
        for (int i = 0; i < properties.size(); i++) {
            DtProperty property = properties.get(i);
            if (facts.counts(property)) {
                collect(node, property);
            }
        }
    }

    private void collect(NodeFacts node, DtProperty property) {
        PropertyKind kind = kinds.get(property.name());
        if (kind == null) {
            kind = kindOf(property.name());
            kinds.put(property.name(), kind);
        }
        if (!kind.isFirstIn(node)) {
            facts.repeated.add(new PropertyUse(node, property));
            return;
        }
        node.flags |= kind.flags;
        kind.keep(node, property);
        switch (kind.role) {
            case REG -> node.reg = property;
            case RANGES -> node.ranges = property;
            case ADDRESS_CELLS -> node.addressCells = cells(property);
            case SIZE_CELLS -> node.sizeCells = cells(property);
            case OTHER -> {}
        }
    }

    private static int cells(DtProperty property) {
        return property.size() == Integer.BYTES ? property.u32() : -1;
    }

    private PropertyKind kindOf(String name) {
        PropertyKind.Role role = switch (name) {
            case "reg" -> PropertyKind.Role.REG;
            case "ranges" -> PropertyKind.Role.RANGES;
            case "#address-cells" -> PropertyKind.Role.ADDRESS_CELLS;
            case "#size-cells" -> PropertyKind.Role.SIZE_CELLS;
            default -> PropertyKind.Role.OTHER;
        };
        int flags = FLAGS.getOrDefault(name, name.startsWith("spi-") ? NodeFacts.SPI_SETTING : 0);
        boolean names = name.endsWith("-names");
        boolean gpios = GpioChecks.isGpio(name);
        boolean bad = StructureChecks.badPropertyCharacter(name) >= 0;
        Predicate<DtProperty> wanted = names ? ShapeChecks::isNoStringList : null;
        PropertyKind kind = new PropertyKind(
                role, flags, gpios || bad ? TreeFacts.ALL : TreeFacts.WANTED.getOrDefault(name, wanted));
        if (names) {
            facts.stringLists.add(kind);
        }
        if (gpios) {
            facts.gpios.add(kind);
        }
        if (bad) {
            facts.badlyNamed.add(kind);
        }
        return kind;
    }
}
