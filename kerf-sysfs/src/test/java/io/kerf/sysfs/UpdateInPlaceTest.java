// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.sysfs.simulated.SimulatedImage;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.sysfs.simulated.SimulatedRelease;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Instances are changed where they stand, by the smallest overlays, or stay as they are. */
class UpdateInPlaceTest {
    private TestHost host = new TestHost().initialized();

    private Instance read(String name) {
        return host.state().instance(InstanceName.of(name)).orElseThrow();
    }

    private static Instance with(Instance instance, String cpus) {
        return instance.withCpus(CpuSet.parse(cpus));
    }

    private int transactions() {
        return host.fs().transactions().size();
    }

    @ParameterizedTest
    @EnumSource(SimulatedRelease.class)
    void cpusDevicesAndMemoryComeAndGo(SimulatedRelease release) {
        host = new TestHost(release).initialized();
        host.apply(TestHost.withDevices(TestHost.instance("web", 3, "2-5", 64), "eth0"))
                .requireDone();
        int before = transactions();
        Instance web = read("web");
        Instance wanted = with(web, "2-3,6-8")
                .withDevices(List.of(new DeviceRef.Whole("nvme0")))
                .withMemory(ByteSize.ofMiB(192));
        ChangePlan plan = host.plan(wanted);
        assertThat(plan.steps()).hasSize(2).allMatch(ChangeStep::isUpdate);
        assertThat(plan.toString())
                .isEqualTo("change instance 'web': remove CPUs 4-5, remove device eth0; "
                        + "change instance 'web': add 128MB of memory, add CPUs 6-8, add device nvme0");
        new ChangeEngine(host.fs()).apply(plan).requireDone();
        assertThat(transactions()).isEqualTo(before + (release.abi().takesSeveralFragments() ? 1 : 2));
        Instance now = read("web");
        assertThat(now.cpus()).isEqualTo(CpuSet.parse("2-3,6-8"));
        assertThat(now.bootCpu()).hasValue(2);
        assertThat(now.devices()).containsExactly(new DeviceRef.Whole("nvme0"));
        assertThat(now.memory()).isEqualTo(ByteSize.ofMiB(192));
        assertThat(now.regions()).hasSize(2);
    }

    @Test
    void memoryGoesAsTheWholeRegionThatItCameAs() {
        host.apply(TestHost.instance("web", 3, "2-3", 64)).requireDone();
        MemoryRange first = read("web").regions().get(0);
        host.apply(read("web").withMemory(ByteSize.ofMiB(192))).requireDone();
        assertThat(read("web").regions()).hasSize(2).startsWith(first);
        host.apply(read("web").withMemory(ByteSize.ofMiB(64))).requireDone();
        assertThat(read("web").regions()).containsExactly(first);
    }

    @Test
    void aCpuMovesFromOneInstanceToAnother() {
        host.apply(TestHost.instance("a", 1, "2-4", 64), TestHost.instance("b", 2, "6", 64))
                .requireDone();
        host.apply(with(read("a"), "2-3"), with(read("b"), "4,6")).requireDone();
        assertThat(read("a").cpus()).isEqualTo(CpuSet.parse("2-3"));
        assertThat(read("b").cpus()).isEqualTo(CpuSet.parse("4,6"));
        assertThat(read("b").bootCpu()).hasValue(6);
    }

    @Test
    void whatIsTheSameForTheKernelIsNoChange() {
        host.apply(TestHost.instance("web", 3, "2-3", 64)).requireDone();
        assertThat(host.plan(read("web").withNumaNodes(List.of(0))).steps()).isEmpty();
    }

    @Test
    void whatCannotBeDoneSafelyIsRefusedInPlanning() {
        host.apply(TestHost.instance("web", 3, "2-3", 64)).requireDone();
        refused(with(read("web"), "3-4"), "boots on 2");
        refused(read("web").withMemory(ByteSize.ofMiB(32)), "whole regions");
        refused(read("web").withRegions(List.of(new MemoryRange(3 * TestHost.GIB, 1 << 25))), "cannot do without");
        refused(read("web").withDevices(List.of(new DeviceRef.Whole("uart1"))), "only whole PCI devices");
        refused(read("web").withOptions(read("web").options().withHostKcore()), "options");
        host.kernel().kexecLoad(3, new SimulatedImage(1 << 20, 3, "quiet"));
        host.kernel().boot(3);
        refused(read("web").withMemory(ByteSize.ofMiB(192)), "while it runs");
    }

    private void refused(Instance wanted, String cause) {
        assertThatExceptionOfType(KernelInterfaceException.class)
                .isThrownBy(() -> host.plan(wanted))
                .withMessageContaining(cause)
                .matches(e -> e.reason() == Reason.UNSUPPORTED);
    }

    @Test
    void aChangeThatFailsInTheMiddleIsTakenBack() {
        host.apply(TestHost.withDevices(TestHost.instance("web", 3, "2-5", 64), "eth0"))
                .requireDone();
        ChangePlan plan =
                host.plan(with(read("web"), "2-3,6-9").withDevices(List.of()).withMemory(ByteSize.ofMiB(192)));
        SystemState before = host.state();
        ChangePlan theft = host.planner()
                .plan(
                        TestHost.valid(before),
                        TestHost.valid(before.withInstance(TestHost.instance("thief", 9, "8", 64))));
        new ChangeEngine(host.fs()).apply(theft).requireDone();
        ChangeOutcome outcome = new ChangeEngine(host.fs()).apply(plan);
        assertThat(outcome).isInstanceOf(ChangeOutcome.NotDone.class);
        assertThat(((ChangeOutcome.NotDone) outcome).cause()).hasMessageContaining("CPU 8 is not free");
        Instance now = read("web");
        assertThat(now.cpus()).isEqualTo(CpuSet.parse("2-5"));
        assertThat(now.memory()).isEqualTo(ByteSize.ofMiB(64));
        assertThat(now.devices()).containsExactly(new DeviceRef.Whole("eth0"));
    }

