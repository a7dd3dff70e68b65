// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static io.kerf.alloc.Placing.DUAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each limit is placed, and one more is refused. */
class CapacityProperties {
    @Provide
    Arbitrary<SystemState> hosts() {
        return SmallHosts.inUse();
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void cpusUpToALimitArePlacedAndNoMore(@ForAll("hosts") SystemState state) {
        for (Capacity.CpuLimit limit : Allocator.capacity(state).cpuLimits()) {
            PlacementRequest.Builder request = PlacementRequest.builder()
                    .affinity(limit.affinity())
                    .smt(limit.smt())
                    .numaNodes(limit.numaNodes());
            for (int count = 1; count <= state.cpus().available().size(); count++) {
                PlacementOutcome outcome =
                        Allocator.place(state, request.cpuCount(count).build());
                assertThat(outcome instanceof Placed)
                        .as("%s, %s CPUs", limit, count)
                        .isEqualTo(count <= limit.cpus());
            }
        }
    }

    @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
    void memoryUpToALimitIsPlacedAndNoMore(@ForAll("hosts") SystemState state) {
        for (Capacity.MemoryLimit limit : Allocator.capacity(state).memoryLimits()) {
            PlacementRequest.Builder request = PlacementRequest.builder()
                    .cpuCount(1)
                    .memoryPolicy(limit.policy())
                    .maxRegions(limit.maxRegions())
                    .numaNodes(limit.numaNodes());
            long most = limit.memory().bytes();
            for (long bytes : List.of(most / 3, most / 2, most).stream()
                    .filter(each -> each > 0)
                    .toList()) {
                assertThat(Allocator.place(
                                state, request.memory(ByteSize.ofBytes(bytes)).build()))
                        .as("%s", limit)
                        .isInstanceOf(Placed.class);
            }
            for (long bytes : List.of(most + 1, most + MemoryRange.PAGE_SIZE, 2 * most + MemoryRange.PAGE_SIZE)) {
                assertThat(Allocator.place(
                                state, request.memory(ByteSize.ofBytes(bytes)).build()))
                        .as("%s", limit)
                        .isInstanceOf(Refused.class);
            }
        }
    }

    @Example
    void capacityIsWhatWouldBePlaced() {
        SystemState state = DUAL.withInstance(Machine.instance(1, "0")
                .withRegions(
                        List.of(MemoryRange.of((64L << 30) + ByteSize.ofGiB(4).bytes(), ByteSize.ofGiB(4)))));

        Capacity capacity = Allocator.capacity(state);

        assertThat(limit(capacity, CpuAffinity.COMPACT, SmtPolicy.AVOID)).isEqualTo(15);
        assertThat(limit(capacity, CpuAffinity.COMPACT, SmtPolicy.REQUIRE)).isEqualTo(14);
        assertThat(limit(capacity, CpuAffinity.LOCAL, SmtPolicy.AVOID)).isEqualTo(8);
        assertThat(limit(capacity, CpuAffinity.SPREAD, SmtPolicy.WHOLE)).isEqualTo(14);
        assertThat(capacity.memoryLimits())
                .extracting(Capacity.MemoryLimit::memory)
                .containsExactly(
                        ByteSize.ofMiB(16383),
                        ByteSize.ofMiB(28 * 1024 - 2),
                        ByteSize.ofMiB(16383),
                        ByteSize.ofMiB(2 * 8191),
                        ByteSize.ofMiB(8191),
                        ByteSize.ofMiB(12 * 1024 - 1),
                        ByteSize.ofMiB(16383),
                        ByteSize.ofMiB(16383));
        assertThat(capacity.memoryLimits())
                .extracting(limit -> limit.policy() + " " + limit.numaNodes())
                .containsExactly(
                        "none []",
                        "none []",
                        "local []",
                        "interleave [0, 1]",
                        "bind [0]",
                        "bind [0]",
                        "bind [1]",
                        "bind [1]");
        assertThat(capacity.cpuLimits().stream()
                        .filter(limit -> !limit.numaNodes().isEmpty())
                        .map(limit -> limit.numaNodes() + " " + limit.smt() + " " + limit.cpus()))
                .containsExactly(
                        "[0] avoid 7",
                        "[0] whole 6",
                        "[0] share 7",
                        "[0] require 6",
                        "[1] avoid 8",
                        "[1] whole 8",
                        "[1] share 8",
                        "[1] require 8");
        assertThat(capacity.nodes()).hasSize(2);
        assertThat(capacity.nodes().get(0).largestRun()).isEqualTo(ByteSize.ofMiB(8191));
        Capacity.Fragmentation figures = capacity.fragmentation();
        assertThat(figures.memory()).isEqualTo(1 - 16383.0 / 28670);
        assertThat(figures.memoryOnNodes()).isEqualTo(1 - (16383.0 + 8191) / 28670);
        assertThat(figures.cpus()).isZero();
        assertThat(figures.stranded()).isEqualTo(1.0 / 15);
        assertThat(figures.balance()).isEqualTo(0.5);
    }

    private static int limit(Capacity capacity, CpuAffinity affinity, SmtPolicy smt) {
        return capacity.cpuLimits().stream()
                .filter(limit -> limit.affinity() == affinity && limit.smt() == smt)
                .findFirst()
                .orElseThrow()
                .cpus();
    }

    @Example
    void aFullHostHasNoCapacity() {
        SystemState state = DUAL.withInstance(Machine.instance(1, "0-15"));

        Capacity capacity = Allocator.capacity(state);

        assertThat(capacity.cpuLimits()).allMatch(limit -> limit.cpus() == 0);
        assertThat(capacity.fragmentation().cpus()).isZero();
        assertThat(capacity.fragmentation().balance()).isEqualTo(1);
        assertThat(capacity.memoryLimits()).allMatch(limit -> limit.memory().isZero());
    }
}
