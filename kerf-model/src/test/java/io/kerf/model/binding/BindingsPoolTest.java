// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceRef;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.model.ModelException;
import io.kerf.model.PciAddress;
import io.kerf.model.PoolChunk;
import io.kerf.model.SystemState;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DeviceTreeBuilder;
import io.kerf.tree.PropertyValue;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The flat and pool dialects, in the shapes that kernels give back. */
class BindingsPoolTest {
    /** The tree of a pool kernel with two chunks, CPU 7 lent, and one network card free behind a bridge. */
    private static DeviceTree rootTree() {
        DeviceTreeBuilder tree = DeviceTree.builder();
        tree.property("compatible", PropertyValue.ofStrings("multikernel-v1"));
        tree.property("#address-cells", PropertyValue.ofU32(2)).property("#size-cells", PropertyValue.ofU32(2));
        tree.property("id", PropertyValue.ofU32(0)).beginNode("resources");
        tree.property("cpus", PropertyValue.ofU64(4, 5, 6, 7));
        tree.property("cpus-available", PropertyValue.ofU64(4, 5, 6));
        chunk(tree, 0x1_0000_0000L, 0x1_0000_0000L, 0);
        chunk(tree, 0x10_0000_0000L, 0x8000_0000L, 1);
        tree.endNode().beginNode("aliases");
        tree.property("nic0", PropertyValue.ofStrings("/pci@4f/pci@2,7/pci@0,0"));
        tree.endNode();
        return pci(tree).build();
    }

    private static void chunk(DeviceTreeBuilder tree, long base, long size, int node) {
        tree.beginNode("memory@" + Long.toHexString(base));
        tree.property("device_type", PropertyValue.ofStrings("memory"));
        tree.property("reg", PropertyValue.ofU64(base, size));
        tree.property("numa-node-id", PropertyValue.ofU32(node)).endNode();
    }

    private static DeviceTreeBuilder pci(DeviceTreeBuilder tree) {
        tree.beginNode("pci@4f").property("compatible", PropertyValue.ofStrings("multikernel,pci-host-bridge"));
        tree.property("device_type", PropertyValue.ofStrings("pci"));
        tree.property("#address-cells", PropertyValue.ofU32(3)).property("#size-cells", PropertyValue.ofU32(2));
        tree.property("linux,pci-domain", PropertyValue.ofU32(0));
        tree.property("bus-range", PropertyValue.ofU32(0x4f, 0x50));
        tree.beginNode("pci@2,7").property("reg", PropertyValue.ofU32(0x4f1700, 0, 0, 0, 0));
        tree.property("bus-range", PropertyValue.ofU32(0x50, 0x50));
        tree.beginNode("pci@0,0").property("reg", PropertyValue.ofU32(0x500000, 0, 0, 0, 0));
        tree.property("vendor-id", PropertyValue.ofU32(0x8086)).property("device-id", PropertyValue.ofU32(0x1572));
        return tree.endNode().endNode().endNode();
    }

    private static DeviceTree instanceTree() {
        DeviceTreeBuilder tree = DeviceTree.builder();
        tree.property("compatible", PropertyValue.ofStrings("multikernel-v1"));
        tree.property("model", PropertyValue.ofStrings("web"));
        tree.property("#address-cells", PropertyValue.ofU32(2)).property("#size-cells", PropertyValue.ofU32(2));
        tree.property("id", PropertyValue.ofU32(3)).beginNode("resources");
        tree.property("memory-base", PropertyValue.ofU64(0x1_0000_0000L));
        tree.property("memory-bytes", PropertyValue.ofU64(0x8000_0000L));
        tree.property("cpus", PropertyValue.ofU64(7, 5));
        tree.endNode().beginNode("aliases").property("nic0", PropertyValue.ofStrings("/pci@4f/pci@2,7/pci@0,0"));
        return pci(tree.endNode()).build();
    }

    @Test
    void theTreeOfAPoolKernelIsRead() {
        SystemState state = Bindings.read(rootTree());
        assertThat(state.findings()).isEmpty();
        assertThat(state.dialect()).isEqualTo(Dialect.POOL);
        assertThat(state.cpus().available()).hasToString("4-7");
        assertThat(state.cpus().isTotalKnown()).isFalse();
        assertThat(state.kernelFreeCpus()).contains(CpuSet.parse("4-6"));
        assertThat(state.memory().pool().chunks())
                .containsExactly(
                        PoolChunk.at(new MemoryRange(0x1_0000_0000L, 0x1_0000_0000L))
                                .onNode(0),
                        PoolChunk.at(new MemoryRange(0x10_0000_0000L, 0x8000_0000L))
                                .onNode(1));
        Device nic = state.device("nic0").orElseThrow();
        assertThat(nic.pciAddress()).contains(new PciAddress(0, 0x50, 0, 0));
        assertThat(nic.vendorId()).hasValue(0x8086);
    }

    @Test
    void aPoolWithoutFreeCpusSaysSo() {
        DeviceTree tree = rootTree();
        tree = tree.withRoot(tree.root()
                .withChild(tree.root().child("resources").orElseThrow().withoutProperty("cpus-available")));
        assertThat(Bindings.read(tree).kernelFreeCpus()).contains(CpuSet.empty());
    }

