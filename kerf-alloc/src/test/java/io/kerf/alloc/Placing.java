// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.List;

/** Requests, hosts on which something is held, and outcomes of the kind that a test expects. */
final class Placing {
    static final SystemState LAPTOP = Machine.laptop().state();
    static final SystemState DUAL = Machine.dualSocket().state();
    static final SystemState FOUR = Machine.fourNodes().state();

    private Placing() {}

    static PlacementRequest.Builder cpus(int count) {
        return PlacementRequest.builder().cpuCount(count);
    }

    static Placed placed(SystemState state, PlacementRequest.Builder request) {
        PlacementOutcome outcome = Allocator.place(state, request.build());
        assertThat(outcome).isInstanceOf(Placed.class);
        return (Placed) outcome;
    }

    static Refused refused(SystemState state, PlacementRequest.Builder request) {
        PlacementOutcome outcome = Allocator.place(state, request.build());
        assertThat(outcome).isInstanceOf(Refused.class);
        return (Refused) outcome;
    }

    static SystemState holding(SystemState state, String... cpuLists) {
        SystemState held = state;
        for (int i = 0; i < cpuLists.length; i++) {
            held = held.withInstance(Machine.instance(i + 1, cpuLists[i]));
        }
        return held;
    }

    static SystemState holdingMemory(SystemState state, MemoryRange... regions) {
        return state.withInstance(
                Instance.named("memory").withId(InstanceId.of(9)).withRegions(List.of(regions)));
    }

    static MemoryRange gib(long base, long size) {
        return MemoryRange.of(base << 30, ByteSize.ofGiB(size));
    }
}
