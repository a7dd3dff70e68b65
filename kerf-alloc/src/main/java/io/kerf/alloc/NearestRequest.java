// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Looks for the request most like a refused one that would be placed; every answer was decided by the same engine. What is named
 * (an id, a base, parts of devices) is replaced first; then the same is asked of the nearest other nodes; then fewer CPUs or less memory,
 * whichever was short first; then less of both. Amounts are found by bisection, since less of one makes the rest harder only where
 * memory wants CPUs on several nodes.
 */
final class NearestRequest {
    /** More than there are kinds of things that can be replaced. */
    private static final int MAX_REPLACEMENTS = 5;
    /** So many nodes at most are tried instead of those named. */
    private static final int MAX_OTHER_NODES = 32;
    /** What the search may cost, as a number of small decisions. */
    private static final int BUDGET = 512;

    private final TopologyIndex index;
    private final CpuLayout layout;
    private final Decision decision;
    private final long budget;

    /** Starts a search of its own cost. */
    NearestRequest(TopologyIndex index) {
        this(index, BUDGET);
    }

    /** Starts a search that tries no more requests once it has cost so many small decisions. */
    NearestRequest(TopologyIndex index, long budget) {
        this.index = index;
        this.budget = Math.min(budget, BUDGET);
        this.layout = index.layout();
        this.decision = new Decision(index);
    }

    /** Returns a refusal that says what is free, and names the nearest request. */
    Refused withNearest(PlacementRequest request, Refused refused) {
        return new Refused(
                refused.cause(),
                refused.wanted(),
                refused.available(),
                Decision.nodesFree(index),
                find(request, refused),
                refused.message());
    }

