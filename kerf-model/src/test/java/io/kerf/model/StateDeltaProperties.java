// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StateDeltaProperties {
    /** States can hold two instances of a name; what counts is the first. */
    @Property
    void itMakesNoDifferenceWhatTwoStatesShare(@ForAll long seed) {
        Random random = new Random(seed);
        List<Instance> before = new ArrayList<>();
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            before.add(instance(random));
        }
        List<Instance> after = new ArrayList<>(before);
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            change(after, random);
        }

        StateDelta shared = StateDelta.between(state(before), state(after));
        StateDelta apart = StateDelta.between(state(before), state(copies(after)));

        assertThat(shared).isEqualTo(apart);
    }

    private static void change(List<Instance> instances, Random random) {
        int at = random.nextInt(instances.size() + 1);
        if (at == instances.size() || random.nextInt(3) == 0) {
            instances.add(at, instance(random));
        } else if (random.nextBoolean()) {
            instances.remove(at);
        } else {
            instances.set(at, instances.get(at).withCpus(CpuSet.of(random.nextInt(64))));
        }
    }

    private static Instance instance(Random random) {
        return Instance.named("i" + random.nextInt(15))
                .withId(InstanceId.of(1 + random.nextInt(15)))
                .withCpus(CpuSet.of(random.nextInt(64)));
    }

    private static List<Instance> copies(List<Instance> instances) {
        return instances.stream().map(each -> each.withState(each.state())).toList();
    }

    private static SystemState state(List<Instance> instances) {
        return SystemState.builder().instances(instances).build();
    }
}
