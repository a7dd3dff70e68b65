// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.desired.PlanData;
import io.kerf.desired.PlannedAction;
import io.kerf.desired.PlannedAction.Kind;
import io.kerf.diag.KerfException;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.VirtioDevice;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Desired states that say what an instance is created with, and in how many pieces its memory may lie. */
class DesiredOptionsTest {
    private static final InstanceOptions RINGS =
            InstanceOptions.none().withUring(new InstanceOptions.Uring(64, 128, 16));
    private static final DesiredInstance WEB = DesiredInstance.withCpus("web", "8-9", "1GB");

    private static SimulatedKernel kernel(SimulatedRelease release) {
        return SimulatedKernel.inMemory(
                SimulatedMachine.describedBy(BaselineFile.read(file("numa_topology.dts"))), release);
    }

    private static PlannedAction only(DesiredPlan plan) {
        assertThat(plan.data().actions()).hasSize(1);
        return plan.data().actions().get(0);
    }

    private static void isMet(Host host, DesiredInstance wish) {
        int written = host.transactions().size();
        assertThat(only(host.plan(DesiredState.of(wish))).kind()).isEqualTo(Kind.UNCHANGED);
        host.apply(DesiredState.of(wish));
        assertThat(host.transactions()).hasSize(written);
    }

    /** No kernel shows options, and none changes them where an instance stands. */
    @ParameterizedTest
    @EnumSource(value = SimulatedRelease.class, mode = EnumSource.Mode.EXCLUDE, names = "FLAT_U32")
    void optionsAreGivenComparedAndTakenAway(SimulatedRelease release) {
        try (Host host = Kerf.simulated(kernel(release))) {
            host.initialize(file("numa_topology.dts")).apply();
            DesiredPlan created = host.plan(DesiredState.of(WEB.withOptions(RINGS)));
            assertThat(created.source()).contains("uring", "sq-entries = <0x40>");
            created.apply();
            isMet(host, WEB.withOptions(RINGS));
            isMet(host, WEB);

            InstanceOptions more = RINGS.withHostKcore();
            DesiredPlan changed = host.plan(DesiredState.of(WEB.withOptions(more)));
            assertThat(only(changed).kind()).isEqualTo(Kind.REPLACE);
            assertThat(only(changed).reasons())
                    .containsExactly("it was created with " + RINGS + ", and " + more + " are wanted");
            PlanData stored = PlanData.parse(changed.data().toJson(), "plan.json");
            assertThat(stored).isEqualTo(changed.data()).hasToString(changed.toString());
            host.plan(stored).apply();
            assertThat(host.instance("web").describe().options()).isEqualTo(more);
            isMet(host, WEB.withOptions(more));

            DesiredPlan without = host.plan(DesiredState.of(WEB.withOptions(InstanceOptions.none())));
            assertThat(only(without).reasons())
                    .containsExactly("it was created with " + more + ", and no options are wanted");
            without.apply();
            isMet(host, WEB.withOptions(InstanceOptions.none()));
        }
    }

    @Test
    void whatANewerKernelWouldHaveToGiveIsRefusedByOlderOnes() {
        DesiredInstance wish = WEB.withOptions(
                InstanceOptions.none().withVirtio(List.of(VirtioDevice.of("net0", VirtioDevice.NET, 1))));
        try (Host old = Kerf.simulated(kernel(SimulatedRelease.POOL_EARLY));
                Host host = Kerf.simulated(kernel(SimulatedRelease.POOL))) {
            old.initialize(file("numa_topology.dts")).apply();
            host.initialize(file("numa_topology.dts")).apply();
            old.apply(DesiredState.of(WEB));
            int written = old.transactions().size();
            assertThatExceptionOfType(KerfException.class)
                    .isThrownBy(() -> old.apply(DesiredState.of(wish)))
                    .withMessageContaining("newest pool kernels");
            assertThat(old.transactions()).hasSize(written);

            host.apply(DesiredState.of(wish));
            isMet(host, wish);
        }
    }

    @Test
    void anInstanceThatIsLoadedKeepsItsOptionsOrThePlanIsRefused(@TempDir Path folder) throws Exception {
        try (Host host = SampleBaselines.initialized("numa_topology.dts")) {
            host.apply(DesiredState.of(WEB.withOptions(RINGS)));
            host.instance("web").load(HostTest.image(folder));
            isMet(host, WEB);
            assertThatExceptionOfType(KerfException.class)
                    .isThrownBy(() -> host.apply(DesiredState.of(WEB.withOptions(InstanceOptions.none()))))
                    .withMessageContaining("while it is loaded");
        }
    }

    @Test
    void moreMemoryIsAnotherRegionAndSoMayBeOneTooMany() {
        try (Host host = SampleBaselines.initialized("numa_topology.dts")) {
            host.apply(DesiredState.of(WEB));
            DesiredInstance grown = DesiredInstance.withCpus("web", "8-9", "2GB");
            DesiredPlan inPlace = host.plan(DesiredState.of(grown.withMemoryRegions(2)));
            assertThat(only(inPlace).kind()).isEqualTo(Kind.UPDATE);
            DesiredPlan anew = host.plan(DesiredState.of(grown.withMemoryRegions(1)));
            assertThat(only(anew).kind()).isEqualTo(Kind.REPLACE);
            assertThat(only(anew).reasons())
                    .containsExactly("its memory of 2GB would be in 2 regions, and at most 1 is wanted");

            inPlace.apply();
            isMet(host, grown.withMemoryRegions(2));
            isMet(host, grown);
            assertThat(DesiredState.of(host.state())).isEqualTo(DesiredState.of(grown.withMemoryRegions(2)));
            DesiredPlan joined = host.plan(DesiredState.of(grown.withMemoryRegions(1)));
            assertThat(only(joined).reasons())
                    .containsExactly("its memory of 2GB is in 2 regions, and at most 1 is wanted");
            joined.apply();
            assertThat(host.instance("web").describe().regions()).hasSize(1);
            assertThat(host.instance("web").describe().id()).contains(InstanceId.of(2));
            isMet(host, grown.withMemoryRegions(1));
        }
    }

    @Test
    void anInstanceIsCreatedInAsManyRegionsAsItMayHave() {
        try (Host host = SampleBaselines.initialized("numa_topology.dts")) {
            DesiredInstance wide = DesiredInstance.withCpus("web", "8-9,24-25", "4GB")
                    .withMemoryPolicy(MemoryPolicy.INTERLEAVE)
                    .withMemoryRegions(2);
            host.apply(DesiredState.of(wide));
            assertThat(host.instance("web").describe().regions()).hasSize(2);
            isMet(host, wide);
        }
    }
}
