// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtProperty;
import io.kerf.tree.Phandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one walk over a tree found out for all checks: its nodes, and for each property that some check looks at, its uses. */
public final class TreeFacts {
    /** The properties whose uses are kept, beside those that {@link FactCollector} picks by the look of their names. */
    static final Set<String> KEPT = kept();

    final List<NodeFacts> nodes = new ArrayList<>();

    /** The nodes that have children. */
    final List<NodeFacts> parents = new ArrayList<>();

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

    private static Set<String> kept() {
        Set<String> kept = new HashSet<>(List.of(
                "name", "phandle", "linux,phandle", "#address-cells", "#size-cells", "device_type", "model", "status"));
        kept.addAll(List.of("label", "compatible", "dma-ranges", "interrupts", "interrupt-map", "remote-endpoint"));
        for (ProviderChecks.Provider provider : ProviderChecks.PROVIDERS) {
            kept.add(provider.property());
            kept.add(provider.cells());
        }
        return Set.copyOf(kept);
    }

    /** Whether a property counts: phandles do, whoever gave them. */
    boolean counts(DtProperty property) {
        return !writtenOnly || property.source().isPresent() || property.name().endsWith("phandle");
    }

    NodeFacts root() {
        return nodes.get(0);
    }

    /** The nodes of a name, without a unit address, in document order. */
    List<NodeFacts> named(String name) {
        return special.getOrDefault(name, List.of());
    }

    /** The first property of a name in each node that has one; the name must be one of those kept. */
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
