// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.SystemState;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

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

    private static void assertThatNothingBetterIsMissed(SystemState state, PlacementRequest request) {
        BruteForce bruteForce = new BruteForce(state, request);
        PlacementOutcome outcome = Allocator.place(state, request);

        assertThat(outcome instanceof Placed)
                .as("%s: %s", request, outcome)
                .isEqualTo(bruteForce.best().isPresent());
        if (outcome instanceof Placed placed) {
            assertThat(bruteForce.figures(BruteForce.mask(placed.cpus())))
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
