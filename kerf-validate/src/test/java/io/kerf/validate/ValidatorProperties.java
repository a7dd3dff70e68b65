// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ValidatorProperties {
    @Property(tries = 300)
    boolean legalStatesHaveNoErrors(@ForAll("legal") SystemState state) {
        return Validator.standard().validate(state).isValid();
    }

    @Property(tries = 300)
    boolean theSameStateGivesTheSameReport(@ForAll("legal") SystemState state) {
        SystemState broken = state.withInstance(Hosts.WEB.withCpus(CpuSet.range(0, 15)));
        String first = Validator.standard().validate(broken).render(ReportFormat.TEXT);
        return first.equals(Validator.standard().validate(broken).render(ReportFormat.TEXT));
    }

    @Property(tries = 300)
    boolean aCpuTakenTwiceIsFoundAndNothingElseIsWrong(@ForAll("legal") SystemState state) {
        if (state.instances().size() < 2) {
            return true;
        }
        Instance first = state.instances().get(0);
        Instance second = state.instances().get(1);
        SystemState broken = state.withInstance(
                second.withCpus(second.cpus().with(first.cpus().first())));
        return Validator.standard().validate(broken).errors().stream()
                .allMatch(error -> error.code().equals("CPU-003")
                        && error.subject().orElse("").equals(second.name().text()));
    }

    @Property(tries = 300)
    boolean overlappingMemoryIsFoundAndNothingElseIsWrong(@ForAll("legal") SystemState state) {
        if (state.instances().size() < 2) {
            return true;
        }
        Instance first = state.instances().get(0);
        Instance second = state.instances().get(1);
        SystemState broken = state.withInstance(second.withRegions(first.regions()));
        List<String> codes = Validator.standard().validate(broken).errors().stream()
                .map(error -> error.code())
                .toList();
        return codes.equals(List.of("MEM-004"));
    }

    /** Up to six instances on the host of {@link Hosts}: dealt CPUs, slots of 2 GB, functions of eth0. */
    @Provide
    Arbitrary<SystemState> legal() {
        return Arbitraries.longs().map(seed -> {
            Random random = new Random(seed);
            List<Long> cpus = new ArrayList<>();
            for (long cpu = 4; cpu < 16; cpu++) {
                cpus.add(cpu);
            }
            Collections.shuffle(cpus, random);
            SystemState state = Hosts.empty();
            int instances = random.nextInt(7);
            for (int i = 0; i < instances; i++) {
                Instance instance = Instance.named("i" + i)
                        .withId(InstanceId.of(i + 1))
                        .withCpus(CpuSet.of(cpus.get(2 * i), cpus.get(2 * i + 1)))
                        .withRegions(List.of(
                                new MemoryRange((2L + 2L * i) * Hosts.GIB, (1 + random.nextInt(8)) * 0x1000_0000L)))
                        .withDevices(List.of(new DeviceRef.VirtualFunction("eth0", i + 1)));
                state = state.withInstance(instance);
            }
            return state;
        });
    }
}
