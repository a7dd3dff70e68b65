// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The request that a refusal offers: what it asks less of it asks as much of as would be placed. */
class NearestRequestProperties {
    private static final long PAGE = MemoryRange.PAGE_SIZE;

    @Provide
    Arbitrary<SystemState> hosts() {
        return SmallHosts.inUse();
    }

    @Provide
    Arbitrary<SystemState> manyHosts() {
        return Arbitraries.oneOf(SmallHosts.inUse(), SmallHosts.ofSeveralNodesInUse());
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        return SmallHosts.requests();
    }

    private static boolean isPlaced(SystemState state, PlacementRequest request) {
        return Allocator.place(state, request) instanceof Placed;
    }

    @Property(tries = 1200, edgeCases = EdgeCasesMode.NONE)
    void moreThanItOffersIsRefused(@ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        if (!(Allocator.place(state, request) instanceof Refused refused)
                || refused.nearest().isEmpty()) {
            return;
        }
        PlacementRequest nearest = refused.nearest().get();
        assertThat(isPlaced(state, nearest)).isTrue();
        long asked = request.memory().bytes() / PAGE;
        long offered = nearest.memory().bytes() / PAGE;
        LongStream.of(offered + 1, (offered + asked + 1) / 2, asked)
                .filter(pages -> pages > offered && pages <= asked)
                .mapToObj(pages -> nearest.toBuilder()
                        .memory(ByteSize.ofBytes(pages * PAGE))
                        .build())
                .forEach(more -> assertThat(isPlaced(state, more))
                        .as("%s of %s: %s", nearest, request, more)
                        .isFalse());
        IntStream.rangeClosed(nearest.cpuCount() + 1, request.cpuCount())
                .mapToObj(count -> nearest.toBuilder().cpuCount(count).build())
                .forEach(more -> assertThat(isPlaced(state, more))
                        .as("%s of %s: %s", nearest, request, more)
                        .isFalse());
    }

    /** If fewer CPUs or less memory would do, something is offered. */
    @Property(tries = 800, edgeCases = EdgeCasesMode.NONE)
    void somethingIsOfferedIfLessWouldDo(
            @ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        if (!(Allocator.place(state, request) instanceof Refused refused)
                || refused.nearest().isPresent()) {
            return;
        }
        Optional<PlacementRequest> less = IntStream.range(1, request.cpuCount())
                .mapToObj(count -> request.toBuilder().cpuCount(count).build())
                .filter(each -> isPlaced(state, each))
                .findFirst();
        assertThat(less).as("%s: %s", request, refused).isEmpty();
        Optional<PlacementRequest> lessMemory = LongStream.of(
                        1, 2, request.memory().bytes() / PAGE / 2)
                .filter(pages -> pages < request.memory().bytes() / PAGE)
                .mapToObj(pages -> request.toBuilder()
                        .memory(ByteSize.ofBytes(pages * PAGE))
                        .build())
                .filter(each -> isPlaced(state, each))
                .findFirst();
        assertThat(lessMemory).as("%s: %s", request, refused).isEmpty();
    }

    /** Another node instead of those named is offered before anything less, if it would do. */
    @Property(tries = 1200, edgeCases = EdgeCasesMode.NONE)
    void anotherNodeIsOfferedIfOneWouldDo(
            @ForAll("manyHosts") SystemState state,
            @ForAll("requests") PlacementRequest request,
            @ForAll boolean isSoft) {
        PlacementRequest asked = isSoft
                ? request.toBuilder()
                        .preferredMemoryPolicy(request.memoryPolicy())
                        .build()
                : request;
        if (asked.numaNodes().isEmpty()
                || !(Allocator.place(state, asked) instanceof Refused refused)
                || refused.cause() == Cause.POLICY
                || refused.cause() == Cause.INVALID) {
            return;
        }
        List<PlacementRequest> others = state.topology().nodes().stream()
                .filter(node -> !asked.numaNodes().contains(node.id()))
                .map(node -> asked.toBuilder().numaNodes(List.of(node.id())).build())
                .filter(each -> isPlaced(state, each))
                .toList();
        if (!others.isEmpty()) {
            assertThat(others)
                    .as("%s: %s", asked, refused)
                    .contains(refused.nearest().orElseThrow());
        }
    }
}
