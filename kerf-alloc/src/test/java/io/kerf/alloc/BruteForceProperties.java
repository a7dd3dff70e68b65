// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** On hosts of at most 16 CPUs every set of free CPUs is tried: nothing is refused without need, and nothing better is missed. */
class BruteForceProperties {
    private static final List<SystemState> HOSTS = List.of(
            Machines.synthetic("socket:2 node:2 core:2 thread:2 mem:4GB"),
            Machines.synthetic("node:2 llc:2 core:2 thread:2 mem:4GB"),
            Machines.synthetic("socket:2 node:4 core:1 thread:2 mem:4GB"),
            Machines.synthetic("socket:2 core:2 thread:4 mem:4GB"),
            Machines.synthetic("node:3 core:2 thread:2 mem:4GB"),
            Machines.synthetic("core:8 thread:2 mem:4GB"),
            Machines.synthetic("socket:3 core:5 mem:4GB"),
            new MachineShape()
                    .node(0, 4, 2, 2, ByteSize.ofGiB(4))
                    .node(0, 2, 2, 1, ByteSize.ofGiB(1))
                    .node(1, 1, 2, 1, ByteSize.ofGiB(8))
                    .node(1, 1, 2, 1, ByteSize.ZERO)
                    .distance(0, 2, 21)
                    .distance(0, 3, 31)
                    .distance(1, 2, 32)
                    .distance(1, 3, 17)
                    .build(),
            new MachineShape()
                    .node(0, new int[] {2, 2, 1, 1}, 1, ByteSize.ofGiB(4))
                    .node(0, new int[] {4, 1, 1}, 1, ByteSize.ofGiB(4))
                    .node(1, new int[] {2, 1}, 1, ByteSize.ofGiB(2))
                    .build());

