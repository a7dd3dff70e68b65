// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** An index that was kept up to date is like one that is made of the state, whatever came and went before. */
class IndexProperties {
    private static final SystemState HOST = Machines.synthetic("node:3 core:2 thread:2 mem:4GB");

    /** An instance that comes, or goes if it is there: some have regions, some only a size, some both. */
    record Step(int id, int gib, int node, int kind) {
        Instance instance() {
            MemoryRange region = MemoryRange.of((node + 1L << 36) + ((long) kind << 29), ByteSize.ofGiB(1));
            Instance named = Instance.named("i" + id)
                    .withId(InstanceId.of(id))
                    .withCpus(CpuSet.of(id))
                    .withNumaNodes(List.of(node));
            return switch (kind) {
                case 0 -> named.withRegions(List.of(region));
                case 1 -> named.withRegions(List.of(region)).withMemory(ByteSize.ofGiB(gib));
                case 2 -> named;
                default -> named.withMemory(ByteSize.ofGiB(gib));
            };
        }
    }

    @Provide
    Arbitrary<Step> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 5))
                .as(Step::new);
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void theOrderInWhichInstancesComeAndGoDoesNotMatter(@ForAll @Size(max = 14) List<@From("steps") Step> steps) {
        TopologyIndex index = TopologyIndex.of(HOST);
        Map<Integer, Instance> there = new LinkedHashMap<>();
        for (Step step : steps) {
            if (index.remove(InstanceName.of("i" + step.id))) {
                there.remove(step.id);
            } else {
                index.add(step.instance());
                there.put(step.id, step.instance());
            }
            SystemState state = HOST.withInstances(List.copyOf(there.values()));
            assertThat(index.snapshot()).isEqualTo(TopologyIndex.of(state).snapshot());
        }
    }

    /** To look for instances to move takes them out and puts them back, beside others that have only a size. */
    @Property(edgeCases = EdgeCasesMode.NONE)
    void anIndexIsAsBeforeOnceMovesWereLookedFor(@ForAll @Size(max = 8) List<@From("steps") Step> steps) {
        SystemState state = HOST;
        for (Step step : steps) {
            state = state.withoutInstance(InstanceName.of("i" + step.id)).withInstance(step.instance());
        }
        TopologyIndex index = TopologyIndex.of(state);
        PlacementRequest request =
                Placing.cpus(4).numaNodes(List.of(0)).memory(ByteSize.ofGiB(2)).build();
        String before = index.snapshot();

        new RepackSearch(index, request, Set.of(InstanceName.of("i1"), InstanceName.of("i2")), Map.of(), 5000).run();

        assertThat(index.snapshot()).isEqualTo(before);
    }
}
