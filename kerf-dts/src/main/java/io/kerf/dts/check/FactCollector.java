// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

    /** The children of a node that are still to be visited. */
    private static final class Level {
        private final NodeFacts parent;
        private final List<DtNode> children;
        private int next;
        private @Nullable NodeFacts last;

        Level(NodeFacts parent) {
            this.parent = parent;
            this.children = parent.node.children();
        }
    }

    /** Visits each node with all that it has in document order: that of memory, too, if the tree has just been built. */
    Map<String, PropertyKind> collect(DtNode root) {
        List<Level> stack = new ArrayList<>();
        stack.add(new Level(visit(root, null)));
        while (!stack.isEmpty()) {
            Level level = stack.get(stack.size() - 1);
            if (level.next == level.children.size()) {
                stack.remove(stack.size() - 1);
                continue;
            }
            DtNode child = level.children.get(level.next++);
            if (writtenOnly && child.source().isEmpty()) {
                continue;
            }
            NodeFacts visited = visit(child, level.parent);
            append(visited, level);
            if (!child.children().isEmpty()) {
                stack.add(new Level(visited));
            }
        }
        return kinds;
    }

    private NodeFacts visit(DtNode node, @Nullable NodeFacts parent) {
        NodeFacts visited = new NodeFacts(node, parent);
        visited.order = facts.nodes.size();
        facts.nodes.add(visited);
        noteName(visited);
        collectProperties(visited);
        if (visited.has(NodeFacts.INTERRUPT_PROVIDER)) {
            facts.interruptProviders.add(visited);
        }
        return visited;
    }

    private void append(NodeFacts child, Level level) {
        NodeFacts parent = level.parent;
        if (level.last == null) {
            parent.firstChild = child;
            facts.parents.add(parent);
        } else {
            level.last.nextSibling = child;
        }
        level.last = child;
        if (child.node.name().equals("__overlay__")) {
            parent.flags |= NodeFacts.OVERLAY;
        }
    }

    private void noteName(NodeFacts node) {
        String name = node.node.name();
        if (name.equals("chosen") || name.equals("aliases")) {
            facts.named(name).add(node);
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
