// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryType;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/** Memory in pieces on hosts of several nodes, each at its own distance from the others, beside every set of free CPUs. */
class SeveralNodesProperties {
    @Provide
    Arbitrary<SystemState> hosts() {
        return SmallHosts.ofSeveralNodesInUse();
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.integers().between(1, 24),
                        Arbitraries.of(SmtPolicy.class),
                        Arbitraries.of(PlacementPriority.class),
                        Arbitraries.integers().between(1, 5))
                .as((cpus, halves, smt, priority, regions) -> PlacementRequest.builder()
                        .cpuCount(cpus)
                        .memory(ByteSize.ofMiB(500L * halves))
                        .smt(smt)
                        .priority(priority)
                        .maxRegions(regions)
                        .build());
    }

    @Provide
    Arbitrary<MemoryPolicy> policies() {
        return Arbitraries.of(MemoryPolicy.NONE, MemoryPolicy.BIND, MemoryPolicy.INTERLEAVE);
    }

    private static void assertThatNothingBetterIsMissed(SystemState state, PlacementRequest request) {
        BruteForce bruteForce = new BruteForce(state, request);
        PlacementOutcome outcome = Allocator.place(state, request);

        assertThat(outcome instanceof Placed)
                .as("%s: %s", request, outcome)
                .isEqualTo(bruteForce.best().isPresent());
        if (outcome instanceof Placed placed) {
            BruteForceProperties.assertMemoryIsAsAsked(state, request, placed);
            assertThat(bruteForce.figures(BruteForceNodes.mask(placed.cpus())))
                    .as("%s: %s", request, placed)
                    .isEqualTo(bruteForce.best().orElseThrow());
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void noNodesWithLocalMemoryAreNearerToEachOther(
            @ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        assertThatNothingBetterIsMissed(
                state, request.toBuilder().memoryPolicy(MemoryPolicy.LOCAL).build());
    }

    /** The nodes named may have no CPUs at all. */
    @Property(tries = 800, edgeCases = EdgeCasesMode.NONE)
    void noCpusAreNearerToMemoryInPieces(
            @ForAll("hosts") SystemState state,
            @ForAll("requests") PlacementRequest request,
            @ForAll("policies") MemoryPolicy policy,
            @ForAll @Size(min = 2, max = 3) Set<@IntRange(max = 2) Integer> named) {
        boolean isNamed = policy != MemoryPolicy.NONE;
        assertThatNothingBetterIsMissed(
                state,
                request.toBuilder()
                        .maxRegions(Math.max(2, request.maxRegions()))
                        .memoryPolicy(policy)
                        .numaNodes(isNamed ? List.copyOf(new TreeSet<>(named)) : List.of())
                        .build());
    }

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void exactCpusAreGivenIfTheirMemoryIsThere(
            @ForAll("hosts") SystemState state,
            @ForAll("requests") PlacementRequest request,
            @ForAll MemoryPolicy policy,
            @ForAll CpuAffinity affinity,
            @ForAll @IntRange(max = (1 << 16) - 1) int cpus,
            @ForAll @Size(max = 3) Set<@IntRange(max = 2) Integer> named) {
        CpuSet.Builder chosen = CpuSet.builder();
        state.freeCpus().stream().filter(cpu -> (cpus >>> cpu & 1) != 0).forEach(chosen::add);
        CpuSet wanted = chosen.build();
        PlacementRequest exact = request.toBuilder()
                .cpus(wanted)
                .affinity(affinity)
                .memoryPolicy(policy)
                .numaNodes(List.copyOf(new TreeSet<>(named)))
                .build();
        boolean isSenseless = policy == MemoryPolicy.BIND && named.isEmpty()
                || policy == MemoryPolicy.INTERLEAVE && (affinity == CpuAffinity.LOCAL || request.maxRegions() == 1)
                || wanted.isEmpty();
        PlacementOutcome outcome = Allocator.place(state, exact);
        boolean isAllowed = !isSenseless && new BruteForce(state, exact).isAllowed(BruteForceNodes.mask(wanted));

        Statistics.label("placed")
                .collect(isAllowed)
                .coverage(all -> all.check(true).percentage(share -> share > 5));
        assertThat(outcome instanceof Placed).as("%s: %s", exact, outcome).isEqualTo(isAllowed);
        if (outcome instanceof Placed placed) {
            assertThat(placed.cpus()).isEqualTo(wanted);
            BruteForceProperties.assertMemoryIsAsAsked(state, exact, placed);
        }
    }

    /** The gaps of the middle node are nearest to the first, but two of them are not enough. */
    @Example
    void cpusAreNearMemoryInPieces() {
        SystemState state = new MachineShape()
                .node(0, 1, 2, 1, ByteSize.ofGiB(1))
                .node(0, 1, 2, 1, ByteSize.ofGiB(1))
                .memoryNode(0, ByteSize.ofGiB(4), MemoryType.DRAM)
                .memoryNode(0, ByteSize.ofGiB(4), MemoryType.DRAM)
                .distance(0, 2, 30)
                .distance(0, 3, 30)
                .distance(1, 2, 15)
                .distance(1, 3, 15)
                .build();
        PlacementRequest.Builder request =
                PlacementRequest.builder().cpuCount(2).memory(ByteSize.ofGiB(6)).maxRegions(2);

        Placed anywhere = (Placed) Allocator.place(state, request.build());
        Placed bound = (Placed) Allocator.place(
                state,
                request.memoryPolicy(MemoryPolicy.BIND).numaNodes(List.of(2, 3)).build());

        assertThat(anywhere.quality().nodes()).containsExactly(1);
        assertThat(bound.quality().nodes()).containsExactly(1);
    }

    /** A node that has the memory in one piece is not worth more than two near ones that have it together. */
    @Example
    void nearNodesThatHaveTheMemoryTogetherComeBeforeAFarOneThatHasAllOfIt() {
        SystemState state = new MachineShape()
                .node(0, 1, 2, 1, ByteSize.ofGiB(3))
                .node(0, 1, 2, 1, ByteSize.ofGiB(3))
                .node(0, 1, 2, 1, ByteSize.ofGiB(8))
                .distance(0, 1, 11)
                .distance(0, 2, 20)
                .distance(1, 2, 20)
                .build();
        PlacementRequest request = PlacementRequest.builder()
                .cpuCount(4)
                .affinity(CpuAffinity.COMPACT)
                .memory(ByteSize.ofGiB(4))
                .memoryPolicy(MemoryPolicy.LOCAL)
                .maxRegions(2)
                .build();

        Placed placed = (Placed) Allocator.place(state, request);

        assertThat(placed.quality().nodes()).containsExactly(0, 1);
    }
}
