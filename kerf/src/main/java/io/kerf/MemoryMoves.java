// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.Allocator;
import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.model.ByteSize;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryRelease;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Says where the memory of several changes will be, which a kernel is asked for in this order: what instances give up, what is added to
 * instances, what is created.
 */
final class MemoryMoves {
    private MemoryMoves() {}

    /**
     * Gives places to the memory of instances of which a change says the size alone. Those that are not known stay open: memory that is
     * not whole regions, or for which there is no room, or in a pool without places.
     */
    static SystemState predicted(SystemState before, SystemState after) {
        SystemState smaller = after;
        List<Instance> growing = new ArrayList<>();
        for (Instance instance : byName(after)) {
            Optional<Instance> was = before.instance(instance.name());
            if (was.isEmpty() || isPlaced(instance) || !isPlaced(was.get())) {
                continue;
            }
            if (instance.memory().compareTo(was.get().memory()) > 0) {
                growing.add(instance);
                smaller = smaller.withInstance(instance.withRegions(was.get().regions()));
            } else {
                smaller = smaller.withInstance(shrunk(was.get(), instance));
            }
        }
        SystemState state = smaller;
        for (Instance instance : growing) {
            state = state.withInstance(
                    grown(state, before.instance(instance.name()).orElseThrow(), instance));
        }
        return state;
    }

    /**
     * Instances in the order in which a kernel that takes the lowest gap for each puts their memory where it is: by ascending place. A
     * region that found no gap below its own finds none now, since all that lies below it is there already.
     */
    static List<Instance> byBase(List<Instance> created) {
        return created.stream()
                .sorted(Comparator.<Instance, Boolean>comparing(
                                each -> each.memoryBase().isEmpty())
                        .thenComparing(each -> each.memoryBase().orElse(0), Long::compareUnsigned)
                        .thenComparing(Instance::name))
                .toList();
    }

    /** Adds instances one after the other, each in the lowest gaps that are left then; empty if one finds none. */
    static Optional<SystemState> inOrder(SystemState start, List<Instance> created) {
        SystemState state = start;
        for (Instance instance : created) {
            List<MemoryRange> regions = new ArrayList<>();
            for (MemoryRange asked : instance.regions()) {
                SystemState partly = regions.isEmpty() ? state : state.withInstance(instance.withRegions(regions));
                Optional<MemoryRange> place = lowest(partly, ByteSize.ofBytes(asked.size()), nodeOf(state, asked));
                if (place.isEmpty()) {
                    return Optional.empty();
                }
                regions.add(place.get());
            }
            state = state.withInstance(regions.isEmpty() ? instance : instance.withRegions(regions));
        }
        return Optional.of(state);
    }

    private static List<Instance> byName(SystemState state) {
        return state.instances().stream()
                .sorted(Comparator.comparing(Instance::name))
                .toList();
    }

    private static boolean isPlaced(Instance instance) {
        return !instance.regions().isEmpty();
    }

    private static Instance shrunk(Instance was, Instance is) {
        return MemoryRelease.of(was.regions(), was.memory().minus(is.memory()))
                .map(gone -> is.withRegions(was.regions().stream()
                        .filter(region -> !gone.contains(region))
                        .toList()))
                .orElse(is);
    }

    private static Instance grown(SystemState state, Instance was, Instance is) {
        ByteSize more = is.memory().minus(was.memory());
        OptionalInt node = is.numaNodes().isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(is.numaNodes().get(0));
        return lowest(state, more, node)
                .map(region -> {
                    List<MemoryRange> regions = new ArrayList<>(was.regions());
                    regions.add(region);
                    return is.withRegions(regions);
                })
                .orElse(is);
    }

    private static Optional<MemoryRange> lowest(SystemState state, ByteSize size, OptionalInt node) {
        return node.isPresent()
                ? Allocator.predictBase(state, size, node.getAsInt())
                : Allocator.predictBase(state, size);
    }

    private static OptionalInt nodeOf(SystemState state, MemoryRange region) {
        return state.memory().pool().chunkOf(region).map(PoolChunk::numaNode).orElse(OptionalInt.empty());
    }

    /** Tells why an instance cannot have more memory; empty unless its place is open although those of the pool are known. */
    static Optional<PlacementException> refusal(SystemState before, SystemState after, InstanceName name) {
        Instance was = before.instance(name).orElseThrow();
        Instance is = after.instance(name).orElseThrow();
        if (is.memory().compareTo(was.memory()) <= 0 || isPlaced(is) || !isPlaced(was)) {
            return Optional.empty();
        }
        long wanted = is.memory().minus(was.memory()).bytes();
        long free = after.freeRanges().stream().mapToLong(MemoryRange::size).sum();
        Cause cause = free < wanted ? Cause.POOL_TOO_SMALL : Cause.POOL_FRAGMENTED;
        String message = ByteSize.ofBytes(wanted) + " more "
                + (is.numaNodes().isEmpty()
                        ? ""
                        : "on NUMA node " + is.numaNodes().get(0) + " ")
                + "cannot be had in one piece: " + ByteSize.ofBytes(free) + " of the pool would be free, in "
                + after.freeRanges().size() + " pieces";
        return Optional.of(new PlacementException(
                "the memory of instance '" + name + "'",
                new PlacementOutcome.Refused(cause, wanted, free, List.of(), Optional.empty(), message)));
    }
}
