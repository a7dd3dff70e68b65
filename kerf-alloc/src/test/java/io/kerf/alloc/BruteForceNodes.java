// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.CpuSet;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.List;

/** The nodes of a host whose CPUs are 0 to 15 at most, as bits: of sets of CPUs, and of sets of nodes. */
final class BruteForceNodes {
    private final List<NumaNode> nodes;
    private final NumaDistances distances;
    private final long[] masks;

    BruteForceNodes(SystemState state) {
        this.nodes = state.topology().nodes();
        this.distances = state.topology().distances();
        this.masks = nodes.stream().mapToLong(node -> mask(node.cpus())).toArray();
    }

    int count() {
        return masks.length;
    }

    NumaNode node(int node) {
        return nodes.get(node);
    }

    /** Returns the CPUs of a node. */
    long cpusOf(int node) {
        return masks[node];
    }

    /** Returns the nodes that a request names. */
    long named(PlacementRequest request) {
        long named = 0;
        for (int i = 0; i < masks.length; i++) {
            named |= request.numaNodes().contains(nodes.get(i).id()) ? 1L << i : 0;
        }
        return named;
    }

    /** Returns the bits of some CPUs. */
    static long mask(CpuSet cpus) {
        return cpus.stream().map(id -> 1L << id).reduce(0, (a, b) -> a | b);
    }

    /** Returns the nodes that CPUs are on. */
    long nodesOf(long set) {
        long on = 0;
        for (int node = 0; node < masks.length; node++) {
            on |= (set & masks[node]) != 0 ? 1L << node : 0;
        }
        return on;
    }

    int cpusOn(long set, int node) {
        return Long.bitCount(set & masks[node]);
    }

    int distance(int from, int to) {
        return distances.between(nodes.get(from).id(), nodes.get(to).id());
    }
}
