// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.Extras;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The phandles of known nodes, which are kept where something unknown may refer to them. Bytes do not tell which cells are references, so
 * every cell of what is kept counts as one.
 */
final class KeptPhandles {
    private final List<Extras.Builder> kept = new ArrayList<>();
    private final List<Found> phandles = new ArrayList<>();

    private record Found(String part, DtProperty property) {}

    void add(String part, DtProperty phandle) {
        phandles.add(new Found(part, phandle));
    }

    /** Says where else unknown things are kept. */
    void alsoIn(Extras.Builder extras) {
        kept.add(extras);
    }

    /** Keeps the phandles that are referred to. */
    void keepIn(Extras.Builder extras) {
        if (phandles.isEmpty()) {
            return;
        }
        Set<Integer> cells = new HashSet<>();
        collect(extras.build(), cells);
        kept.forEach(each -> collect(each.build(), cells));
        for (Found found : phandles) {
            DtProperty phandle = found.property();
            if (phandle.size() == Integer.BYTES && cells.contains(phandle.u32())) {
                extras.property(found.part(), phandle);
            }
        }
    }

    private static void collect(Extras extras, Set<Integer> cells) {
        for (String part : extras.parts()) {
            extras.properties(part).forEach(property -> collect(property, cells));
            extras.nodes(part).stream()
                    .flatMap(DtNode::stream)
                    .forEach(node -> node.properties().forEach(property -> collect(property, cells)));
        }
    }

    private static void collect(DtProperty property, Set<Integer> cells) {
        if (property.size() % Integer.BYTES == 0) {
            for (int cell : property.u32List()) {
                cells.add(cell);
            }
        }
    }
}
