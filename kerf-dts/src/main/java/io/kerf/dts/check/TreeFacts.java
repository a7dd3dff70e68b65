// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtProperty;
import io.kerf.tree.Phandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one walk over a tree found out for all checks: its nodes, and for each property that some check looks at, its uses. */
public final class TreeFacts {
    static final Predicate<DtProperty> ALL = property -> true;

    /**
     * Which uses of which properties are kept, beside those that {@link FactCollector} picks by the look of their names. Where all
     * that is asked about is the shape, only the uses of a wrong one are: a look at each value while the tree is walked anyway costs
     * less than one later.
     */
    static final Map<String, Predicate<DtProperty>> WANTED = wanted();

    final List<NodeFacts> nodes = new ArrayList<>();

    /** The nodes that have children. */
    final List<NodeFacts> parents = new ArrayList<>();

    /** The nodes that handle interrupts. */
    final List<NodeFacts> interruptProviders = new ArrayList<>();

    /** Properties whose node has one of that name already. */
    final List<PropertyUse> repeated = new ArrayList<>();

    /** Properties that are called {@code *-names}. */
    final List<PropertyKind> stringLists = new ArrayList<>();

    /** Properties that list GPIOs. */
    final List<PropertyKind> gpios = new ArrayList<>();

    /** Properties with a character in the name that no property can have. */
    final List<PropertyKind> badlyNamed = new ArrayList<>();

    /** Nodes that are looked for by name. */
    final Map<String, List<NodeFacts>> special =
            Map.of("chosen", new ArrayList<NodeFacts>(), "aliases", new ArrayList<NodeFacts>());

    /** Whether references may be left open for the tree that the overlay is applied to. */
    final boolean plugin;

    /** Whether what the compiler added to a source is left out. */
    private final boolean writtenOnly;

    private final Map<String, PropertyKind> kinds;
    private @Nullable Map<Integer, NodeFacts> phandles;

    private TreeFacts(DeviceTree tree, boolean plugin, boolean writtenOnly) {
        this.plugin = plugin;
        this.writtenOnly = writtenOnly && tree.root().source().isPresent();
        this.kinds = new FactCollector(this, this.writtenOnly).collect(tree.root());
    }

    static TreeFacts of(DeviceTree tree, boolean plugin, boolean writtenOnly) {
        return new TreeFacts(tree, plugin, writtenOnly);
    }

    private static Map<String, Predicate<DtProperty>> wanted() {
        Map<String, Predicate<DtProperty>> wanted = new HashMap<>();
        for (String name : List.of("#address-cells", "#size-cells")) {
            wanted.put(name, ShapeChecks::isNoCell);
        }
        for (String name : List.of("model", "status", "label")) {
            wanted.put(name, ShapeChecks::isNoString);
        }
        for (ProviderChecks.Provider provider : ProviderChecks.PROVIDERS) {
            wanted.put(provider.property(), ALL);
            wanted.put(provider.cells(), ShapeChecks::isNoCell);
        }
        wanted.put("compatible", use -> ShapeChecks.isNoStringList(use) || SimpleBusChecks.isSimpleBus(use));
        for (String name : List.of(
                "name",
                "phandle",
                "linux,phandle",
                "device_type",
                "dma-ranges",
                "interrupts",
                "interrupt-map",
                "remote-endpoint",
                "#interrupt-cells")) {
            wanted.put(name, ALL);
        }
        return Map.copyOf(wanted);
    }

    /** Whether a property counts: phandles do, whoever gave them. */
    boolean counts(DtProperty property) {
        return !writtenOnly || property.source().isPresent() || property.name().endsWith("phandle");
    }

    /** The children of all nodes that are a bus of a kind, in document order. Most trees have no such bus, which is soon known. */
    List<NodeFacts> on(NodeFacts.Bus kind) {
        List<NodeFacts> found = new ArrayList<>();
        if (parents.stream().anyMatch(parent -> parent.bus == kind)) {
            for (NodeFacts node : nodes) {
                if (node.parent != null && node.parent.bus == kind) {
                    found.add(node);
                }
            }
        }
        return found;
    }

    NodeFacts root() {
        return nodes.get(0);
    }

    /** The nodes of a name, without a unit address, in document order. */
    List<NodeFacts> named(String name) {
        return special.getOrDefault(name, List.of());
    }

    /** The first property of a name in each node that has one, as far as {@link #WANTED} keeps them. */
    List<PropertyUse> uses(String name) {
        PropertyKind kind = kinds.get(name);
        return kind == null ? List.of() : kind.uses;
    }

    /** Whether any node has a property of a name. */
    boolean isPropertyName(String name) {
        return kinds.containsKey(name);
    }

    /** The first node that has a phandle. */
    @Nullable
    NodeFacts byPhandle(int phandle) {
        Map<Integer, NodeFacts> known = phandles;
        if (known == null) {
            known = new HashMap<>();
            addPhandles("phandle", known);
            addPhandles("linux,phandle", known);
            phandles = known;
        }
        return known.get(phandle);
    }

    private void addPhandles(String name, Map<Integer, NodeFacts> known) {
        for (PropertyUse use : uses(name)) {
            DtProperty property = use.property();
            if (property.size() == Integer.BYTES && Phandle.isValid(property.u32()) && use.node().phandle == 0) {
                use.node().phandle = property.u32();
                known.merge(property.u32(), use.node(), (a, b) -> a.order <= b.order ? a : b);
            }
        }
    }
}
