// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The reason that a refusal gives is one. */
class RefusalProperties {
    private static final Set<Cause> CPUS = Set.of(Cause.TOO_FEW_CPUS, Cause.CORES_SHARED, Cause.NO_SINGLE_NODE);
    private static final Set<Cause> MEMORY = Set.of(Cause.POOL_TOO_SMALL, Cause.POOL_FRAGMENTED);

    @Provide
    Arbitrary<SystemState> hosts() {
        return Arbitraries.oneOf(SmallHosts.inUse(), SmallHosts.ofSeveralNodesInUse());
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        return SmallHosts.requests();
    }

    /** The same CPUs without memory; nodes that are named for memory only do not matter for these. */
    private static PlacementRequest withoutMemory(SystemState state, PlacementRequest request) {
        boolean isForMemoryOnly = request.memoryPolicy() == MemoryPolicy.BIND
                && state.topology().nodes().stream()
                        .allMatch(node ->
                                node.cpus().isEmpty() || !request.numaNodes().contains(node.id()));
        return request.toBuilder()
                .memory(ByteSize.ZERO)
                .memoryPolicy(MemoryPolicy.NONE)
                .numaNodes(isForMemoryOnly ? List.of() : request.numaNodes())
                .build();
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void littleMemoryIsTheReasonOnlyIfTheCpusAreThere(
            @ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        if (Allocator.place(state, request) instanceof Refused refused) {
            PlacementOutcome without = Allocator.place(state, withoutMemory(state, request));

            assertThat(without instanceof Placed && CPUS.contains(refused.cause()))
                    .as("%s: %s", request, refused)
                    .isFalse();
            assertThat(without instanceof Refused && MEMORY.contains(refused.cause()))
                    .as("%s: %s", request, refused)
                    .isFalse();
        }
    }
}
