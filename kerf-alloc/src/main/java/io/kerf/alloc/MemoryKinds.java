// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.MemoryType;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.Arrays;

/** Which nodes have ordinary memory. Immutable. */
final class MemoryKinds {
    private final boolean[] isOrdinary;
    private final boolean[] isUnknown;

    MemoryKinds(SystemState state, CpuLayout layout) {
        isOrdinary = new boolean[layout.nodes()];
        isUnknown = new boolean[layout.nodes()];
        Arrays.fill(isOrdinary, true);
        for (NumaNode node : state.topology().nodes()) {
            isOrdinary[layout.node(node.id())] = node.memoryType() == MemoryType.DRAM;
            isUnknown[layout.node(node.id())] = node.memoryType() == MemoryType.OTHER;
        }
    }

    boolean isOrdinary(int node) {
        return isOrdinary[node];
    }

    /** Tells whether the memory of a node is of a kind that kerf does not know, and does not give unless the node is named. */
    boolean isUnknown(int node) {
        return isUnknown[node];
    }
}
