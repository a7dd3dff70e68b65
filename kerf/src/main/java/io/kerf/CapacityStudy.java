// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.Allocator;
import io.kerf.alloc.Capacity;
import io.kerf.alloc.NodeFree;
import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.PlacementRequest;
import io.kerf.alloc.RepackPlan;
import io.kerf.alloc.TopologyIndex;
import io.kerf.model.ByteSize;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Works out a {@link HostCapacity}: what the allocator says of CPUs and of memory, and of both together. */
final class CapacityStudy {
    /** How finely the gain of moving is searched: eighths of what could be gained at most. */
    private static final int PARTS = 8;

    private final SystemState state;
    private final TopologyIndex index;

    CapacityStudy(SystemState state) {
        this.state = state;
        this.index = TopologyIndex.of(state);
    }

    HostCapacity make() {
        Capacity limits = Allocator.capacity(state);
        List<HostCapacity.Largest> largest = new ArrayList<>();
        for (Capacity.CpuLimit limit : limits.cpuLimits()) {
            if (limit.cpus() > 0) {
                largest.add(largest(limit));
            }
        }
        return new HostCapacity(limits, largest, advice(limits));
    }

    private HostCapacity.Largest largest(Capacity.CpuLimit limit) {
        List<Integer> nodes = limit.numaNodes();
        MemoryPolicy policy = nodes.isEmpty() ? MemoryPolicy.NONE : MemoryPolicy.BIND;
        PlacementRequest.Builder request = PlacementRequest.builder()
                .cpuCount(limit.cpus())
                .affinity(limit.affinity())
                .smt(limit.smt())
                .numaNodes(nodes)
                .memoryPolicy(policy);
        OptionalInt node = nodes.isEmpty() ? OptionalInt.empty() : OptionalInt.of(nodes.get(0));
        return new HostCapacity.Largest(node, limit.affinity(), limit.smt(), policy, limit.cpus(), mostMemory(request));
    }

    /** More memory is never placed where less is refused. */
    private ByteSize mostMemory(PlacementRequest.Builder request) {
        long placed = 0;
        long beyond = state.memory().pool().size().bytes() / MemoryRange.PAGE_SIZE + 1;
        while (beyond - placed > 1) {
            long middle = placed + (beyond - placed) / 2;
            PlacementRequest more = request.memory(pages(middle)).build();
            if (index.decide(more) instanceof PlacementOutcome.Placed) {
                placed = middle;
            } else {
                beyond = middle;
            }
        }
        return pages(placed);
    }

    private static ByteSize pages(long count) {
        return ByteSize.ofBytes(count * MemoryRange.PAGE_SIZE);
    }

    /** The most that moving can gain, first by instances without a kernel, then by all. */
    private Optional<HostCapacity.Advice> advice(Capacity limits) {
        long now = limits.memoryLimits().get(0).memory().bytes();
        long free = limits.nodes().stream()
                .map(NodeFree::memory)
                .mapToLong(ByteSize::bytes)
                .sum();
        Set<InstanceName> all = state.instances().stream().map(Instance::name).collect(Collectors.toSet());
        Set<InstanceName> atRest = WhatIfStudy.movable(state);
        for (int part = PARTS; part > 0 && free > now; part--) {
            long wanted = now + (free - now) / PARTS * part;
            ByteSize memory = pages(wanted / MemoryRange.PAGE_SIZE);
            if (memory.bytes() <= now) {
                continue;
            }
            PlacementRequest request =
                    PlacementRequest.builder().cpuCount(1).memory(memory).build();
            Optional<RepackPlan> plan = Allocator.repack(state, request, atRest);
            if (plan.isEmpty() && all.size() > atRest.size()) {
                plan = Allocator.repack(state, request, all);
            }
            if (plan.isPresent()) {
                return plan.map(each -> new HostCapacity.Advice(memory, each, running(each, atRest)));
            }
        }
        return Optional.empty();
    }

    private static List<InstanceName> running(RepackPlan plan, Set<InstanceName> atRest) {
        Set<InstanceName> moved = new HashSet<>();
        plan.moves().forEach(move -> moved.add(move.instance()));
        moved.removeAll(atRest);
        return moved.stream().sorted().toList();
    }
}
