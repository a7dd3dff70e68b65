// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests on one state. Nothing is kept between two of them: CPUs that a request excludes are taken out of the index
 * and put back. Not thread-safe.
 */
final class Decision {
    private final SystemState state;
    private final TopologyIndex index;
    private final FreeMemory free;

    Decision(SystemState state) {
        this.state = state;
        this.index = TopologyIndex.of(state);
        this.free = new FreeMemory(state, index);
    }

    TopologyIndex index() {
        return index;
    }

    FreeMemory free() {
        return free;
    }

    /** Decides a request; a refusal does not yet name what would fit. */
    PlacementOutcome decide(PlacementRequest request) {
        Optional<Refusal> problem = new RequestCheck(state, index, request)
                .firstProblem()
                .or(() -> new DeviceCheck(state, request.devices()).firstProblem());
        if (problem.isPresent()) {
            return refused(problem.get());
        }
        index.take(request.excludedCpus());
        try {
            return new Attempt(request).decide();
        } finally {
            index.giveBack(request.excludedCpus());
        }
    }

    private Refused refused(Refusal refusal) {
        return new Refused(
                refusal.cause(),
                refusal.wanted(),
                refusal.available(),
                nodesFree(),
                Optional.empty(),
                refusal.message());
    }

    private List<NodeFree> nodesFree() {
        List<NodeFree> all = new ArrayList<>();
        for (int node = 0; node < index.nodeCount(); node++) {
            if (!index.isKnown(node) && index.coresOfNode(node).length == 0 && free.freeOn(node) == 0) {
                continue;
            }
            all.add(new NodeFree(
                    index.isKnown(node) ? OptionalInt.of(index.nodeId(node)) : OptionalInt.empty(),
                    index.freeOnNode(node),
                    index.unsharedOnNode(node),
                    ByteSize.ofBytes(free.freeOn(node)),
                    ByteSize.ofBytes(free.largestOn(node))));
        }
        return all;
    }

    /** One request that is valid. */
    private final class Attempt {
        private final PlacementRequest request;
        private final boolean isLocal;
        private final MemoryPlacer memory;
        private final NodeFilter needed;
        private int candidates = 1;

        Attempt(PlacementRequest request) {
            this.request = request;
            this.isLocal = request.affinity() == CpuAffinity.LOCAL || request.memoryPolicy() == MemoryPolicy.LOCAL;
            this.memory = new MemoryPlacer(state, index, free, request, isLocal);
            this.needed = isLocal && memory.isAsked() ? memory::fits : NodeFilter.ANY;
        }

        PlacementOutcome decide() {
            Optional<Refusal> taken = idTaken().or(() -> new DeviceCheck(state, request.devices()).firstTaken());
            if (taken.isPresent()) {
                return refused(taken.get());
            }
            CpuPicker picker = new CpuPicker(index, request.smt());
            Optional<Refusal> refusal =
                    request.cpus().isPresent() ? pickExactly(request.cpus().get(), picker) : pickAny(picker);
            if (refusal.isEmpty() && memory.isAsked() && !memory.fitsSomewhere()) {
                refusal = Optional.of(noMemory());
            }
            return refusal.isPresent() ? refused(refusal.get()) : placed(picker);
        }

        private Optional<Refusal> idTaken() {
            if (request.id().isEmpty()) {
                return lowestFreeId().isEmpty()
                        ? Optional.of(new Refusal(
                                Cause.NO_FREE_ID,
                                1,
                                0,
                                "every id from " + InstanceId.FIRST + " to " + InstanceId.LAST_PICKED + " is held"))
                        : Optional.empty();
            }
            InstanceId id = request.id().get();
            return state.instances().stream()
                    .filter(instance -> instance.id().filter(id::equals).isPresent())
                    .findFirst()
                    .map(owner -> new Refusal(Cause.ID_TAKEN, 1, 0, "id " + id + " is held by '" + owner.name() + "'"));
        }

        private OptionalInt lowestFreeId() {
            BitSet held = new BitSet();
            state.instances().forEach(each -> each.id().ifPresent(id -> held.set(id.value())));
            int lowest = held.nextClearBit(InstanceId.FIRST);
            return lowest <= InstanceId.LAST_PICKED ? OptionalInt.of(lowest) : OptionalInt.empty();
        }

