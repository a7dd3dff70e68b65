// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import java.util.ArrayList;
import java.util.List;
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

    /** Whether {@link #uses} is kept. */
    final boolean kept;

    /** The first property of the name in each node, in document order. */
    final List<PropertyUse> uses = new ArrayList<>();

    private @Nullable NodeFacts lastNode;

    PropertyKind(Role role, int flags, boolean kept) {
        this.role = role;
        this.flags = flags;
        this.kept = kept;
    }

    /** Tells whether this is the first property of the name in a node; to be asked once for each property, node by node. */
    boolean isFirstIn(NodeFacts node) {
        boolean first = lastNode != node;
        lastNode = node;
        return first;
    }
}
