// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.fdt.Fdt;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.SystemState;
import io.kerf.model.VirtioDevice;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.sysfs.simulated.SimulatedRelease;
import io.kerf.tree.DtNode;
import io.kerf.tree.NodePath;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Virtio devices: asked for where a kernel has them, refused where it would pass over them. */
class InstanceOptionsPlanningTest {
    private static Instance withVirtio(Instance instance, int count) {
        return instance.withOptions(InstanceOptions.none()
                .withVirtio(IntStream.range(0, count)
                        .mapToObj(i -> VirtioDevice.of("device-number" + i, VirtioDevice.NET, 8))
                        .toList()));
    }

    @Test
    void theNewestKernelMakesVirtioDevicesWithAnInstance() {
        TestHost host = new TestHost().initialized();
        ChangePlan plan = host.plan(withVirtio(instance("web", 1, "2-3", 64), 2));

        DtNode virtio = Fdt.decode(plan.steps().get(0).overlay().blob())
                .find(NodePath.of("/fragment@0/__overlay__/instance-create/resources/virtio"))
                .orElseThrow();
        assertThat(virtio.children()).extracting(DtNode::name).containsExactly("device-number0", "device-number1");
        DtNode first = virtio.children().get(0);
        assertThat(first.property("device-id").orElseThrow().u32()).isEqualTo(1);
        assertThat(first.property("queues").orElseThrow().u32()).isEqualTo(8);
        assertThat(first.property("queue-size").orElseThrow().u32()).isEqualTo(256);
        new ChangeEngine(host.fs()).apply(plan).requireDone();
        assertThat(host.fs().instances()).containsExactly("web");
    }

    /** Sixteen devices leave room for some of the CPUs only; the others are added afterwards. */
    @Test
    void asManyDevicesAsAKernelTakesFitIntoAPageBesideManyCpus() {
        CpuSet many = CpuSet.range(2, 401);
        SystemState large = TestHost.description()
                .cpus(new CpuInventory(402, CpuSet.parse("0-1"), many))
                .build();
        Instance web = withVirtio(instance("web", 1, many.toString(), 64), InstanceOptions.MOST_VIRTIO);
        ChangePlan plan = ChangePlanner.of(KernelAbi.POOL, 4096).plan(valid(large), valid(large.withInstance(web)));
        assertThat(plan.steps())
                .hasSizeGreaterThan(1)
                .allMatch(step -> step.overlay().size() <= 4096);
    }

    @ParameterizedTest
    @EnumSource(value = SimulatedRelease.class, names = "POOL", mode = EnumSource.Mode.EXCLUDE)
    void otherKernelsAreNotAskedForVirtioDevices(SimulatedRelease release) {
        TestHost host = new TestHost(release).initialized();
        refused(host, withVirtio(instance("web", 1, "2-3", 64), 1), "newest pool kernels", "'web'", host.abi() + "");
    }

    private static void refused(TestHost host, Instance instance, String... words) {
        int transactions = host.fs().transactions().size();
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> host.plan(instance))
                .satisfies(e -> assertThat(e.getMessage()).contains(words))
                .matches(e -> e.reason() == Reason.UNSUPPORTED);
        assertThat(host.fs().transactions()).hasSize(transactions);
    }

    @Test
    void whatWasCreatedWithOptionsIsChangedAndRemovedLikeAnyOther() {
        TestHost host = new TestHost().initialized();
        host.apply(withVirtio(instance("web", 1, "2-3", 64), 1)).requireDone();
        Instance read = host.state().instances().get(0);
        assertThat(read.options().virtio()).as("no kernel shows them").isEmpty();
        host.apply(read.withCpus(CpuSet.parse("2-4"))).requireDone();
        host.apply().requireDone();
        assertThat(host.fs().instances()).isEmpty();
        assertThat(List.copyOf(host.state().instances())).isEmpty();
    }
}