        private Optional<Refusal> pickExactly(CpuSet wanted, CpuPicker picker) {
            CpuSet.Builder held = CpuSet.builder();
            CpuSet.Builder onSharedCores = CpuSet.builder();
            for (long id : wanted.toArray()) {
                int cpu = index.cpuIndex(id);
                if (!index.isFree(cpu)) {
                    held.add(id);
                }
                if (!index.isUnshared(index.coreOfCpu(cpu))) {
                    onSharedCores.add(id);
                }
            }
            int count = wanted.size();
            CpuSet taken = held.build();
            if (!taken.isEmpty()) {
                return Optional.of(new Refusal(
                        Cause.CPU_TAKEN,
                        count,
                        count - taken.size(),
                        "CPUs " + taken + " are held by " + Words.list(owners(taken))));
            }
            CpuSet shared = onSharedCores.build();
            boolean mayShare = request.smt() == SmtPolicy.AVOID || request.smt() == SmtPolicy.SHARE;
            if (!mayShare && !shared.isEmpty()) {
                return Optional.of(new Refusal(
                        Cause.CORES_SHARED,
                        count,
                        count - shared.size(),
                        "CPUs " + shared + " are on cores that " + Words.list(ownersBeside(shared)) + " is on too"));
            }
            picker.pickExactly(wanted);
            if (!needed.acceptsAnyOf(nodesWithCpus(perNode(wanted)))) {
                return Optional.of(memory.fitsSomewhere() ? noCpuNearMemory() : noMemory());
            }
            return Optional.empty();
        }

        private Optional<Refusal> pickAny(CpuPicker picker) {
            NodeSupply supply = new NodeSupply(index, request.smt(), eligibleNodes());
            CpuShares shares = shares(supply);
            if (shares == null) {
                return Optional.of(noCpus(supply));
            }
            picker.pick(shares);
            return Optional.empty();
        }

        private @Nullable CpuShares shares(NodeSupply supply) {
            int count = request.cpuCount();
            if (request.affinity() == CpuAffinity.SPREAD) {
                return new SpreadSearch(index, supply, count, needed, request.smt()).find();
            }
            CompactSearch search = new CompactSearch(index, supply, memory, count, needed);
            CpuShares shares = request.affinity() == CpuAffinity.LOCAL ? search.onOneNode() : search.onFewestNodes();
            candidates = search.candidates();
            return shares;
        }

        /** The nodes named, else all; all too if memory is bound to nodes that have no CPU. */
        private int[] eligibleNodes() {
            int[] named =
                    request.numaNodes().stream().mapToInt(index::nodeIndex).toArray();
            boolean isForMemoryOnly = request.memoryPolicy() == MemoryPolicy.BIND
                    && Arrays.stream(named).allMatch(node -> index.coresOfNode(node).length == 0);
            return named.length == 0 || isForMemoryOnly
                    ? IntStream.range(0, index.nodeCount()).toArray()
                    : named;
        }

        private Refusal noCpus(NodeSupply supply) {
            int count = request.cpuCount();
            int[] eligible = eligibleNodes();
            int all = Arrays.stream(eligible).map(index::freeOnNode).sum();
            String where = request.numaNodes().isEmpty() ? "" : " on " + Words.nodes(request.numaNodes());
            if (all < count) {
                return new Refusal(
                        Cause.TOO_FEW_CPUS, count, all, Words.cpus(count) + " asked for, " + all + " free" + where);
            }
            int usable = supply.total(supply.nodes());
            if (usable < count) {
                return new Refusal(
                        Cause.CORES_SHARED,
                        count,
                        usable,
                        Words.cpus(count) + " asked for on cores of their own, " + usable + " free on such cores"
                                + where);
            }
            int largest = Arrays.stream(supply.nodes()).map(supply::total).max().orElse(0);
            if (request.affinity() == CpuAffinity.LOCAL && largest < count) {
                return noSingleNode(supply, largest);
            }
            return memory.fitsSomewhere() ? noCpuNearMemory() : noMemory();
        }

        private Refusal noSingleNode(NodeSupply supply, int largest) {
            String node = Arrays.stream(supply.nodes())
                    .filter(each -> supply.total(each) == largest)
                    .filter(index::isKnown)
                    .mapToObj(each -> "node " + index.nodeId(each))
                    .findFirst()
                    .orElse("one");
            return new Refusal(
                    Cause.NO_SINGLE_NODE,
                    request.cpuCount(),
                    largest,
                    Words.cpus(request.cpuCount()) + " asked for on a single node; the most is " + largest + ", on "
                            + node);
        }

