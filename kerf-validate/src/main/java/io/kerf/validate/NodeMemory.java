// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which memory is on which NUMA node, by address. */
final class NodeMemory {
    private final List<Part> parts = new ArrayList<>();
    private final List<MemoryRange> covered;

    private record Part(MemoryRange range, int node) {}

    NodeMemory(Topology topology) {
        for (NumaNode node : topology.nodes()) {
            node.memory().forEach(range -> parts.add(new Part(range, node.id())));
        }
        parts.sort((a, b) -> a.range().compareTo(b.range()));
        covered = HostFacts.joined(parts.stream().map(Part::range).toList());
    }

    boolean isKnown() {
        return !parts.isEmpty();
    }

    /** The ids of the nodes that a range has bytes on; cost log n and one step a node. */
    SortedSet<Integer> nodesOf(MemoryRange range) {
        SortedSet<Integer> nodes = new TreeSet<>();
        for (int i = firstReaching(range.base());
                i < parts.size() && parts.get(i).range().overlaps(range);
                i++) {
            nodes.add(parts.get(i).node());
        }
        return nodes;
    }

    /** The first byte of a range that is on no node. */
    OptionalLong firstOutside(MemoryRange range) {
        for (MemoryRange each : covered) {
            if (each.contains(range.base())) {
                return each.contains(range) ? OptionalLong.empty() : OptionalLong.of(each.last() + 1);
            }
        }
        return OptionalLong.of(range.base());
    }

    /** Ranges that overlap are another rule's business; here it is enough that the last one that begins before an address counts. */
    private int firstReaching(long address) {
        int low = 0;
        int high = parts.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(parts.get(middle).range().last(), address) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
