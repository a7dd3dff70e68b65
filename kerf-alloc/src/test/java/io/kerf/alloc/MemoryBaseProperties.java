// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Memory that is to begin at an address, and what a refusal of it says. */
class MemoryBaseProperties {
    @Provide
    Arbitrary<SystemState> hosts() {
        return SmallHosts.inUse();
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        return SmallHosts.requests()
                .filter(request -> !request.memory().isZero())
                .flatMap(request -> Arbitraries.of(MemoryFit.class)
                        .map(fit -> request.toBuilder().memoryFit(fit).build()));
    }

    /** With a best fit, a refusal said that a kernel would put the memory just where it was asked for. */
    @Property(tries = 1200, edgeCases = EdgeCasesMode.NONE)
    void aRefusalNamesOtherAddressesThanWasAskedFor(
            @ForAll("hosts") SystemState state,
            @ForAll("requests") PlacementRequest request,
            @ForAll @IntRange(max = 2) int node) {
        Optional<MemoryRange> predicted = Allocator.predictBase(state, request.memory(), node);
        if (predicted.isEmpty()) {
            return;
        }
        long base = predicted.get().base();
        PlacementRequest there = request.toBuilder().memoryBase(base).build();
        PlacementOutcome outcome = Allocator.place(state, there);

        if (outcome instanceof Refused refused && refused.cause() == Cause.BASE_NOT_PREDICTED) {
            assertThat(refused.message().replaceFirst(".*; ", ""))
                    .as("%s: %s", there, refused.message())
                    .doesNotContain(Words.address(base));
        }
        if (outcome instanceof Placed placed) {
            assertThat(placed.regions()).containsExactly(predicted.get());
        }
    }

    @Property(tries = 800, edgeCases = EdgeCasesMode.NONE)
    void whereAKernelPutsItMemoryCanBeAskedFor(
            @ForAll("hosts") SystemState state,
            @ForAll("requests") PlacementRequest request,
            @ForAll @IntRange(max = 2) int node) {
        PlacementRequest anywhere = request.toBuilder()
                .affinity(CpuAffinity.COMPACT)
                .memoryPolicy(MemoryPolicy.NONE)
                .memory(ByteSize.ZERO)
                .build();
        Optional<MemoryRange> predicted = Allocator.predictBase(state, request.memory(), node);
        if (predicted.isPresent() && Allocator.place(state, anywhere) instanceof Placed) {
            PlacementRequest there = anywhere.toBuilder()
                    .memory(request.memory())
                    .memoryBase(predicted.get().base())
                    .build();

            PlacementOutcome outcome = Allocator.place(state, there);

            assertThat(outcome).as("%s", there).isInstanceOf(Placed.class);
            assertThat(((Placed) outcome).regions()).isEqualTo(List.of(predicted.get()));
        }
    }
}