        private Refusal noCpuNearMemory() {
            return new Refusal(
                    Cause.NO_CPU_NEAR_MEMORY,
                    request.cpuCount(),
                    0,
                    "no choice of " + Words.cpus(request.cpuCount()) + " has one on a node with " + request.memory()
                            + " in one piece");
        }

        private Refusal noMemory() {
            long wanted = FreeMemory.roundUp(request.memory().bytes());
            long available = memory.freeBytes();
            if (available < wanted) {
                return new Refusal(
                        Cause.POOL_TOO_SMALL,
                        wanted,
                        available,
                        request.memory() + " of memory asked for, " + ByteSize.ofBytes(available)
                                + " free on the nodes that may give it");
            }
            if (request.memoryBase().isPresent()
                    && (memory.largestRegion() >= wanted
                            || !memory.predictions().isEmpty())) {
                return new Refusal(Cause.BASE_NOT_PREDICTED, 0, 0, baseMessage());
            }
            long largest = memory.largestRegion();
            return new Refusal(
                    Cause.POOL_FRAGMENTED,
                    wanted,
                    largest,
                    request.memory() + " of memory asked for in one piece, the largest is "
                            + ByteSize.ofBytes(largest));
        }

        private String baseMessage() {
            List<String> bases = memory.predictions().stream()
                    .map(range -> Words.address(range.base()))
                    .toList();
            return "memory cannot be made to begin at "
                    + Words.address(request.memoryBase().orElse(0)) + "; a kernel would put it at "
                    + (bases.isEmpty() ? "a place that is not known" : String.join(" or ", bases));
        }

        private Placed placed(CpuPicker picker) {
            CpuSet cpus = picker.picked();
            int[] perNode = perNode(cpus);
            MemoryPlacer.Region region = memory.isAsked() ? memory.choose(perNode) : null;
            return new Placed(
                    cpus,
                    cpus.first(),
                    ByteSize.ofBytes(FreeMemory.roundUp(request.memory().bytes())),
                    region == null ? List.of() : region.range().stream().toList(),
                    nodesToName(perNode, region),
                    request.id().orElseGet(() -> InstanceId.of(lowestFreeId().orElseThrow())),
                    request.devices(),
                    request.smt() == SmtPolicy.WHOLE ? picker.leftOver() : CpuSet.empty(),
                    new QualityReport(state, index, request.excludedCpus()).of(cpus, perNode, region, candidates));
        }

        private List<Integer> nodesToName(int[] perNode, MemoryPlacer.@Nullable Region region) {
            if (region != null && !index.isKnown(region.node())) {
                return List.of();
            }
            List<Integer> ids = new ArrayList<>();
            if (region != null) {
                ids.add(index.nodeId(region.node()));
            }
            for (int node : nodesWithCpus(perNode)) {
                if (index.isKnown(node) && !ids.contains(index.nodeId(node))) {
                    ids.add(index.nodeId(node));
                }
            }
            return ids;
        }

        private int[] perNode(CpuSet cpus) {
            int[] counts = new int[index.nodeCount()];
            cpus.stream().forEach(id -> counts[index.nodeOfCpu(index.cpuIndex(id))]++);
            return counts;
        }

        private int[] nodesWithCpus(int[] perNode) {
            return IntStream.range(0, perNode.length)
                    .filter(node -> perNode[node] > 0)
                    .toArray();
        }

        private NavigableSet<String> owners(CpuSet cpus) {
            TreeSet<String> names = new TreeSet<>();
            for (Instance instance : state.instances()) {
                if (instance.cpus().intersects(cpus)) {
                    names.add("'" + instance.name() + "'");
                }
            }
            if (cpus.intersects(request.excludedCpus())) {
                names.add(QualityReport.EXCLUDED);
            }
            return names.isEmpty() ? new TreeSet<>(List.of(QualityReport.KERNEL)) : names;
        }

        private List<String> ownersBeside(CpuSet cpus) {
            return new QualityReport(state, index, request.excludedCpus())
                    .sharedCores(cpus).stream()
                            .flatMap(core -> core.owners().stream())
                            .distinct()
                            .toList();
        }
    }
}
