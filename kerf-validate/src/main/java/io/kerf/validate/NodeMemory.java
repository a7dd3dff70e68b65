// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which memory is on which NUMA node, by address. Nodes may claim the same memory, and one node may list memory twice: then the state is
 * illegal, but answers are right all the same.
 */
final class NodeMemory {
    /** By address; the parts of one node neither overlap nor touch. */
    private final List<Part> parts = new ArrayList<>();

    private final List<MemoryRange> covered;

    /** Where parts end; for each part. */
    private final Peaks ends;

    /** How near before a part is the one before it of the same node: minus its index and one, the largest where there is none. */
    private final Peaks firsts;

    private record Part(MemoryRange range, int node) {}

    NodeMemory(Topology topology) {
        Map<Integer, List<MemoryRange>> ranges = new LinkedHashMap<>();
        for (NumaNode node : topology.nodes()) {
            ranges.computeIfAbsent(node.id(), id -> new ArrayList<>()).addAll(node.memory());
        }
        ranges.forEach((node, memory) -> HostFacts.joined(memory).forEach(range -> parts.add(new Part(range, node))));
        parts.sort((a, b) -> a.range().compareTo(b.range()));
        covered = HostFacts.joined(parts.stream().map(Part::range).toList());
        long[] lasts = new long[parts.size()];
        long[] before = new long[parts.size()];
        Map<Integer, Integer> latest = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            lasts[i] = ordered(parts.get(i).range().last());
            Integer same = latest.put(parts.get(i).node(), i);
            before[i] = same == null ? 0 : -1 - same;
        }
        ends = new Peaks(lasts);
        firsts = new Peaks(before);
    }

    boolean isKnown() {
        return !parts.isEmpty();
    }

    /** The ids of the nodes that a range has bytes on; cost log n for each of them. */
    SortedSet<Integer> nodesOf(MemoryRange range) {
        SortedSet<Integer> nodes = new TreeSet<>();
        int inside = firstFrom(range.base());
        int behind = range.last() == -1 ? parts.size() : firstFrom(range.last() + 1);
        // Of those that begin before the range, the ones that reach it: a node has one at most.
        long base = ordered(range.base());
        for (int i = ends.next(0, base); i < inside; i = ends.next(i + 1, base)) {
            nodes.add(parts.get(i).node());
        }
        // Of those that begin in it, the first one of each node.
        for (int i = firsts.next(inside, -inside); i < behind; i = firsts.next(i + 1, -inside)) {
            nodes.add(parts.get(i).node());
        }
        return nodes;
    }

    /** The first byte of a range that is on no node; cost log n. */
    OptionalLong firstOutside(MemoryRange range) {
        int at = Ascending.lastFrom(covered, range.base());
        if (at < 0 || !covered.get(at).contains(range.base())) {
            return OptionalLong.of(range.base());
        }
        MemoryRange found = covered.get(at);
        return found.contains(range) ? OptionalLong.empty() : OptionalLong.of(found.last() + 1);
    }

    /** The index of the first part that begins at or behind an address. */
    private int firstFrom(long address) {
        int low = 0;
        int high = parts.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(parts.get(middle).range().base(), address) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** An unsigned number as a signed one of the same order. */
    private static long ordered(long unsigned) {
        return unsigned ^ Long.MIN_VALUE;
    }
}
