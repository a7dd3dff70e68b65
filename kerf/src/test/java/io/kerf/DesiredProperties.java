// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.SmtPolicy;
import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import io.kerf.diag.KerfException;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

class DesiredProperties {
    private static final List<String> DEVICES = List.of("eth0", "eth1", "nvme0", "nvme1", "eth0_vf1", "nvme1_ns1");

    private static final AtomicInteger ASKED = new AtomicInteger();
    private static final AtomicInteger APPLIED = new AtomicInteger();

    /** Whoever refuses everything would keep the law below. */
    @AfterContainer
    static void manyStatesCouldBe() {
        assertThat(APPLIED.get()).as("of %s states", ASKED.get()).isGreaterThan(ASKED.get() / 4);
    }

    /** From any state to any other in one step, or a refusal before anything is written; and then there is nothing to do. */
    @Property(tries = 25)
    void whatIsWantedIsThereAfterOneApplyOrNothingIsWritten(@ForAll long seed) {
        Random random = new Random(seed);
        try (Host host = SampleBaselines.initialized("numa_topology.dts")) {
            for (int step = 0; step < 6; step++) {
                ASKED.incrementAndGet();
                APPLIED.addAndGet(bringAbout(host, wanted(random)) ? 1 : 0);
            }
        }
    }

    private static boolean bringAbout(Host host, DesiredState wanted) {
        SystemState before = host.state();
        int written = host.transactions().size();
        DesiredPlan plan;
        try {
            plan = host.plan(wanted);
        } catch (KerfException refused) {
            assertThat(refused).isNotInstanceOf(StalePlanException.class);
            assertThat(host.state()).isEqualTo(before);
            assertThat(host.transactions()).hasSize(written);
            return false;
        }
        assertThat(PlanData.parse(plan.data().toJson(), "stored")).isEqualTo(plan.data());
        DesiredPlan chosen = wanted.instances().size() % 2 == 0
                ? plan
                : host.plan(PlanData.parse(plan.data().toJson(), "stored"));
        chosen.apply();
        check(host.state(), wanted, plan.change().next());
        int afterwards = host.transactions().size();
        assertThat(host.plan(wanted).data().isEmpty()).isTrue();
        host.apply(wanted);
        assertThat(host.transactions()).hasSize(afterwards);
        return true;
    }

    private static void check(SystemState state, DesiredState wanted, SystemState planned) {
        assertThat(state.instances()).hasSize(wanted.instances().size());
        CpuSet owned = CpuSet.empty();
        for (DesiredInstance wish : wanted.instances()) {
            Instance real = state.instance(wish.name()).orElseThrow();
            assertThat(real.cpus().size()).isEqualTo(wish.cpuCount());
            wish.cpus().ifPresent(cpus -> assertThat(real.cpus()).isEqualTo(cpus));
            assertThat(real.memory()).isEqualTo(wish.memory());
            assertThat(real.devices().stream().map(Object::toString).sorted().toList())
                    .isEqualTo(wish.devices());
            wish.id().ifPresent(id -> assertThat(real.id()).contains(id));
            if (!wish.numaNodes().isEmpty()) {
                assertThat(wish.numaNodes()).containsAll(state.topology().nodesOf(real.cpus()));
            }
            assertThat(owned.intersects(real.cpus())).isFalse();
            owned = owned.union(real.cpus());
            assertThat(real.regions())
                    .as("places were foretold")
                    .isEqualTo(planned.instance(wish.name()).orElseThrow().regions());
        }
    }

    private static DesiredState wanted(Random random) {
        List<String> devices = new ArrayList<>(DEVICES);
        Collections.shuffle(devices, random);
        CpuSet free = CpuSet.parse("4-63");
        List<DesiredInstance> all = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d", "e")) {
            if (random.nextInt(3) == 0) {
                continue;
            }
            InstanceName instance = InstanceName.of(name);
            ByteSize memory = ByteSize.ofMiB(256L * (1 + random.nextInt(80)));
            DesiredInstance wish;
            if (random.nextBoolean()) {
                CpuSet cpus = some(random, free);
                free = free.minus(cpus);
                wish = DesiredInstance.withCpus(instance, cpus, memory);
            } else {
                wish = DesiredInstance.withCpuCount(instance, 1 + random.nextInt(12), memory);
                wish = random.nextInt(3) == 0 ? wish.onNumaNodes(random.nextInt(4)) : wish;
            }
            wish = random.nextInt(3) == 0 ? wish.withDevices(devices.remove(0)) : wish;
            wish = wish.withSmt(SmtPolicy.values()[random.nextInt(SmtPolicy.values().length)])
                    .withAffinity(CpuAffinity.values()[random.nextInt(2)]);
            all.add(random.nextInt(8) == 0 ? wish.withId(1 + all.size() * 3 + random.nextInt(3)) : wish);
        }
        return new DesiredState(all);
    }

    private static CpuSet some(Random random, CpuSet free) {
        long[] ids = free.toArray();
        int start = random.nextInt(ids.length);
        CpuSet.Builder some = CpuSet.builder();
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            some.add(ids[(start + i) % ids.length]);
        }
        return some.build();
    }
}
