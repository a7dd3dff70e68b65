// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.tree.DtProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All properties of one name: what the name means to the checks and, if some check asks for them, where they are. */
final class PropertyKind {
    /** What a property of the name is to its node. */
    enum Role {
        OTHER,
        REG,
        RANGES,
        ADDRESS_CELLS,
        SIZE_CELLS
    }

    final Role role;

    /** The flags of {@link NodeFacts} that a property of the name sets. */
    final int flags;

    /** Which properties of the name some check wants to look at; null for none. */
    private final @Nullable Predicate<DtProperty> wanted;

    /** Of the first properties of the name in each node those that some check wants to look at, in document order. */
    final List<PropertyUse> uses = new ArrayList<>();

    private int lastNode = -1;

    PropertyKind(Role role, int flags, @Nullable Predicate<DtProperty> wanted) {
        this.role = role;
        this.flags = flags;
        this.wanted = wanted;
    }

    /** Tells whether this is the first property of the name in a node; to be asked once for each property, node by node. */
    boolean isFirstIn(NodeFacts node) {
        boolean first = lastNode != node.order;
        lastNode = node.order;
        return first;
    }

    /** Keeps the first property of the name in a node if some check wants to look at it. */
    void keep(NodeFacts node, DtProperty property) {
        if (wanted != null && wanted.test(property)) {
            uses.add(new PropertyUse(node, property));
        }
    }
}
