// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import io.kerf.model.Cache;
import io.kerf.model.Core;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Writes what {@link TopologyBinding} reads. */
final class TopologyWriter {
    private final SystemState state;
    private final IdWidth width;
    private final List<Integer> ids;
    private final boolean isMatrix;

    TopologyWriter(SystemState state, IdWidth width) {
        this.state = state;
        this.width = width;
        this.ids = state.topology().nodes().stream().map(NumaNode::id).toList();
        this.isMatrix = TopologyBinding.isMatrix(matrix(), ids.size());
    }

    NodeDraft node() {
        Topology topology = state.topology();
        NodeDraft nodes = new NodeDraft(Names.NUMA_NODES);
        topology.nodes().forEach(node -> nodes.child(numaNode(node)));
        NodeDraft caches = new NodeDraft(Names.CACHES);
        int index = 0;
        for (Cache cache : topology.caches()) {
            caches.child(cache(cache, index++));
        }
        return new NodeDraft(Names.TOPOLOGY)
                .filled(nodes.extras(state.extras(), "numa-nodes"))
                .filled(caches.extras(state.extras(), "caches"));
    }

    static NodeDraft cores(SystemState state, IdWidth width) {
        NodeDraft cores = new NodeDraft(Names.CORES);
        for (Core core : state.topology().cores()) {
            NodeDraft node = new NodeDraft(Names.CORE + "@" + core.id()).someCpus(Names.CPUS, width, core.cpus());
            core.socket().ifPresent(socket -> node.u32(Names.SOCKET_ID, socket));
            cores.child(node.extras(state.extras(), "core/" + core.id()));
        }
        return cores.extras(state.extras(), "cores");
    }

    private NodeDraft cache(Cache cache, int index) {
        NodeDraft node = new NodeDraft(Names.CACHE + "@" + Integer.toHexString(index))
                .u32(Names.LEVEL, cache.level())
                .someCpus(Names.CPUS, width, cache.cpus());
        return cache.size().isZero() ? node : node.u64(Names.SIZE, cache.size().bytes());
    }

    private NodeDraft numaNode(NumaNode node) {
        NodeDraft draft = new NodeDraft(Names.NODE + "@" + node.id()).u32(Names.NODE_ID, node.id());
        List<MemoryRange> memory = node.memory();
        if (memory.size() == 1) {
            draft.u64(Names.MEMORY_BASE, memory.get(0).base())
                    .u64(Names.MEMORY_SIZE, memory.get(0).size());
        } else if (!memory.isEmpty()) {
            draft.u64(
                    Names.REG,
                    memory.stream()
                            .flatMapToLong(range -> LongStream.of(range.base(), range.size()))
                            .toArray());
        }
        draft.string(Names.MEMORY_TYPE, node.memoryType().text()).someCpus(Names.CPUS, width, node.cpus());
        List<Integer> distances = !isMatrix ? pairs(node.id()) : node.id() == ids.get(0) ? matrix() : List.of();
        if (!distances.isEmpty()) {
            draft.numbers(Names.DISTANCE_MATRIX, distances);
        }
        return draft.extras(state.extras(), "node/" + node.id());
    }

    /** All distances by rows; empty unless each of them is stated. */
    private List<Integer> matrix() {
        NumaDistances distances = state.topology().distances();
        List<Integer> matrix = new ArrayList<>();
        for (int from : ids) {
            for (int to : ids) {
                Optional<Integer> stated = distances.stated(from, to);
                if (stated.isEmpty()) {
                    return List.of();
                }
                matrix.add(stated.get());
            }
        }
        return matrix;
    }

    /** Pairs of a node and the distance to it. Pairs that could be taken for a matrix state their last one twice. */
    private List<Integer> pairs(int from) {
        List<Integer> pairs = new ArrayList<>();
        for (int to : ids) {
            state.topology().distances().stated(from, to).ifPresent(distance -> {
                pairs.add(to);
                pairs.add(distance);
            });
        }
        if (TopologyBinding.isMatrix(pairs, ids.size())) {
            pairs.addAll(List.copyOf(pairs.subList(pairs.size() - 2, pairs.size())));
        }
        return pairs;
    }
}
