// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/**
 * Looks for the request most like a refused one that would be placed; every answer was decided by the same engine. What is named
 * (an id, a base, parts of devices) is replaced first; then the same is asked of other nodes; then fewer CPUs or less memory,
 * whichever was short first; then less of both. Amounts are found by bisection, since less of one never makes the rest harder.
 */
final class NearestRequest {
    /** More than there are kinds of things that can be replaced. */
    private static final int MAX_REPLACEMENTS = 5;

    private final Decision decision;
    private final Function<List<DeviceRef>, DeviceCheck> devices;

    NearestRequest(Decision decision, Function<List<DeviceRef>, DeviceCheck> devices) {
        this.decision = decision;
        this.devices = devices;
    }

    Optional<PlacementRequest> find(PlacementRequest request, Refused refused) {
        PlacementRequest current = request;
        Refused reason = refused;
        for (int i = 0; i < MAX_REPLACEMENTS; i++) {
            Optional<PlacementRequest> replaced = replaceNamed(current, reason);
            if (replaced.isEmpty()) {
                return askForLess(current, reason);
            }
            current = replaced.get();
            if (!(decision.decide(current) instanceof Refused next)) {
                return replaced;
            }
            reason = next;
        }
        return Optional.empty();
    }

    private Optional<PlacementRequest> replaceNamed(PlacementRequest request, Refused refused) {
        return switch (refused.cause()) {
            case ID_TAKEN -> Optional.of(request.toBuilder().anyId().build());
            case BASE_NOT_PREDICTED ->
                Optional.of(request.toBuilder().anyMemoryBase().build());
            case POLICY ->
                Optional.of(request.toBuilder().memoryPolicy(MemoryPolicy.NONE).build());
            case DEVICE_TAKEN ->
                devices.apply(request.devices())
                        .withFreeParts()
                        .map(free -> request.toBuilder().devices(free).build());
            default -> Optional.empty();
        };
    }

    private Optional<PlacementRequest> askForLess(PlacementRequest request, Refused refused) {
        return switch (refused.cause()) {
            case TOO_FEW_CPUS, CPU_TAKEN, CORES_SHARED, NO_SINGLE_NODE ->
                otherNodes(request)
                        .or(() -> fewerCpus(request))
                        .or(() -> lessMemory(request))
                        .or(() -> lessOfBoth(request));
            case POOL_TOO_SMALL, POOL_FRAGMENTED, NO_CPU_NEAR_MEMORY ->
                otherNodes(request)
                        .or(() -> lessMemory(request))
                        .or(() -> fewerCpus(request))
                        .or(() -> lessOfBoth(request));
            case INVALID ->
                refused.wanted() == 0
                        ? Optional.empty()
                        : fewerCpus(request).or(() -> lessMemory(request)).or(() -> lessOfBoth(request));
            default -> Optional.empty();
        };
    }

    private boolean isPlaced(PlacementRequest request) {
        return decision.decide(request) instanceof Placed;
    }

    /** Each other node by its distance from the first one named, then any node. */
    private Optional<PlacementRequest> otherNodes(PlacementRequest request) {
        if (request.numaNodes().isEmpty() || request.cpus().isPresent()) {
            return Optional.empty();
        }
        TopologyIndex index = decision.index();
        int from = index.nodeIndex(request.numaNodes().get(0));
        Optional<PlacementRequest> onOneNode = IntStream.range(0, index.nodeCount())
                .filter(index::isKnown)
                .boxed()
                .sorted(Comparator.comparingInt((Integer node) -> index.distance(from, node))
                        .thenComparingInt(Integer::intValue))
                .map(index::nodeId)
                .filter(id -> !request.numaNodes().contains(id))
                .map(id -> request.toBuilder().numaNodes(List.of(id)).build())
                .filter(this::isPlaced)
                .findFirst();
        return onOneNode.or(() ->
                Optional.of(request.toBuilder().numaNodes(List.of()).build()).filter(this::isPlaced));
    }

    private Optional<PlacementRequest> fewerCpus(PlacementRequest request) {
        if (request.cpus().isPresent()) {
            return withoutHeld(request, request.cpus().get());
        }
        return largest(
                Math.min(request.cpuCount() - 1, decision.index().cpuCount()),
                count -> request.toBuilder().cpuCount((int) count).build());
    }

    private Optional<PlacementRequest> withoutHeld(PlacementRequest request, CpuSet wanted) {
        boolean mayShare = request.smt() == SmtPolicy.AVOID || request.smt() == SmtPolicy.SHARE;
        TopologyIndex index = decision.index();
        CpuSet.Builder kept = CpuSet.builder();
        for (long id : wanted.minus(request.excludedCpus()).toArray()) {
            int cpu = index.cpuIndex(id);
            if (cpu >= 0 && index.isFree(cpu) && (mayShare || index.isUnshared(index.coreOfCpu(cpu)))) {
                kept.add(id);
            }
        }
        return Optional.of(request.toBuilder().cpus(kept.build()).build()).filter(this::isPlaced);
    }

    private Optional<PlacementRequest> lessMemory(PlacementRequest request) {
        long pages = request.memory().bytes() / MemoryRange.PAGE_SIZE;
        boolean isWhole = request.memory().isPageMultiple();
        return largest(
                isWhole ? pages - 1 : pages,
                count -> request.toBuilder()
                        .memory(ByteSize.ofBytes(count * MemoryRange.PAGE_SIZE))
                        .build());
    }

    private Optional<PlacementRequest> lessOfBoth(PlacementRequest request) {
        PlacementRequest withoutMemory =
                request.toBuilder().memory(ByteSize.ZERO).anyMemoryBase().build();
        return fewerCpus(withoutMemory)
                .flatMap(fewer ->
                        lessMemory(fewer.toBuilder().memory(request.memory()).build()));
    }

    /** Finds the largest amount from 1 that is placed. */
    private Optional<PlacementRequest> largest(long most, LongFunction<PlacementRequest> withAmount) {
        if (most < 1 || !isPlaced(withAmount.apply(1))) {
            return Optional.empty();
        }
        long placed = 1;
        long beyond = most + 1;
        while (beyond - placed > 1) {
            long middle = placed + (beyond - placed) / 2;
            if (isPlaced(withAmount.apply(middle))) {
                placed = middle;
            } else {
                beyond = middle;
            }
        }
        return Optional.of(withAmount.apply(placed));
    }
}