    /** The host with CPUs of its own, with instances on its CPUs and in its memory. */
    @Provide
    Arbitrary<SystemState> hosts() {
        return Arbitraries.of(HOSTS).flatMap(host -> {
            int cpus = host.cpus().available().size();
            Arbitrary<List<Integer>> owners = Arbitraries.frequency(
                            Tuple.of(7, 0), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 3))
                    .list()
                    .ofSize(cpus);
            int nodes = host.topology().nodes().size();
            Arbitrary<List<Integer>> memory =
                    Arbitraries.integers().between(0, 7).list().ofSize(nodes);
            return Combinators.combine(Arbitraries.just(host), owners, memory).as(BruteForceProperties::inUse);
        });
    }

    private static SystemState inUse(SystemState host, List<Integer> owners, List<Integer> memory) {
        SystemState state = host;
        for (int owner = 1; owner <= 3; owner++) {
            CpuSet.Builder cpus = CpuSet.builder();
            for (int cpu = 0; cpu < owners.size(); cpu++) {
                if (owners.get(cpu) == owner) {
                    cpus.add(cpu);
                }
            }
            state = state.withInstance(Instance.named("i" + owner)
                    .withId(InstanceId.of(owner))
                    .withCpus(cpus.build())
                    .withRegions(owner == 1 ? regions(host, memory) : List.of()));
        }
        return state;
    }

    /** Per node nothing; or memory from its start, from its middle, or both; or all but what is kept from instances. */
    private static List<MemoryRange> regions(SystemState host, List<Integer> memory) {
        List<MemoryRange> regions = new ArrayList<>();
        for (int i = 0; i < memory.size(); i++) {
            NumaNode node = host.topology().nodes().get(i);
            for (MemoryRange all : node.memory()) {
                long quarter = all.size() / 4;
                if ((memory.get(i) & 1) != 0) {
                    regions.add(new MemoryRange(all.base(), quarter));
                }
                if ((memory.get(i) & 2) != 0) {
                    regions.add(new MemoryRange(all.base() + 2 * quarter, quarter));
                }
                if ((memory.get(i) & 4) != 0) {
                    regions.add(new MemoryRange(all.base() + 3 * quarter, quarter));
                }
            }
        }
        return regions;
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        Arbitrary<List<Integer>> nodes = Arbitraries.frequency(
                Tuple.of(5, List.of()), Tuple.of(1, List.of(0)), Tuple.of(1, List.of(0, 1)), Tuple.of(1, List.of(1)));
        return Combinators.combine(
                        Arbitraries.integers().between(1, 14),
                        Arbitraries.of(0L, 0L, 700L, 1024L, 1500L, 2500L, 5000L).map(ByteSize::ofMiB),
                        Arbitraries.of(CpuAffinity.class),
                        Arbitraries.of(SmtPolicy.class),
                        Arbitraries.of(MemoryPolicy.class),
                        nodes,
                        Arbitraries.of(1, 1, 2, 3))
                .as((cpus, memory, affinity, smt, policy, named, regions) -> PlacementRequest.builder()
                        .cpuCount(cpus)
                        .memory(memory)
                        .affinity(affinity)
                        .smt(smt)
                        .memoryPolicy(policy)
                        .numaNodes(named)
                        .maxRegions(regions)
                        .build());
    }

    @Property(tries = 8000, edgeCases = EdgeCasesMode.NONE)
    void nothingIsRefusedWithoutNeedAndNothingBetterIsMissed(
            @ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        BruteForce bruteForce = new BruteForce(state, request);
        PlacementOutcome outcome = Allocator.place(state, request);

        if (outcome instanceof Refused refused) {
            boolean isForbidden = refused.cause() == Cause.INVALID || refused.cause() == Cause.POLICY;
            Optional<BruteForce.Figures> best = isForbidden ? Optional.empty() : bruteForce.best();
            assertThat(best).as("%s, but %s", request, refused).isEmpty();
            return;
        }
        Placed placed = (Placed) outcome;
        long given = BruteForce.mask(placed.cpus());
        BruteForce.Figures best = bruteForce.best().orElseThrow(() -> new AssertionError("not allowed: " + placed));
        if (request.affinity() != CpuAffinity.SPREAD && request.smt() != SmtPolicy.SHARE) {
            assertThat(bruteForce.figures(given)).as("%s: %s", request, placed).isEqualTo(best);
        }
        assertMemoryIsAsAsked(state, request, placed);
    }

    private static void assertMemoryIsAsAsked(SystemState state, PlacementRequest request, Placed placed) {
        List<MemoryRange> regions = placed.regions();
        assertThat(regions.stream().mapToLong(MemoryRange::size).sum())
                .isEqualTo(request.memory().bytes());
        assertThat(regions.size()).isLessThanOrEqualTo(request.maxRegions());
        List<Integer> nodes = regions.stream()
                .map(region -> state.topology().nodeOf(region).orElseThrow())
                .toList();
        for (MemoryRange region : regions) {
            assertThat(state.freeRanges()).anyMatch(gap -> gap.contains(region));
            assertThat(regions.stream().filter(region::overlaps)).hasSize(1);
        }
        List<Integer> ofCpus = placed.quality().nodes();
        boolean isLocal = request.affinity() == CpuAffinity.LOCAL || request.memoryPolicy() == MemoryPolicy.LOCAL;
        if (isLocal) {
            assertThat(ofCpus).containsAll(nodes);
        }
        if (request.memoryPolicy() == MemoryPolicy.BIND) {
            assertThat(request.numaNodes()).containsAll(nodes);
        }
        if (request.memoryPolicy() == MemoryPolicy.INTERLEAVE && !regions.isEmpty()) {
            long most = regions.stream().mapToLong(MemoryRange::size).max().orElseThrow();
            long least = regions.stream().mapToLong(MemoryRange::size).min().orElseThrow();
            assertThat(most - least).isLessThanOrEqualTo(MemoryRange.PAGE_SIZE);
            assertThat(nodes).doesNotHaveDuplicates().hasSizeGreaterThan(1);
            assertThat(request.numaNodes().isEmpty() ? ofCpus : request.numaNodes())
                    .containsAll(nodes);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void memoryIsOrdinaryWhileThereIsSome(@ForAll("requests") PlacementRequest request) {
        SystemState host = Machines.tieredMemory();
        PlacementRequest anywhere = request.toBuilder()
                .numaNodes(List.of())
                .memoryPolicy(MemoryPolicy.NONE)
                .build();

        Placed placed = (Placed) Allocator.place(host, anywhere);

        assertThat(placed.regions())
                .allMatch(region -> host.topology()
                        .node(host.topology().nodeOf(region).orElseThrow())
                        .filter(node -> node.memoryType() == MemoryType.DRAM)
                        .isPresent());
    }
}
