// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.SystemState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HostProperties {
    /** Random creations and deletions: what was planned is what the kernel shows, and nothing is owned twice or lost. */
    @Property(tries = 20)
    void whatTheKernelShowsIsWhatWasAskedFor(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, Instance> expected = new HashMap<>();
        try (Host host = SampleBaselines.initialized("numa_topology.dts")) {
            CpuSet pool = host.state().freeCpus();
            for (int step = 0; step < 15; step++) {
                String name = "i" + random.nextInt(6);
                if (expected.remove(name) != null) {
                    host.instance(name).delete();
                } else {
                    create(host, name, random, expected);
                }
                check(host.state(), expected, pool);
            }
        }
    }

    private static void create(Host host, String name, Random random, Map<String, Instance> expected) {
        int cpus = 1 + random.nextInt(24);
        ByteSize memory = ByteSize.ofBytes(4096L * (1 + random.nextInt(4_000_000)));
        CreateInstance.Ready request = host.createInstance(name).cpuCount(cpus).memory(memory);
        CreateInstance.Ready asked = random.nextBoolean() ? request : request.numaNodes(random.nextInt(4));
        try {
            CreatePlan plan = asked.plan();
            Instance created = asked.create().describe();
            assertThat(created.cpus().size()).isEqualTo(cpus);
            assertThat(created.memory()).isEqualTo(memory);
            expected.put(name, plan.instance());
        } catch (PlacementException full) {
            assertThat(full.refusal().message()).isNotEmpty();
        }
    }

    private static void check(SystemState state, Map<String, Instance> expected, CpuSet pool) {
        List<Instance> real = state.instances();
        assertThat(real).hasSameSizeAs(expected.keySet());
        CpuSet owned = CpuSet.empty();
        for (Instance instance : real) {
            Instance planned = expected.get(instance.name().text());
            assertThat(instance.cpus()).isEqualTo(planned.cpus());
            assertThat(instance.regions()).isEqualTo(planned.regions());
            assertThat(instance.memory()).isEqualTo(planned.memory());
            assertThat(instance.id()).isEqualTo(planned.id());
            assertThat(owned.intersects(instance.cpus())).isFalse();
            owned = owned.union(instance.cpus());
        }
        assertThat(state.freeCpus()).isEqualTo(pool.minus(owned));
    }
}