    @Test
    void aKernelWithoutABaselineHasNoPool() {
        DeviceTree tree = DeviceTree.builder()
                .property("compatible", PropertyValue.ofStrings("multikernel-v1"))
                .property("#address-cells", PropertyValue.ofU32(2))
                .property("id", PropertyValue.ofU32(0))
                .beginNode("resources")
                .property("cpus", PropertyValue.ofU64(0, 1))
                .endNode()
                .build();
        SystemState state = Bindings.read(tree);
        assertThat(state.memory().pool().isEmpty()).isTrue();
        assertThat(state.kernelFreeCpus()).isEmpty();
        assertThat(state.findings()).isEmpty();
    }

    @Test
    void aPoolBaselineStatesSizesOnly() {
        DeviceTree tree = DeviceTree.builder()
                .beginNode("resources")
                .property("cpus", PropertyValue.ofU64(4, 5))
                .beginNode("memory@0")
                .property("size", PropertyValue.ofU64(0x4000_0000L))
                .property("numa-node-id", PropertyValue.ofU32(1))
                .endNode()
                .endNode()
                .build();
        SystemState state = Bindings.read(tree);
        assertThat(state.findings()).isEmpty();
        assertThat(state.memory().pool().chunks())
                .containsExactly(PoolChunk.sized(ByteSize.ofGiB(1)).onNode(1));
    }

    @Test
    void anInstanceIsReadWithTheNamesOfTheHostsDevices() {
        Device host = Device.named("eth0").withPciAddress(PciAddress.parse("0000:50:00.0"));
        InstanceReading reading = Bindings.readInstance(instanceTree(), InstanceName.of("web"), List.of(host));
        assertThat(reading.findings()).isEmpty();
        assertThat(reading.isComplete()).isTrue();
        assertThat(reading.instance().devices()).containsExactly(new DeviceRef.Whole("eth0"));
    }

    @Test
    void anInstanceIsReadFromItsTreeAlone() {
        Instance web = Bindings.readInstance(instanceTree());
        assertThat(web.name().text()).isEqualTo("web");
        assertThat(web.id()).contains(InstanceId.of(3));
        assertThat(web.cpus()).hasToString("5,7");
        assertThat(web.bootCpu()).hasValue(7);
        assertThat(web.memory()).isEqualTo(ByteSize.ofGiB(2));
        assertThat(web.memoryBase()).hasValue(0x1_0000_0000L);
        assertThat(web.regions()).isEmpty();
        assertThat(web.devices()).containsExactly(new DeviceRef.Whole("nic0"));
    }

    @Test
    void anInstanceTreeOfAnEarlyPoolKernelIsNamedByItsRoot() {
        DeviceTree tree = DeviceTree.builder()
                .rootName("db")
                .property("id", PropertyValue.ofU32(1))
                .beginNode("resources")
                .property("cpus", PropertyValue.ofU64(4, 5))
                .beginNode("devices")
                .beginNode("nic0")
                .property("device-type", PropertyValue.ofStrings("pci"))
                .property("pci-id", PropertyValue.ofStrings("0000:01:00.0"))
                .endNode()
                .endNode()
                .endNode()
                .build();
        Instance db = Bindings.readInstance(tree);
        assertThat(db.name().text()).isEqualTo("db");
        assertThat(db.cpus()).hasToString("4-5");
        assertThat(db.memory()).isEqualTo(ByteSize.ZERO);
        assertThat(db.devices()).containsExactly(new DeviceRef.Whole("nic0"));
    }

    @Test
    void treesThatNameNoInstanceAreRefused() {
        assertThatThrownBy(() -> Bindings.readInstance(rootTree()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no 'model'");
    }

    @Test
    void malformedInstanceTreesAreRefusedWithTheReason() {
        DeviceTree tree = DeviceTree.builder()
                .property("model", PropertyValue.ofStrings("web"))
                .property("id", PropertyValue.ofU32(0))
                .build();
        assertThatThrownBy(() -> Bindings.readInstance(tree))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("0 is the host");
        assertThat(Bindings.readInstance(tree, InstanceName.of("web"), List.of())
                        .isComplete())
                .isFalse();
    }

    @Test
    void flatTreesAreReadInBothWidths() {
        SystemState wide = Bindings.read(flat(PropertyValue.ofU64(4, 5)));
        assertThat(wide.dialect()).isEqualTo(Dialect.FLAT);
        assertThat(wide.cpus().available()).hasToString("4-5");
        assertThat(wide.memory().pool().ranges()).containsExactly(new MemoryRange(0x2_0000_0000L, 0x1_0000_0000L));
        assertThat(Bindings.read(flat(PropertyValue.ofU32(4, 5, 6, 7))).cpus().available())
                .hasToString("4-7");
        assertThat(Bindings.read(flat(PropertyValue.ofU32(4, 5, 6))).cpus().available())
                .hasToString("4-6");
    }

    private static DeviceTree flat(PropertyValue cpus) {
        return DeviceTree.builder()
                .beginNode("resources")
                .property("cpus", cpus)
                .property("memory-base", PropertyValue.ofU64(0x2_0000_0000L))
                .property("memory-bytes", PropertyValue.ofU64(0x1_0000_0000L))
                .endNode()
                .build();
    }
}
