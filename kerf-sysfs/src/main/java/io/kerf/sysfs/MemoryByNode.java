// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.ByteSize;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * How the memory of an instance is spread over NUMA nodes. A create can name one node for all it asks for, so memory on further nodes takes
 * requests of its own. Where the nodes are not known, the memory is one request for any node.
 */
record MemoryByNode(long firstBytes, OptionalInt firstNode, List<PoolChunk> further) {
    static MemoryByNode of(SystemState state, Instance instance) {
        Optional<Map<Integer, Long>> byNode = bytesByNode(state, instance.regions());
        if (byNode.isEmpty() || byNode.get().size() <= 1) {
            OptionalInt node = byNode.isPresent() && !byNode.get().isEmpty()
                    ? OptionalInt.of(byNode.get().keySet().iterator().next())
                    : firstNamed(instance);
            boolean wanted = !instance.memory().isZero();
            return new MemoryByNode(instance.memory().bytes(), wanted ? node : OptionalInt.empty(), List.of());
        }
        int first = nodeOf(state, instance.regions().get(0)).orElseThrow();
        List<PoolChunk> further = new ArrayList<>();
        byNode.get().forEach((node, bytes) -> {
            if (node != first) {
                further.add(PoolChunk.at(new MemoryRange(baseOn(state, instance, node), bytes))
                        .onNode(node));
            }
        });
        return new MemoryByNode(byNode.get().getOrDefault(first, 0L), OptionalInt.of(first), further);
    }

    /** Of the nodes an instance names, the kernel reads the first. */
    private static OptionalInt firstNamed(Instance instance) {
        return instance.numaNodes().isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(instance.numaNodes().get(0));
    }

    private static long baseOn(SystemState state, Instance instance, int node) {
        return instance.regions().stream()
                .filter(region -> nodeOf(state, region).orElse(-1) == node)
                .mapToLong(MemoryRange::base)
                .findFirst()
                .orElse(0);
    }

    /** Bytes of each node, or empty if there are no regions or the node of one of them is not known. */
    static Optional<Map<Integer, Long>> bytesByNode(SystemState state, List<MemoryRange> regions) {
        Map<Integer, Long> bytes = new TreeMap<>();
        for (MemoryRange region : regions) {
            OptionalInt node = nodeOf(state, region);
            if (node.isEmpty()) {
                return Optional.empty();
            }
            bytes.merge(node.getAsInt(), region.size(), Long::sum);
        }
        return bytes.isEmpty() ? Optional.empty() : Optional.of(bytes);
    }

    private static OptionalInt nodeOf(SystemState state, MemoryRange region) {
        OptionalInt node =
                state.memory().pool().chunkOf(region).map(PoolChunk::numaNode).orElse(OptionalInt.empty());
        return node.isPresent() ? node : state.topology().nodeOf(region);
    }

    /** Splits the pool of a state into pieces that lie on one NUMA node each; a piece without a known node may be anywhere. */
    static List<PoolChunk> pieces(SystemState state) {
        return placedPieces(state).stream()
                .map(piece -> withoutPlace(piece.size(), piece.numaNode()))
                .toList();
    }

    /** The same, with the places that the state describes, as far as it does. No kernel can be told a place. */
    static List<PoolChunk> placedPieces(SystemState state) {
        List<PoolChunk> pieces = new ArrayList<>();
        for (PoolChunk chunk : state.memory().pool().chunks()) {
            if (chunk.numaNode().isPresent() || chunk.range().isEmpty()) {
                pieces.add(chunk);
            } else {
                pieces.addAll(split(state, chunk.range().get()));
            }
        }
        return pieces;
    }

    private static List<PoolChunk> split(SystemState state, MemoryRange whole) {
        Map<MemoryRange, Integer> parts = new TreeMap<>();
        state.topology()
                .nodes()
                .forEach(node -> node.memory()
                        .forEach(range ->
                                range.intersection(whole).ifPresent(part -> parts.putIfAbsent(part, node.id()))));
        List<PoolChunk> pieces = new ArrayList<>();
        long at = whole.base();
        for (Map.Entry<MemoryRange, Integer> part : parts.entrySet()) {
            MemoryRange range = part.getKey();
            if (!range.isPageAligned() || Long.compareUnsigned(range.base(), at) < 0) {
                return List.of(PoolChunk.at(whole));
            }
            if (range.base() != at) {
                pieces.add(PoolChunk.at(new MemoryRange(at, range.base() - at)));
            }
            pieces.add(PoolChunk.at(range).onNode(part.getValue()));
            at = range.base() + range.size();
        }
        if (whole.base() + whole.size() != at) {
            pieces.add(PoolChunk.at(new MemoryRange(at, whole.base() + whole.size() - at)));
        }
        return pieces;
    }

    private static PoolChunk withoutPlace(ByteSize size, OptionalInt node) {
        PoolChunk piece = PoolChunk.sized(size);
        return node.isPresent() ? piece.onNode(node.getAsInt()) : piece;
    }
}
