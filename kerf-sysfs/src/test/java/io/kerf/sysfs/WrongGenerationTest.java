// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static io.kerf.sysfs.TestHost.withDevices;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.KerfException;
import io.kerf.model.SystemState;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A kernel that is spoken to as another generation refuses, and the failure names the generation it was taken for. */
class WrongGenerationTest {
    static Stream<Arguments> pairs() {
        return Arrays.stream(SimulatedRelease.values())
                .flatMap(release -> Arrays.stream(KernelAbi.values())
                        .filter(abi -> abi != release.abi())
                        .map(abi -> Arguments.of(release, abi)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theFailureNamesTheGeneration(SimulatedRelease release, KernelAbi taken) {
        SystemState described = TestHost.description().build();
        SimulatedMachine machine = SimulatedMachine.describedBy(described);
        SimulatedKernel kernel = SimulatedKernel.inMemory(machine, release);
        ChangePlanner planner = ChangePlanner.of(taken, 4096).withPciIds(machine.pciIds());
        ChangeEngine engine = new ChangeEngine(kernel.fs());

        KerfException failure = failure(engine, planner, described);

        assertThat(failure).isNotNull();
        assertThat(failure).hasMessageContaining("(the kernel is taken to speak " + taken + ")");
        assertThat(kernel.fs().instances()).isEmpty();
    }

    private static KerfException failure(ChangeEngine engine, ChangePlanner planner, SystemState described) {
        try {
            if (engine.initialize(planner.planBaseline(valid(described))) instanceof ChangeOutcome.NotDone refused) {
                return refused.cause();
            }
            // both pool kernels take the same baseline; they differ in how devices are given
            SystemState next = described.withInstance(withDevices(instance("web", 1, "4", 64), "eth0"));
            ChangeOutcome outcome = engine.apply(planner.plan(valid(described), valid(next)));
            return ((ChangeOutcome.NotDone) outcome).cause();
        } catch (PartialChangeException | KernelInterfaceException e) {
            return e;
        }
    }
}
