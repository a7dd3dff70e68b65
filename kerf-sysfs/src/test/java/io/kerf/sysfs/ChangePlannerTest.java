// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static io.kerf.sysfs.TestHost.GIB;
import static io.kerf.sysfs.TestHost.instance;
import static io.kerf.sysfs.TestHost.valid;
import static io.kerf.sysfs.TestHost.withDevices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.fdt.Fdt;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.Instance;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChangePlannerTest {
    private final TestHost host = new TestHost();

    private KernelInterfaceException refusal(Runnable planning) {
        KernelInterfaceException refusal = catchThrowableOfType(KernelInterfaceException.class, planning::run);
        assertThat(refusal.reason()).isEqualTo(Reason.UNSUPPORTED);
        return refusal;
    }

    private static PropertyValue text(String text) {
        return PropertyValue.ofStrings(text);
    }

    @Test
    void anInventoryBecomesABaselineOfThePoolWithAPieceForEachNode() {
        BaselinePlan plan = host.planner().planBaseline(valid(host.described()));

        DeviceTreeBuilder expected = DeviceTree.builder()
                .property("compatible", text("linux,multikernel-host"))
                .beginNode("aliases")
                .property("eth0", text("/resources/devices/eth0"))
                .property("nvme0", text("/resources/devices/nvme0"))
                .endNode()
                .beginNode("resources")
                .property("cpus", PropertyValue.ofU64(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))
                .beginNode("memory@0")
                .property("size", PropertyValue.ofU64(6 * GIB))
                .property("numa-node-id", PropertyValue.ofU32(0))
                .endNode()
                .beginNode("memory@1")
                .property("size", PropertyValue.ofU64(8 * GIB))
                .property("numa-node-id", PropertyValue.ofU32(1))
                .endNode()
                .beginNode("devices");
        pci(expected, "eth0", "0000:17:00.0", 0x8086, 0x1592);
        pci(expected, "nvme0", "0000:31:00.0", 0x8086, 0x1533);
        expected.beginNode("uart1")
                .property("device-type", text("platform"))
                .property("device-name", text("serial8250.1"))
                .endNode();
        assertThat(plan.tree()).isEqualTo(expected.endNode().endNode().build());
        assertThat(Fdt.decode(plan.blob())).isEqualTo(plan.tree());
    }

    private static void pci(DeviceTreeBuilder tree, String name, String address, int vendor, int device) {
        tree.beginNode(name)
                .property("device-type", text("pci"))
                .property("pci-id", text(address))
                .property("vendor-id", PropertyValue.ofU32(vendor))
                .property("device-id", PropertyValue.ofU32(device))
                .endNode();
    }

    @Test
    void aPoolWithoutTopologyIsOnePieceOnAnyNode() {
        SystemState flat = TestHost.description().topology(Topology.empty()).build();

        assertThat(host.planner().planBaseline(valid(flat)).pieces())
                .containsExactly(PoolChunk.sized(ByteSize.ofGiB(14)));
    }

    @Test
    void aCreateNamesTheBootCpuFirstAndTheNodeOfItsMemory() {
        host.initialized();
        Instance web = withDevices(instance("web", 3, "8-10", 2048), "eth0", "uart1")
                .withBootCpu(9)
                .withRegions(List.of(new MemoryRange(8 * GIB, 2 * GIB)));

        ChangeStep step = host.plan(web).steps().get(0);

        DeviceTreeBuilder expected = DeviceTree.builder()
                .property("compatible", text("linux,multikernel-overlay"))
                .property("mk,resources", text("marker-1"))
                .beginNode("fragment@0")
                .property("target-path", text("/instances"))
                .beginNode("__overlay__")
                .beginNode("instance-create")
                .property("instance-name", text("web"))
                .property("id", PropertyValue.ofU32(3))
                .beginNode("resources")
                .property("cpus", PropertyValue.ofU64(9, 8, 10))
                .property("memory-bytes", PropertyValue.ofU64(2 * GIB))
                .property("numa-nodes", PropertyValue.ofU32(1))
                .beginNode("devices");
        pci(expected, "eth0", "0000:17:00.0", 0x8086, 0x1592);
        expected.beginNode("uart1")
                .property("device-type", text("platform"))
                .property("device-name", text("serial8250.1"))
                .endNode();
        assertThat(step.overlay().tree())
                .isEqualTo(expected.endNode()
                        .endNode()
                        .endNode()
                        .endNode()
                        .endNode()
                        .build());
        assertThat(step.overlay().marker()).isEqualTo("marker-1");
        assertThat(step).hasToString("create instance 'web' (ID 3) with CPUs 8-10, 2GB, devices [eth0, uart1]");
    }

    @Test
    void theCompensationOfACreateIsARemoveAndOfARemoveACreate() {
        host.initialized();
        host.apply(instance("web", 3, "8-9", 1024)).requireDone();

        ChangePlan plan = host.planApart(instance("db", 4, "10-11", 1024));

        assertThat(plan.steps()).hasSize(2);
        assertThat(plan.steps().get(0)).hasToString("remove instance 'web'");
        assertThat(plan.steps().get(0).overlay().tree().find("/fragment@0/__overlay__/instance-remove"))
                .isPresent();
        assertThat(plan.steps().get(0).compensation().tree().find("/fragment@0/__overlay__/instance-create"))
                .isPresent();
        assertThat(plan.steps().get(1).compensation().tree().find("/fragment@0/__overlay__/instance-remove"))
                .isPresent();
        assertThat(plan.steps().stream().map(step -> step.overlay().marker()).distinct())
                .hasSize(2);
    }

    @Test
    void statesThatDoNotDifferNeedNoStep() {
        host.initialized();
        host.apply(instance("web", 3, "8-9", 1024)).requireDone();
        SystemState now = host.state();

        assertThat(host.planner().plan(valid(now), valid(now)).steps()).isEmpty();
    }

    @Test
    void memoryOnSeveralNodesIsAskedForNodeByNode() {
        host.initialized();
        Instance wide = instance("wide", 1, "2,8", 0)
                .withRegions(List.of(new MemoryRange(2 * GIB, GIB), new MemoryRange(8 * GIB, 2 * GIB)));

        DeviceTree overlay = host.plan(wide).steps().get(0).overlay().tree();

        assertThat(overlay.find("/fragment@0/__overlay__/instance-create/resources")
                        .orElseThrow()
                        .property("memory-bytes")
                        .orElseThrow()
                        .u64())
                .isEqualTo(GIB);
        assertThat(overlay.find("/fragment@1/__overlay__/memory-add/memory@0")
                        .orElseThrow()
                        .property("reg")
                        .orElseThrow()
                        .u64List())
                .containsExactly(8 * GIB, 2 * GIB);
        assertThat(overlay.find("/fragment@1")
                        .orElseThrow()
                        .property("target-path")
                        .orElseThrow()
                        .string())
                .isEqualTo("/instances/wide");
    }

    @Test
    void devicesTheKernelCannotBeToldOfAreRefused() {
        Device nameless = Device.named("mystery");
        SystemState unknownType = TestHost.description().device(nameless).build();
        SystemState lying = TestHost.description()
                .devices(List.of(Device.named("eth0")
                        .withPciAddress(PciAddress.parse("0000:17:00.0"))
                        .withPciIds(0x8086, 0x9999)))
                .build();
        SystemState absent = TestHost.description()
                .devices(List.of(Device.named("eth9").withPciAddress(PciAddress.parse("0000:99:00.0"))))
                .build();
        SystemState wide = TestHost.description()
                .devices(List.of(Device.named("eth9")
                        .withPciAddress(PciAddress.parse("0000:99:00.0"))
                        .withPciIds(0x18086, 1)))
                .build();

        assertThat(refusal(() -> host.planner().planBaseline(valid(unknownType))))
                .hasMessageContaining("mystery");
        assertThat(refusal(() -> host.planner().planBaseline(valid(lying))))
                .hasMessageContaining("described as 8086:9999, but 8086:1592 is at 0000:17:00.0");
        assertThat(refusal(() -> host.planner().planBaseline(valid(absent))))
                .hasMessageContaining("nothing is found at 0000:99:00.0");
        assertThat(refusal(() -> host.planner().planBaseline(valid(wide)))).hasMessageContaining("16 bits");
    }

    @Test
    void partsOfDevicesAreRefused() {
        SystemState withParts = TestHost.description()
                .devices(List.of(Device.named("eth0")
                        .withPciAddress(PciAddress.parse("0000:17:00.0"))
                        .withPciIds(0x8086, 0x1592)
                        .withVirtualFunctions(DeviceParts.of(4, List.of(0), List.of(1, 2, 3)))))
                .build();
        SystemState next = withParts.withInstance(
                instance("web", 1, "2", 64).withDevices(List.of(new DeviceRef.VirtualFunction("eth0", 1))));

        assertThat(refusal(() -> host.planner().plan(valid(withParts), valid(next))))
                .hasMessageContaining("eth0_vf1");
    }

    @Test
    void removalsOfLoadedInstancesAreRefused() {
        SystemState loaded =
                host.described().withInstance(instance("web", 1, "2", 64).withState(InstanceState.LOADED));
        assertThat(refusal(() -> host.planner().plan(valid(loaded), valid(host.described()))))
                .hasMessageContaining("while it is loaded");
    }

    @ParameterizedTest
    @EnumSource(KernelAbi.class)
    void anInstanceOfMoreThanAPageIsCreatedWithWhatFitsAndGivenTheRest(KernelAbi abi) {
        SystemState wide = SystemState.builder()
                .cpus(new CpuInventory(1001, CpuSet.of(0), CpuSet.range(1, 1000)))
                .memory(host.described().memory())
                .build();
        SystemState next = wide.withInstance(instance("all", 1, "1-1000", 64).withBootCpu(777));

        ChangePlan plan = ChangePlanner.of(abi, 4096).plan(valid(wide), valid(next));
        assertThat(plan.steps()).hasSizeGreaterThan(2);
        assertThat(plan.steps()).allMatch(step -> step.overlay().size() <= 4096);
        assertThat(plan.steps().get(0).after().orElseThrow().bootCpu()).hasValue(777);
        ChangeStep last = plan.steps().get(plan.steps().size() - 1);
        assertThat(last.after().orElseThrow().cpus()).isEqualTo(CpuSet.range(1, 1000));
        assertThat(last.after().orElseThrow().bootCpu()).hasValue(777);
    }

    @Test
    void thereAreAsFewOverlaysAsPagesHold() {
        host.initialized();
        Instance[] many = IntStream.range(0, 14)
                .mapToObj(i -> instance("instance-" + i + "x".repeat(50), 1 + i, String.valueOf(2 + i), 64)
                        .withOptions(InstanceOptions.none().withUring(new InstanceOptions.Uring(256, 512, 64))))
                .toArray(Instance[]::new);
        List<ChangeStep> apart = host.planApart(many).steps();

        ChangePlan plan = host.plan(many);

        assertThat(plan.steps()).hasSize(14);
        assertThat(plan.overlays()).hasSizeBetween(2, 6).allMatch(overlay -> overlay.size() <= 4096);
        int next = 0;
        for (StepGroup group : plan.groups()) {
            next += group.steps().size();
            if (next < apart.size()) {
                List<ChangeStep> oneMore = apart.subList(next - group.steps().size(), next + 1);
                assertThat(StepGroup.of(StepGroup.packed(plan.abi(), oneMore, 4096)))
                        .as("of %s", oneMore)
                        .hasSize(2);
            }
        }
        new ChangeEngine(host.fs()).apply(plan).requireDone();
        assertThat(host.fs().transactions()).hasSameSizeAs(plan.overlays());
        assertThat(host.fs().instances()).hasSize(14);
    }

    /** After a failure nobody could tell the one from the other by what the kernel shows. */
    @Test
    void whatIsDoneToAnInstanceThatIsCreatedIsWrittenApart() {
        host.initialized();
        Instance web = instance("web", 3, "8-9", 1024);
        Instance more = web.withCpus(CpuSet.parse("8-10"));
        List<ChangeStep> steps = new ArrayList<>(host.planApart(web).steps());
        host.apply(web).requireDone();
        steps.addAll(host.planApart(more).steps());

        assertThat(StepGroup.of(StepGroup.packed(KernelAbi.POOL, steps, 4096))).hasSize(2);
    }

    @Test
    void anotherInstanceOfTheNameIsCreatedInTheOverlayThatRemovesTheFirst() {
        host.initialized();
        host.apply(instance("web", 3, "8-9", 1024)).requireDone();

        ChangePlan plan = host.plan(instance("web", 4, "9-10", 512));

        assertThat(plan.steps()).hasSize(2);
        assertThat(plan.overlays()).hasSize(1);
        new ChangeEngine(host.fs()).apply(plan).requireDone();
        assertThat(host.fs().instanceId("web")).isEqualTo(4);
    }
}
