// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static io.kerf.SampleBaselines.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.model.Instance;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same calls on the kernels of all generations that kerf finds out about by itself. */
class HostGenerationsTest {
    /** Without a baseline, ids of 32 bits cannot be told on the kernels between the first and the last flat ones. */
    @ParameterizedTest
    @EnumSource(value = SimulatedRelease.class, mode = EnumSource.Mode.EXCLUDE, names = "FLAT_U32")
    void aBaselineIsAppliedAndAnInstanceComesAndGoes(SimulatedRelease release) {
        SimulatedKernel kernel = SimulatedKernel.inMemory(
                SimulatedMachine.describedBy(BaselineFile.read(file("numa_topology.dts"))), release);
        try (Host host = Kerf.simulated(kernel)) {
            host.initialize(file("numa_topology.dts")).apply();

            host.createInstance("web").cpuCount(2).memory("1GB").create();

            Instance web = host.state().instances().get(0);
            assertThat(web.name().text()).isEqualTo("web");
            assertThat(web.cpus().size()).isEqualTo(2);
            assertThat(web.memory()).hasToString("1GB");
            assertThat(host.report().findings()).isEmpty();
            List<TransactionHandle> transactions = host.transactions();
            TransactionHandle creation = transactions.get(transactions.size() - 1);
            if (release.abi().rollsBack()) {
                creation.rollback();
            } else {
                assertThatExceptionOfType(KernelInterfaceException.class)
                        .isThrownBy(creation::rollback)
                        .withMessageContaining("rolls nothing back");
                host.instance("web").delete();
            }
            assertThat(host.instances()).isEmpty();
        }
    }

    /** Where an instance cannot change in place, it is created anew; and either way there is nothing to do afterwards. */
    @ParameterizedTest
    @EnumSource(value = SimulatedRelease.class, mode = EnumSource.Mode.EXCLUDE, names = "FLAT_U32")
    void aDesiredStateIsBroughtAbout(SimulatedRelease release) {
        SimulatedKernel kernel = SimulatedKernel.inMemory(
                SimulatedMachine.describedBy(BaselineFile.read(file("numa_topology.dts"))), release);
        try (Host host = Kerf.simulated(kernel)) {
            host.initialize(file("numa_topology.dts")).apply();
            DesiredInstance web = DesiredInstance.withCpus("web", "8-11", "1GB");
            host.apply(DesiredState.of(web, DesiredInstance.withCpuCount("db", 2, "2GB")));

            DesiredState next = DesiredState.of(
                    DesiredInstance.withCpus("web", "8-10", "1GB"),
                    DesiredInstance.withCpus("db", "11-13", "2GB"),
                    DesiredInstance.withCpuCount("third", 4, "1GB"));
            host.apply(next);

            assertThat(host.state().instances()).hasSize(3);
            assertThat(host.instance("db").describe().cpus()).hasToString("11-13");
            assertThat(host.report().errors()).isEmpty();
            assertThat(host.plan(next).data().isEmpty()).isTrue();
            host.apply(DesiredState.of());
            assertThat(host.instances()).isEmpty();
        }
    }
}