    private Optional<PlacementRequest> find(PlacementRequest request, Refused refused) {
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
            case DEVICE_TAKEN -> new DeviceChoice(index.devices(), request).withFreeParts();
            default -> Optional.empty();
        };
    }

    private Optional<PlacementRequest> askForLess(PlacementRequest request, Refused refused) {
        long hint = refused.available();
        return switch (refused.cause()) {
            case TOO_FEW_CPUS, CPU_TAKEN, CORES_SHARED, NO_SINGLE_NODE ->
                otherNodes(request)
                        .or(() -> fewerCpus(request, hint))
                        .or(() -> lessMemory(request, 0))
                        .or(() -> lessOfBoth(request));
            case POOL_TOO_SMALL, POOL_FRAGMENTED, NO_CPU_NEAR_MEMORY ->
                otherNodes(request)
                        .or(() -> lessMemory(request, hint))
                        .or(() -> fewerCpus(request, 0))
                        .or(() -> lessOfBoth(request));
            case INVALID ->
                refused.wanted() == 0
                        ? Optional.empty()
                        : request.cpuCount() <= layout.cpus()
                                ? lessMemory(request, hint).or(() -> lessOfBoth(request))
                                : fewerCpus(request, hint)
                                        .or(() -> lessMemory(request, hint))
                                        .or(() -> lessOfBoth(request));
            default -> Optional.empty();
        };
    }

    /** Returns the work of all decisions so far. */
    Work work() {
        return decision.work();
    }

    private boolean isPlaced(PlacementRequest request) {
        return decision.work().decisions() < budget && decision.decide(request) instanceof Placed;
    }

    /** Each other node that has the CPUs, or as a mere place of memory has that, nearest to the first one named; then any node. */
    private Optional<PlacementRequest> otherNodes(PlacementRequest request) {
        if (request.numaNodes().isEmpty() || request.cpus().isPresent()) {
            return Optional.empty();
        }
        int from = layout.node(request.numaNodes().get(0));
        Optional<PlacementRequest> onOneNode = IntStream.range(0, layout.nodes())
                .filter(layout::isKnown)
                .boxed()
                .sorted(Comparator.comparingInt((Integer node) -> layout.distance(from, node))
                        .thenComparingInt(Integer::intValue))
                .filter(node -> mayDo(node, request))
                .map(layout::nodeId)
                .filter(id -> !request.numaNodes().contains(id))
                .limit(MAX_OTHER_NODES)
                .map(id -> request.toBuilder().numaNodes(List.of(id)).build())
                .filter(this::isPlaced)
                .findFirst();
        return onOneNode.or(() ->
                Optional.of(request.toBuilder().numaNodes(List.of()).build()).filter(this::isPlaced));
    }

    /** Tells whether a node could be all that is named: leaves out those that lack CPUs or memory whatever else is chosen. */
    private boolean mayDo(int node, PlacementRequest request) {
        boolean isHard = !request.isMemoryPolicySoft();
        boolean isToBind = request.memoryPolicy() == MemoryPolicy.BIND;
        boolean isBound = isToBind && isHard;
        boolean isLocal = request.memoryPolicy() == MemoryPolicy.LOCAL && isHard;
        boolean isInOneRegion = request.maxRegions() == 1;
        long most =
                isInOneRegion ? index.memory().largestOn(node) : index.memory().freeOn(node);
        boolean isOnIt = isBound || isLocal || request.affinity() == CpuAffinity.LOCAL;
        boolean hasMemory = most >= request.memory().bytes();
        return layout.hasCpus(node)
                ? freeOn(node, request) >= request.cpuCount() && (!isOnIt || hasMemory)
                : isToBind && (!isHard || hasMemory);
    }

    private int freeOn(int node, PlacementRequest request) {
        boolean isAlone = request.smt() == SmtPolicy.REQUIRE || request.smt() == SmtPolicy.WHOLE;
        return isAlone ? index.cpus().unsharedOnNode(node) : index.cpus().freeOnNode(node);
    }

    /** The hint is a number that may be the answer, or 0. */
    private Optional<PlacementRequest> fewerCpus(PlacementRequest request, long hint) {
        if (request.cpus().isPresent()) {
            return withoutHeld(request, request.cpus().get());
        }
        return mostCpus(request, hint).or(() -> fewerCpusOnEnoughNodes(request));
    }

    private Optional<PlacementRequest> mostCpus(PlacementRequest request, long hint) {
        return largest(
                1,
                Math.min(request.cpuCount() - 1, layout.cpus()),
                hint,
                new long[0],
                count -> request.toBuilder().cpuCount((int) count).build());
    }

    /** Memory that must be beside CPUs on several nodes needs several CPUs; as many as there are without it are most likely to do. */
    private Optional<PlacementRequest> fewerCpusOnEnoughNodes(PlacementRequest request) {
        if (request.memory().isZero()) {
            return Optional.empty();
        }
        return mostCpus(withoutMemory(request), likelyCpus(request))
                .map(most -> request.toBuilder().cpuCount(most.cpuCount()).build())
                .filter(this::isPlaced);
    }

    /** All CPUs that are free for a request, or one less than it asks for. */
    private int likelyCpus(PlacementRequest request) {
        int free = 0;
        for (int node = 0; node < layout.nodes(); node++) {
            boolean isNamed =
                    request.numaNodes().isEmpty() || request.numaNodes().contains(layout.nodeId(node));
            free += isNamed ? freeOn(node, request) : 0;
        }
        return Math.min(free, request.cpuCount() - 1);
    }

    private static PlacementRequest withoutMemory(PlacementRequest request) {
        return request.toBuilder().memory(ByteSize.ZERO).anyMemoryBase().build();
    }

    private Optional<PlacementRequest> withoutHeld(PlacementRequest request, CpuSet wanted) {
        boolean mayShare = request.smt() == SmtPolicy.AVOID || request.smt() == SmtPolicy.SHARE;
        CpuSet.Builder kept = CpuSet.builder();
        for (long id : wanted.minus(request.excludedCpus()).toArray()) {
            int cpu = layout.cpu(id);
            boolean isFree = cpu >= 0 && index.cpus().isFree(cpu);
            if (isFree && (mayShare || index.cpus().isUnshared(layout.coreOf(cpu)))) {
                kept.add(id);
            }
        }
        return Optional.of(request.toBuilder().cpus(kept.build()).build()).filter(this::isPlaced);
    }

    private Optional<PlacementRequest> lessMemory(PlacementRequest request, long hint) {
        long pages = request.memory().bytes() / MemoryRange.PAGE_SIZE;
        boolean isWhole = request.memory().isPageMultiple();
        long least = request.memoryPolicy() == MemoryPolicy.INTERLEAVE ? 2 : 1;
        long most = isWhole ? pages - 1 : pages;
        return largest(
                least,
                most,
                hint / MemoryRange.PAGE_SIZE,
                likelyPages(request, least, most),
                count -> request.toBuilder()
                        .memory(ByteSize.ofBytes(count * MemoryRange.PAGE_SIZE))
                        .build());
    }

    /** The numbers of pages one of which is the answer in most cases, ascending, the likeliest last. */
    private long[] likelyPages(PlacementRequest request, long least, long most) {
        FreeMemory memory = index.memory();
        int[] nodes = IntStream.range(0, layout.nodes())
                .filter(node -> request.numaNodes().isEmpty()
                        ? index.cpus().freeOnNode(node) > 0
                        : request.numaNodes().contains(layout.nodeId(node)))
                .toArray();
        LongStream likely;
        if (request.memoryPolicy() == MemoryPolicy.INTERLEAVE) {
            likely = equalShares(request, mostFirst(nodes, memory::largestOn));
        } else if (request.maxRegions() == 1) {
            likely = IntStream.range(0, layout.nodes()).mapToLong(memory::largestOn);
        } else {
            int nodesOfAll =
                    request.affinity() == CpuAffinity.LOCAL ? 1 : Math.min(request.cpuCount(), request.maxRegions());
            likely = LongStream.of(Arrays.stream(mostFirst(nodes, memory::freeOn))
                    .limit(nodesOfAll)
                    .sum());
        }
        return likely.map(bytes -> bytes / MemoryRange.PAGE_SIZE)
                .filter(pages -> pages >= least && pages <= most)
                .sorted()
                .distinct()
                .toArray();
    }

    private static long[] mostFirst(int[] nodes, IntToLongFunction bytes) {
        return IntStream.of(nodes)
                .mapToLong(node -> -bytes.applyAsLong(node))
                .sorted()
                .map(each -> -each)
                .toArray();
    }

    /** So many shares as there may be, each as large as the last of so many nodes has room for. */
    private static LongStream equalShares(PlacementRequest request, long[] largestFirst) {
        int most = request.numaNodes().isEmpty()
                ? Math.min(request.cpuCount(), request.maxRegions())
                : request.maxRegions();
        return IntStream.rangeClosed(2, Math.min(most, largestFirst.length))
                .mapToLong(shares -> shares * largestFirst[shares - 1]);
    }

    private Optional<PlacementRequest> lessOfBoth(PlacementRequest request) {
        return fewerCpus(withoutMemory(request), likelyCpus(request))
                .flatMap(fewer ->
                        lessMemory(fewer.toBuilder().memory(request.memory()).build(), 0));
    }

    /** Finds the largest amount from the least one on that is placed: looks at the hint, then at likely answers, then between them. */
    private Optional<PlacementRequest> largest(
            long least, long most, long hint, long[] likely, LongFunction<PlacementRequest> withAmount) {
        Bisection amounts = new Bisection(least, most, amount -> isPlaced(withAmount.apply(amount)));
        amounts.tryAsAnswer(hint);
        if (likely.length > 0) {
            amounts.tryAsAnswer(likely[likely.length - 1]);
        }
        if (!amounts.isAnyEnough()) {
            amounts.tryAt(least);
        }
        if (!amounts.isAnyEnough()) {
            return Optional.empty();
        }
        amounts.closeInOn(likely);
        amounts.closeIn();
        return Optional.of(withAmount.apply(amounts.enough()));
    }
}
