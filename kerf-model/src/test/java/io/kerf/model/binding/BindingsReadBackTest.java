// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Trees that flat kernels give back, of November 2025 and later. */
class BindingsReadBackTest {
    private static final InstanceName WEB = InstanceName.of("web");

    /** {@code /instances/web} with 32-bit CPU ids and one PCI device by its four numbers. */
    private static DeviceTreeBuilder web(DeviceTreeBuilder tree) {
        tree.beginNode("instances").beginNode("web");
        tree.property("id", PropertyValue.ofU32(3)).property("compatible", PropertyValue.ofStrings("multikernel-v1"));
        tree.property("status", PropertyValue.ofStrings("active")).beginNode("resources");
        tree.property("memory-base", PropertyValue.ofU64(0x2_0000_0000L));
        tree.property("memory-bytes", PropertyValue.ofU64(0x4000_0000L));
        tree.property("cpus", PropertyValue.ofU32(6, 4));
        tree.beginNode("pci@8086:1572");
        tree.property("vendor", PropertyValue.ofU32(0x8086)).property("device", PropertyValue.ofU32(0x1572));
        tree.property("domain", PropertyValue.ofU32(0)).property("bus", PropertyValue.ofU32(1));
        tree.property("slot", PropertyValue.ofU32(0)).property("function", PropertyValue.ofU32(0));
        return tree.endNode().endNode().endNode().endNode();
    }

    private static DeviceTree earlyRoot(PropertyValue cpus) {
        DeviceTreeBuilder tree = DeviceTree.builder().property("compatible", PropertyValue.ofStrings("multikernel-v1"));
        tree.beginNode("resources").property("cpus", cpus);
        tree.property("memory-base", PropertyValue.ofU64(0x2_0000_0000L));
        tree.property("memory-bytes", PropertyValue.ofU64(0x2_0000_0000L));
        tree.beginNode("devices").beginNode("nic0").property("device-type", PropertyValue.ofStrings("pci"));
        tree.property("pci-id", PropertyValue.ofStrings("0000:01:00.0"));
        return web(tree.endNode().endNode().endNode()).build();
    }

    @Test
    void theFirstFlatKernelsListInstancesInTheTreeOfTheHost() {
        SystemState state = Bindings.read(earlyRoot(PropertyValue.ofU32(4, 5, 6, 7)));
        assertThat(state.findings()).isEmpty();
        assertThat(state.dialect()).isEqualTo(Dialect.FLAT);
        assertThat(state.cpus().available()).hasToString("4-7");
        Instance web = state.instances().get(0);
        assertThat(web.id()).contains(InstanceId.of(3));
        assertThat(web.state()).isEqualTo(InstanceState.ACTIVE);
        assertThat(web.cpus()).hasToString("4,6");
        assertThat(web.bootCpu()).hasValue(6);
        assertThat(web.regions()).containsExactly(new MemoryRange(0x2_0000_0000L, 0x4000_0000L));
        assertThat(web.devices()).containsExactly(new DeviceRef.Whole("nic0"));
    }

    @Test
    void theIdsOfInstancesSettleAWidthThatThoseOfThePoolLeaveOpen() {
        SystemState state = Bindings.read(earlyRoot(PropertyValue.ofU32(0, 4)));
        assertThat(state.cpus().available()).isEqualTo(CpuSet.of(0, 4));
        assertThat(state.instances().get(0).cpus()).isEqualTo(CpuSet.of(4, 6));
    }

    @Test
    void theFirstFlatKernelsPutAnInstanceBelowInstancesInItsOwnTree() {
        DeviceTree tree = web(DeviceTree.builder()).build();
        Device nic0 = Device.named("nic0").withPciAddress(PciAddress.parse("0000:01:00.0"));
        InstanceReading reading = Bindings.readInstance(tree, WEB, List.of(nic0));
        assertThat(reading.findings()).isEmpty();
        Instance web = reading.instance();
        assertThat(web.id()).contains(InstanceId.of(3));
        assertThat(web.state()).isEqualTo(InstanceState.ACTIVE);
        assertThat(web.cpus()).hasToString("4,6");
        assertThat(web.memory()).isEqualTo(ByteSize.ofGiB(1));
        assertThat(web.memoryBase()).hasValue(0x2_0000_0000L);
        assertThat(web.devices()).containsExactly(new DeviceRef.Whole("nic0"));
        assertThat(Bindings.readInstance(tree).name()).isEqualTo(WEB);
    }

    @Test
    void aPciDeviceWithoutAWholeAddressIsAFinding() {
        DeviceTreeBuilder tree = DeviceTree.builder().rootName("web").beginNode("resources");
        tree.beginNode("pci@8086:1572").property("domain", PropertyValue.ofU32(0));
        tree.property("bus", PropertyValue.ofU32(256)).property("slot", PropertyValue.ofU32(0));
        DeviceTree built = tree.endNode().endNode().build();
        InstanceReading reading = Bindings.readInstance(built, WEB, List.of());
        assertThat(reading.findings()).extracting(Diagnostic::code).containsExactly("BIND-003", "BIND-002");
        assertThat(reading.findings().get(0).message())
                .isEqualTo("'bus' in /resources/pci@8086:1572: 256 is above 255");
        assertThat(reading.instance().devices()).isEmpty();
    }

    @Test
    void laterFlatKernelsNameTheRootNodeAfterTheInstance() {
        DeviceTree tree = DeviceTree.builder()
                .rootName("web")
                .property("compatible", PropertyValue.ofStrings("multikernel-v1"))
                .property("id", PropertyValue.ofU32(3))
                .beginNode("resources")
                .property("memory-base", PropertyValue.ofU64(0x2_0000_0000L))
                .property("memory-bytes", PropertyValue.ofU64(0x4000_0000L))
                .property("cpus", PropertyValue.ofU64(6, 4))
                .beginNode("devices")
                .beginNode("uart1")
                .property("device-type", PropertyValue.ofStrings("platform"))
                .property("device-name", PropertyValue.ofStrings("serial8250.1"))
                .endNode()
                .endNode()
                .endNode()
                .build();
        InstanceReading reading = Bindings.readInstance(tree, WEB, List.of());
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.instance().cpus()).hasToString("4,6");
        assertThat(reading.instance().devices()).containsExactly(new DeviceRef.Whole("uart1"));
    }

    @Test
    void aTreeWithoutCpusIsReadInEveryWidth() {
        DeviceTree tree = DeviceTree.builder()
                .beginNode("resources")
                .property("memory-base", PropertyValue.ofU64(0x2_0000_0000L))
                .property("memory-bytes", PropertyValue.ofU64(0x4000_0000L))
                .endNode()
                .build();
        SystemState state = Bindings.read(tree);
        assertThat(state.findings()).isEmpty();
        assertThat(state.cpus().available().isEmpty()).isTrue();
    }
}
