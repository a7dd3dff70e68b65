// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.examples.cli.MachineMap.Span;
import io.kerf.model.ByteSize;
import io.kerf.model.Instance;
import io.kerf.model.MemoryRange;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Sorts memory by address and owner; where an ordinary user sees no addresses, by owner alone. */
final class MemorySpans {
    /** A range of an owner. */
    private record Owned(int owner, MemoryRange range) {}

    private final SystemState state;
    private final List<Instance> instances;
    private final List<Owned> owned = new ArrayList<>();
    private final List<MemoryRange> pool;

    MemorySpans(SystemState state, List<Instance> instances) {
        this.state = state;
        this.instances = instances;
        for (int i = 0; i < instances.size(); i++) {
            for (MemoryRange region : instances.get(i).regions()) {
                owned.add(new Owned(MachineMap.FIRST_INSTANCE + i, region));
            }
        }
        owned.sort((one, other) -> one.range().compareTo(other.range()));
        this.pool = state.memory().pool().ranges().stream().sorted().toList();
    }

    /** Whether it is known where everything is. */
    boolean arePlacesKnown() {
        return state.memory().pool().isPlaced()
                && instances.stream()
                        .allMatch(each ->
                                each.memory().isZero() || !each.regions().isEmpty());
    }

    /** The memory of a node. */
    List<Span> on(NumaNode node) {
        if (!arePlacesKnown()) {
            return List.of();
        }
        List<Span> spans = new ArrayList<>();
        ranges(node).forEach(range -> add(range, spans));
        return spans;
    }

    /** A node that says nothing of its memory has the chunks of the pool that name it. */
    private List<MemoryRange> ranges(NumaNode node) {
        return node.memory().isEmpty()
                ? state.memory().pool().chunks().stream()
                        .filter(chunk -> chunk.numaNode().equals(OptionalInt.of(node.id())))
                        .flatMap(chunk -> chunk.range().stream())
                        .sorted()
                        .toList()
                : node.memory().stream().sorted().toList();
    }

    /** The memory that is on no node. */
    List<Span> elsewhere() {
        if (!arePlacesKnown()) {
            return byOwner();
        }
        List<Span> spans = new ArrayList<>();
        if (state.topology().nodes().isEmpty()) {
            wholeMachine().forEach(range -> add(range, spans));
        } else {
            List<MemoryRange> onNodes = state.topology().nodes().stream()
                    .flatMap(node -> ranges(node).stream())
                    .toList();
            pool.stream()
                    .filter(chunk -> onNodes.stream().noneMatch(chunk::overlaps))
                    .forEach(chunk -> add(chunk, spans));
        }
        return spans;
    }

    /** From address 0 where the total is known, for then the host has what is not the pool's. */
    private List<MemoryRange> wholeMachine() {
        if (!state.memory().isTotalKnown() || pool.isEmpty()) {
            return pool;
        }
        long end = state.memory().total().bytes() - 1;
        long last = pool.get(pool.size() - 1).last();
        return List.of(new MemoryRange(0, (Long.compareUnsigned(last, end) > 0 ? last : end) + 1));
    }

    private List<Span> byOwner() {
        List<Span> spans = new ArrayList<>();
        add(MachineMap.HOST, state.memory().hostReserved(), spans);
        for (int i = 0; i < instances.size(); i++) {
            add(MachineMap.FIRST_INSTANCE + i, instances.get(i).memory(), spans);
        }
        add(MachineMap.FREE, state.freeMemory(), spans);
        return spans;
    }

    private static void add(int owner, ByteSize size, List<Span> spans) {
        if (!size.isZero()) {
            spans.add(new Span(owner, size.bytes(), OptionalLong.empty()));
        }
    }

    /** A range cut where its owner changes; of regions that overlap, against all sense, the first keeps what it has. */
    private void add(MemoryRange range, List<Span> spans) {
        long from = range.base();
        for (Owned each : owned) {
            MemoryRange own = each.range().intersection(range).orElse(null);
            if (own != null && Long.compareUnsigned(own.last(), from) >= 0) {
                long base = Long.compareUnsigned(own.base(), from) > 0 ? own.base() : from;
                gap(from, base, spans);
                add(each.owner(), base, own.last() + 1, spans);
                from = own.last() + 1;
                if (from == 0) {
                    return;
                }
            }
        }
        gap(from, range.last() + 1, spans);
    }

    /** What no instance has: of the pool it is free, else it is the host's. */
    private void gap(long from, long to, List<Span> spans) {
        if (from == to) {
            return;
        }
        MemoryRange gap = new MemoryRange(from, to - from);
        long at = from;
        for (MemoryRange chunk : pool) {
            MemoryRange part = chunk.intersection(gap).orElse(null);
            if (part != null) {
                add(MachineMap.HOST, at, part.base(), spans);
                add(MachineMap.FREE, part.base(), part.last() + 1, spans);
                at = part.last() + 1;
            }
        }
        add(MachineMap.HOST, at, to, spans);
    }

    private static void add(int owner, long from, long to, List<Span> spans) {
        if (from != to) {
            spans.add(new Span(owner, to - from, OptionalLong.of(from)));
        }
    }
}
