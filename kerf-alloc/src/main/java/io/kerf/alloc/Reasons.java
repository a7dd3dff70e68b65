// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Why a valid request has no place. */
final class Reasons {
    private final TopologyIndex index;
    private final CpuLayout layout;
    private final FreeCpus cpus;
    private final PlacementRequest request;
    private final MemoryPlacer memory;

    Reasons(TopologyIndex index, PlacementRequest request, MemoryPlacer memory) {
        this.index = index;
        this.layout = index.layout();
        this.cpus = index.cpus();
        this.request = request;
        this.memory = memory;
    }

    /** The nodes named, else all; all too if memory is to be bound to nodes that have no CPU. */
    int[] eligibleNodes() {
        List<Integer> named = request.numaNodes();
        if (!named.isEmpty() && !isForMemoryOnly(layout, request)) {
            return named.stream().mapToInt(layout::node).toArray();
        }
        int[] all = new int[layout.nodes()];
        for (int node = 0; node < all.length; node++) {
            all[node] = node;
        }
        return all;
    }

    /** Tells whether the nodes named are there for the memory alone, since it is to be bound to them and they have no CPU. */
    static boolean isForMemoryOnly(CpuLayout layout, PlacementRequest request) {
        boolean hasCpus = request.memoryPolicy() != MemoryPolicy.BIND;
        for (int id : request.numaNodes()) {
            hasCpus |= layout.hasCpus(layout.node(id));
        }
        return !hasCpus;
    }

    /** Tells whether the pool has CPUs on just one of some nodes. */
    boolean isOneNode(int[] eligible) {
        int count = 0;
        for (int node : eligible) {
            count += layout.hasCpus(node) ? 1 : 0;
        }
        return count == 1;
    }

    /** Says which of certain CPUs cannot be had. */
    Optional<Refusal> held(CpuSet wanted) {
        CpuSet.Builder held = CpuSet.builder();
        CpuSet.Builder onSharedCores = CpuSet.builder();
        for (long id : wanted.toArray()) {
            int cpu = layout.cpu(id);
            if (!cpus.isFree(cpu)) {
                held.add(id);
            }
            if (!cpus.isUnshared(layout.coreOf(cpu))) {
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
        return mayShare || shared.isEmpty()
                ? Optional.empty()
                : Optional.of(new Refusal(
                        Cause.CORES_SHARED,
                        count,
                        count - shared.size(),
                        "CPUs " + shared + " are on cores that " + Words.list(ownersBeside(shared)) + " is on too"));
    }

    private Set<String> owners(CpuSet taken) {
        TreeSet<String> names = new TreeSet<>();
        QualityReport report = new QualityReport(index);
        for (long id : taken.toArray()) {
            report.addOwners(layout.cpu(id), names);
        }
        return names;
    }

    private List<String> ownersBeside(CpuSet shared) {
        QualityReport report = new QualityReport(index);
        return shared.stream()
                .mapToInt(id -> layout.coreOf(layout.cpu(id)))
                .distinct()
                .mapToObj(report::sharedCore)
                .flatMap(core -> core.owners().stream())
                .distinct()
                .toList();
    }

    /** Says why no choice of nodes gives the CPUs. */
    Refusal noCpus(NodeSupply supply) {
        int count = request.cpuCount();
        int all = IntStream.of(eligibleNodes()).map(cpus::freeOnNode).sum();
        boolean isAnywhere = request.numaNodes().isEmpty() || isForMemoryOnly(layout, request);
        String where = isAnywhere ? "" : " on " + Words.nodes(request.numaNodes());
        if (all < count) {
            return new Refusal(
                    Cause.TOO_FEW_CPUS, count, all, Words.cpus(count) + " asked for, " + all + " free" + where);
        }
        int usable = supply.sumTotal(supply.nodes(), supply.count());
        if (usable < count) {
            return new Refusal(
                    Cause.CORES_SHARED,
                    count,
                    usable,
                    Words.cpus(count) + " asked for on cores of their own, " + usable + " free on such cores" + where);
        }
        int largest = IntStream.of(supply.nodes()).map(supply::total).max().orElse(0);
        if (request.affinity() == CpuAffinity.LOCAL && largest < count) {
            return noSingleNode(supply, largest);
        }
        return memory.fitsSomewhere() ? noCpuNearMemory() : noMemory();
    }

    private Refusal noSingleNode(NodeSupply supply, int largest) {
        String node = IntStream.of(supply.nodes())
                .filter(each -> supply.total(each) == largest)
                .filter(layout::isKnown)
                .mapToObj(each -> "node " + layout.nodeId(each))
                .findFirst()
                .orElse("one");
        return new Refusal(
                Cause.NO_SINGLE_NODE,
                request.cpuCount(),
                largest,
                Words.cpus(request.cpuCount()) + " asked for on a single node; the most is " + largest + ", on "
                        + node);
    }

    /** Says that there is memory, but not where the CPUs are. */
    Refusal noCpuNearMemory() {
        String how;
        if (memory.policy() == MemoryPolicy.INTERLEAVE) {
            how = " is on two nodes that can share " + request.memory() + " equally";
        } else if (request.memoryBase().isPresent()) {
            how = " has one on the node of "
                    + Words.address(request.memoryBase().getAsLong());
        } else if (memory.maxRegions() == 1) {
            how = " has one on a node with " + request.memory() + " in one piece";
        } else {
            boolean isOneNode = request.affinity() == CpuAffinity.LOCAL;
            how = (isOneNode ? " is on a node with " : " is on nodes with ") + request.memory() + " in up to "
                    + memory.maxRegions() + " pieces";
        }
        return new Refusal(
                Cause.NO_CPU_NEAR_MEMORY,
                request.cpuCount(),
                0,
                "no choice of " + Words.cpus(request.cpuCount()) + how);
    }

    /** Says that there is not enough memory, whatever the CPUs. */
    Refusal noMemory() {
        long wanted = memory.bytes();
        long available = memory.freeBytes();
        if (available < wanted) {
            return new Refusal(
                    Cause.POOL_TOO_SMALL,
                    wanted,
                    available,
                    request.memory() + " of memory asked for, " + ByteSize.ofBytes(available)
                            + " free on the nodes that may give it");
        }
        long largest = memory.largest();
        if (request.memoryBase().isPresent()
                && (largest >= wanted || !memory.predictions().isEmpty())) {
            return Refusal.of(Cause.BASE_NOT_PREDICTED, baseMessage());
        }
        if (memory.policy() == MemoryPolicy.INTERLEAVE) {
            return new Refusal(
                    Cause.POOL_FRAGMENTED,
                    wanted,
                    largest,
                    request.memory()
                            + " of memory asked for in equal shares on two nodes or more, the largest region is "
                            + ByteSize.ofBytes(largest));
        }
        String node = request.affinity() == CpuAffinity.LOCAL ? "on one node " : "";
        String pieces = memory.maxRegions() == 1
                ? "in one piece, the largest is "
                : node + "in up to " + memory.maxRegions() + " pieces, which have at most ";
        return new Refusal(
                Cause.POOL_FRAGMENTED,
                wanted,
                largest,
                request.memory() + " of memory asked for " + pieces + ByteSize.ofBytes(largest));
    }

    private String baseMessage() {
        List<String> bases = memory.predictions().stream()
                .map(range -> Words.address(range.base()))
                .toList();
        return "memory cannot be made to begin at "
                + Words.address(request.memoryBase().orElse(0)) + "; a kernel would put it at "
                + (bases.isEmpty() ? "a place that is not known" : String.join(" or ", bases));
    }
}
