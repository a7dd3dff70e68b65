// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of the pool's free memory is on each NUMA node, to say where an instance could be near its CPUs. No place is suggested twice. */
final class NearMemory {
    private final Map<Integer, FirstFit> byNode = new HashMap<>();

    NearMemory(Topology topology, List<MemoryRange> free) {
        for (NumaNode node : topology.nodes()) {
            List<MemoryRange> onNode = new ArrayList<>();
            for (MemoryRange memory : HostFacts.joined(node.memory())) {
                int i = Math.max(0, Ascending.lastFrom(free, memory.base()));
                for (; i < free.size() && Long.compareUnsigned(free.get(i).base(), memory.last()) <= 0; i++) {
                    free.get(i).intersection(memory).ifPresent(onNode::add);
                }
            }
            byNode.putIfAbsent(node.id(), new FirstFit(onNode));
        }
    }

    /** Free memory of so many bytes on the first of some nodes that has it. */
    Optional<MemoryRange> take(Collection<Integer> nodes, long bytes) {
        return nodes.stream()
                .flatMap(node -> Optional.ofNullable(byNode.get(node)).flatMap(free -> free.take(bytes)).stream())
                .findFirst();
    }
}