    @Test
    void aChangeOfSeveralPagesIsSplitAndTakenBackAsAWhole() {
        LargeHost large = new LargeHost();
        Instance web = large.state().instance(InstanceName.of("web")).orElseThrow();
        ChangePlan plan = large.plan(web.withCpus(CpuSet.range(2, 401)));
        assertThat(plan.steps()).hasSizeGreaterThan(3);
        assertThat(plan.steps()).allMatch(step -> step.overlay().size() <= 4096);
        assertThat(plan.steps().stream().mapToInt(step -> step.overlay().size()).sum())
                .isGreaterThan(10_000);
        assertThat(large.apply(plan)).isInstanceOf(ChangeOutcome.Done.class);
        assertThat(large.cpus()).isEqualTo(CpuSet.range(2, 401));
        assertThat(large.apply(large.plan(large.state()
                        .instance(InstanceName.of("web"))
                        .orElseThrow()
                        .withCpus(CpuSet.of(2)))))
                .isInstanceOf(ChangeOutcome.Done.class);
        assertThat(large.cpus()).isEqualTo(CpuSet.of(2));
        large.apply(large.planner.plan(
                        TestHost.valid(large.state()),
                        TestHost.valid(large.state().withInstances(List.of()))))
                .requireDone();
        SystemState empty = large.state();
        Instance whole = TestHost.instance("web", 1, "2", 64).withCpus(CpuSet.range(2, 401));
        ChangePlan creation = large.planner.plan(TestHost.valid(empty), TestHost.valid(empty.withInstance(whole)));
        assertThat(large.apply(creation)).isInstanceOf(ChangeOutcome.Done.class);
        assertThat(large.cpus()).isEqualTo(CpuSet.range(2, 401));
        large.apply(large.plan(large.state()
                        .instance(InstanceName.of("web"))
                        .orElseThrow()
                        .withCpus(CpuSet.of(2))))
                .requireDone();

        Instance again = large.state().instance(InstanceName.of("web")).orElseThrow();
        ChangePlan failing = large.plan(again.withCpus(CpuSet.range(2, 401)));
        long inThird = cpuOfStep(failing.steps().get(2));
        SystemState now = large.state();
        ChangePlan theft = large.planner.plan(
                TestHost.valid(now),
                TestHost.valid(now.withInstance(TestHost.instance("thief", 9, Long.toString(inThird), 64))));
        large.apply(theft).requireDone();
        int before = large.kernel.fs().transactions().size();
        ChangeOutcome outcome = large.apply(failing);
        assertThat(outcome).isInstanceOf(ChangeOutcome.NotDone.class);
        assertThat(large.cpus()).isEqualTo(CpuSet.of(2));
        assertThat(large.kernel.fs().transactions().size() - before).isBetween(5, 12);
    }

    private static long cpuOfStep(ChangeStep step) {
        return step.items().stream()
                .filter(item -> item instanceof UpdateItem.Cpu)
                .mapToLong(item -> ((UpdateItem.Cpu) item).id())
                .skip(5)
                .findFirst()
                .orElseThrow();
    }

    /** 402 CPUs, and an instance on one of them. */
    private static final class LargeHost {
        private final SystemState description = SystemState.builder()
                .cpus(new CpuInventory(402, CpuSet.range(0, 1), CpuSet.range(2, 401)))
                .memory(new MemoryInventory(
                        ByteSize.ofGiB(8),
                        ByteSize.ofGiB(1),
                        MemoryPool.of(new MemoryRange(TestHost.GIB, 7 * TestHost.GIB))))
                .build();
        private final SimulatedMachine machine = SimulatedMachine.describedBy(description);
        private final SimulatedKernel kernel = SimulatedKernel.inMemory(machine);
        private final ChangePlanner planner = ChangePlanner.of(KernelAbi.POOL, 4096);

        LargeHost() {
            new ChangeEngine(kernel.fs())
                    .initialize(planner.planBaseline(TestHost.valid(description)))
                    .requireDone();
            SystemState now = state();
            List<Instance> one = new ArrayList<>(List.of(TestHost.instance("web", 1, "2", 64)));
            apply(planner.plan(TestHost.valid(now), TestHost.valid(now.withInstances(one))))
                    .requireDone();
        }

        SystemState state() {
            return KernelSnapshot.read(kernel.fs(), KernelAbi.POOL, List.of()).onto(description);
        }

        CpuSet cpus() {
            return state().instance(InstanceName.of("web")).orElseThrow().cpus();
        }

        ChangePlan plan(Instance web) {
            SystemState now = state();
            return planner.plan(TestHost.valid(now), TestHost.valid(now.withInstance(web)));
        }

        ChangeOutcome apply(ChangePlan plan) {
            return new ChangeEngine(kernel.fs()).apply(plan);
        }
    }
}
