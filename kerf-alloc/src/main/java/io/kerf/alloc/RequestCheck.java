// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Optional;

/** What is wrong with a request on a host, however much of it is free. */
final class RequestCheck {
    private final SystemState state;
    private final TopologyIndex index;
    private final CpuLayout layout;
    private final PlacementRequest request;

    RequestCheck(TopologyIndex index, PlacementRequest request) {
        this.state = index.host();
        this.index = index;
        this.layout = index.layout();
        this.request = request;
    }

    /** Returns the first thing that is wrong. */
    Optional<Refusal> firstProblem() {
        Optional<Refusal> problem = nodes();
        problem = problem.isPresent() ? problem : cpuCount();
        problem = problem.isPresent() ? problem : cpuSet();
        problem = problem.isPresent() ? problem : policies();
        problem = problem.isPresent() ? problem : memory();
        return problem.isPresent() ? problem : base();
    }

    private static Optional<Refusal> invalid(String message) {
        return Optional.of(Refusal.of(Cause.INVALID, message));
    }

    private Optional<Refusal> nodes() {
        if (request.numaNodes().isEmpty()) {
            return Optional.empty();
        }
        List<Integer> unknown = request.numaNodes().stream()
                .filter(id -> id < 0 || layout.node(id) < 0)
                .toList();
        if (unknown.isEmpty()) {
            return Optional.empty();
        }
        StringBuilder known = new StringBuilder();
        for (int node = 0; node < layout.nodes(); node++) {
            if (layout.isKnown(node)) {
                known.append(known.length() == 0 ? "" : ", ").append(layout.nodeId(node));
            }
        }
        return invalid("there is no NUMA node " + Words.list(unknown)
                + (known.length() == 0 ? "; no nodes are known" : "; the nodes are " + known));
    }

    private Optional<Refusal> cpuCount() {
        int wanted = request.cpuCount();
        if (wanted < 1) {
            return invalid("an instance needs at least 1 CPU, not " + wanted);
        }
        if (request.cpus().isEmpty() && wanted > layout.cpus()) {
            return Optional.of(new Refusal(
                    Cause.INVALID,
                    wanted,
                    layout.cpus(),
                    Words.cpus(wanted) + " asked for, but the whole pool has " + layout.cpus()));
        }
        return Optional.empty();
    }

    private Optional<Refusal> cpuSet() {
        if (request.cpus().isEmpty()) {
            return Optional.empty();
        }
        CpuSet wanted = request.cpus().get();
        CpuSet outside = wanted.minus(state.cpus().available());
        if (!outside.isEmpty()) {
            CpuSet ofHost = outside.intersection(state.cpus().hostReserved());
            return invalid("CPUs " + outside + " are not in the pool"
                    + (ofHost.isEmpty() ? "" : "; the host keeps " + ofHost)
                    + "; the pool is " + state.cpus().available());
        }
        CpuSet.Builder elsewhere = CpuSet.builder();
        CpuSet.Builder onOtherNodes = CpuSet.builder();
        int first = wanted.isEmpty() ? 0 : nodeOf(wanted.first());
        wanted.stream()
                .filter(id -> !request.numaNodes().contains(layout.nodeId(nodeOf(id))))
                .forEach(elsewhere::add);
        wanted.stream().filter(id -> nodeOf(id) != first).forEach(onOtherNodes::add);
        boolean isAnywhere = request.numaNodes().isEmpty() || Reasons.isForMemoryOnly(layout, request);
        if (!isAnywhere && !elsewhere.build().isEmpty()) {
            return invalid("CPUs " + elsewhere.build() + " are not on " + Words.nodes(request.numaNodes()));
        }
        if (request.affinity() == CpuAffinity.LOCAL && !onOtherNodes.build().isEmpty()) {
            return invalid("affinity local wants CPUs on one node, but " + onOtherNodes.build()
                    + " are not on the node of CPU " + Long.toUnsignedString(wanted.first()));
        }
        return Optional.empty();
    }

    private int nodeOf(long cpuId) {
        return layout.nodeOf(layout.cpu(cpuId));
    }

    private Optional<Refusal> policies() {
        MemoryPolicy policy = request.memoryPolicy();
        if (policy == MemoryPolicy.BIND && request.numaNodes().isEmpty()) {
            return invalid("memory policy bind needs the NUMA nodes to bind to");
        }
        if (policy == MemoryPolicy.INTERLEAVE && request.affinity() == CpuAffinity.LOCAL) {
            return invalid("affinity local wants the memory on one node, interleave on several");
        }
        if (request.affinity() == CpuAffinity.LOCAL
                && policy == MemoryPolicy.BIND
                && !request.isMemoryPolicySoft()
                && Reasons.isForMemoryOnly(layout, request)) {
            return invalid(
                    "affinity local wants CPUs on the node of the memory, but " + Words.nodes(request.numaNodes())
                            + (request.numaNodes().size() == 1 ? " has none" : " have none")
                            + "; name a node with CPUs, or say that the policy is a wish");
        }
        if (request.maxRegions() < 1) {
            return invalid("memory needs at least 1 region, not " + request.maxRegions());
        }
        if (isInterleavedInOneRegion(request) && !request.isMemoryPolicySoft()) {
            String how = request.maxRegions() == 1
                    ? "memory in one region cannot be interleaved over nodes; allow several regions, or "
                    : request.memoryBase().isPresent()
                            ? "memory that is to begin at an address is in one region and cannot be interleaved over nodes; leave "
                                    + "out the address, or "
                            : "memory of one page cannot be interleaved over nodes; ask for two pages at least, or ";
            return Optional.of(Refusal.of(Cause.POLICY, how + "say that the policy is a wish"));
        }
        return Optional.empty();
    }

    /** Tells whether memory is to be interleaved of which there can be one region only: its address is given, or it is one page. */
    static boolean isInterleavedInOneRegion(PlacementRequest request) {
        boolean isOne = request.maxRegions() == 1 || request.memoryBase().isPresent() || isOnePage(request);
        return isOne && request.memoryPolicy() == MemoryPolicy.INTERLEAVE;
    }

    private static boolean isOnePage(PlacementRequest request) {
        return FreeMemory.roundUp(request.memory().bytes()) == MemoryRange.PAGE_SIZE;
    }

    private Optional<Refusal> memory() {
        long wanted = request.memory().bytes();
        long pool = state.memory().pool().size().bytes();
        if (wanted > pool) {
            return Optional.of(new Refusal(
                    Cause.INVALID,
                    wanted,
                    pool,
                    request.memory() + " asked for, but the whole pool has "
                            + state.memory().pool().size()));
        }
        return Optional.empty();
    }

    /** Says who holds the id, or that all are held. */
    Optional<Refusal> idTaken() {
        if (request.id().isPresent()) {
            InstanceId id = request.id().get();
            return index.ids()
                    .owner(id)
                    .map(owner -> new Refusal(Cause.ID_TAKEN, 1, 0, "id " + id + " is held by " + owner));
        }
        return index.ids().lowestFree() >= 0
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Cause.NO_FREE_ID,
                        1,
                        0,
                        "every id from " + InstanceId.FIRST + " to " + InstanceId.LAST_PICKED + " is held"));
    }

    private Optional<Refusal> base() {
        if (request.memoryBase().isEmpty()) {
            return Optional.empty();
        }
        long base = request.memoryBase().getAsLong();
        long bytes = FreeMemory.roundUp(request.memory().bytes());
        if (bytes == 0) {
            return invalid("memory is to begin at " + Words.address(base) + ", but no memory is asked for");
        }
        if (base % MemoryRange.PAGE_SIZE != 0) {
            return invalid("memory cannot begin at " + Words.address(base) + ", it is not a multiple of "
                    + MemoryRange.PAGE_SIZE);
        }
        boolean isInside = MemoryRange.exists(base, bytes)
                && state.memory().pool().ranges().stream()
                        .anyMatch(chunk -> chunk.contains(new MemoryRange(base, bytes)));
        if (state.memory().pool().isPlaced() && !isInside) {
            return invalid(request.memory() + " at " + Words.address(base) + " is not inside the pool: "
                    + state.memory().pool());
        }
        return Optional.empty();
    }
}
