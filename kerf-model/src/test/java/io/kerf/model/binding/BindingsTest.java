// SPDX-License-Identifier: Apache-2.0
package io.kerf.model.binding;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.diag.SourceSpan;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.DeviceClass;
import io.kerf.model.DeviceParts;
import io.kerf.model.DeviceRef;
import io.kerf.model.DeviceType;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.model.VirtioDevice;
import io.kerf.model.binding.Trees.Written;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.PropertyValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The inventory dialect: what is there is read. */
class BindingsTest {
    @Test
    void theSeedsBaselineIsReadWithoutAFinding() {
        SystemState state = Bindings.read(Trees.baseline());
        assertThat(state.findings()).isEmpty();
        assertThat(state.dialect()).isEqualTo(Dialect.INVENTORY);
        assertThat(state.cpus()).isEqualTo(new CpuInventory(32, CpuSet.parse("0-3"), CpuSet.parse("4-31")));
        assertThat(state.memory().total()).isEqualTo(ByteSize.ofGiB(16));
        assertThat(state.memory().hostReserved()).isEqualTo(ByteSize.ofGiB(2));
        assertThat(state.memory().pool().ranges()).containsExactly(MemoryRange.of(0x8000_0000L, ByteSize.ofGiB(14)));
        assertThat(state.topology()).isEqualTo(Topology.empty());
        assertThat(state.instances()).isEmpty();
    }

    @Test
    void devicesAreReadWithAllTheirParts() {
        SystemState state = Bindings.read(Trees.baseline());
        Device eth0 = state.device("eth0").orElseThrow();
        assertThat(eth0.type()).isEqualTo(DeviceType.PCI);
        assertThat(eth0.deviceClass()).isEqualTo(DeviceClass.NETWORK);
        assertThat(eth0.compatible()).containsExactly("intel,i40e");
        assertThat(eth0.pciAddress()).map(Object::toString).contains("0000:01:00.0");
        assertThat(eth0.vendorId()).hasValue(0x8086);
        assertThat(eth0.deviceId()).hasValue(0x1572);
        assertThat(eth0.virtualFunctions()).contains(DeviceParts.of(8, List.of(0), List.of(1, 2, 3, 4, 5, 6, 7)));
        assertThat(eth0.namespaces()).isEmpty();
        Device nvme0 = state.device("nvme0").orElseThrow();
        assertThat(nvme0.deviceClass()).isEqualTo(DeviceClass.STORAGE);
        assertThat(nvme0.namespaces()).contains(DeviceParts.of(4, List.of(1), List.of(2, 3, 4)));
    }

    @Test
    void platformDevicesKeepTheirBusName() {
        DeviceTree tree = Trees.change(
                "devices",
                devices -> devices.withChild(DtNode.of("uart1")
                        .withProperty("compatible", PropertyValue.ofStrings("ns16550a"))
                        .withProperty("device_type", PropertyValue.ofStrings("platform"))
                        .withProperty("acpi-hid", PropertyValue.ofStrings("PNP0501"))
                        .withProperty("numa-node", PropertyValue.ofU32(1))
                        .withProperty("device-name", PropertyValue.ofStrings("serial8250.1"))));
        SystemState state = Bindings.read(tree);
        assertThat(state.findings()).isEmpty();
        Device uart = state.device("uart1").orElseThrow();
        assertThat(uart.type()).isEqualTo(DeviceType.PLATFORM);
        assertThat(uart.platformName()).contains("serial8250.1");
        assertThat(uart.acpiHid()).contains("PNP0501");
        assertThat(uart.numaNode()).hasValue(1);
    }

    @Test
    void theLabelOfASourceIsTheDevicesName() {
        Written text = Written.of("eth0: ethernet@0 { };");
        DeviceTree tree = Trees.change(
                "devices",
                devices -> devices.withChild(DtNode.of("ethernet@0").withSource(text.node("ethernet@0", "eth0"))));
        assertThat(Bindings.read(tree).devices())
                .extracting(Device::name)
                .contains("eth0")
                .doesNotContain("ethernet@0");
    }

    @Test
    void theSymbolsOfABlobNameItsDevices() {
        DeviceTree tree =
                Trees.change("devices", devices -> DtNode.of("devices").withChild(DtNode.of("ethernet@0")));
        tree = tree.withRoot(tree.root()
                .withChild(DtNode.of("__symbols__")
                        .withProperty("nic", PropertyValue.ofStrings("/resources/devices/ethernet@0"))));
        assertThat(Bindings.read(tree).devices()).extracting(Device::name).containsExactly("nic");
    }

    @Test
    void fourWrittenCpusAreFourCpusWhateverTheBytes() {
        Written text = Written.of("available = <4 5 6 7>;");
        DeviceTree tree =
                Trees.change("cpus", cpus -> cpus.withProperty(text.cells("available = <4 5 6 7>", 4, 5, 6, 7)));
        SystemState state = Bindings.read(tree);
        assertThat(state.cpus().available()).hasToString("4-7");
        assertThat(state.places().find("cpus/available")).contains(text.span("available"));
    }

    @Test
    void numaNodesAndCoresAreRead() {
        SystemState state = Bindings.read(withTopology(PropertyValue.ofU32(10, 21, 21, 10)));
        assertThat(state.findings()).isEmpty();
        Topology topology = state.topology();
        assertThat(topology.nodes()).hasSize(2);
        assertThat(topology.nodeOf(20)).hasValue(1);
        assertThat(topology.node(0).orElseThrow().memory()).containsExactly(MemoryRange.of(0, ByteSize.ofGiB(8)));
        assertThat(topology.node(1).orElseThrow().memoryType()).isEqualTo(MemoryType.HBM);
        assertThat(topology.distances().between(0, 1)).isEqualTo(21);
        assertThat(topology.siblings(5)).hasToString("4-5");
        assertThat(topology.coreOf(5).orElseThrow().socket()).hasValue(1);
    }

    @Test
    void distancesInPairsAreToldFromAMatrix() {
        SystemState state = Bindings.read(withTopology(PropertyValue.ofU32(0, 10, 1, 31)));
        assertThat(state.findings()).isEmpty();
        assertThat(state.topology().distances().stated(0, 1)).contains(31);
        assertThat(state.topology().distances().stated(1, 0)).isEmpty();
    }

    private static DeviceTree withTopology(PropertyValue distances) {
        DeviceTree tree = Trees.change(
                "topology",
                topology -> topology.withChild(DtNode.of("numa-nodes")
                        .withChild(DtNode.of("node@0")
                                .withProperty("node-id", PropertyValue.ofU32(0))
                                .withProperty("memory-base", PropertyValue.ofU64(0))
                                .withProperty("memory-size", PropertyValue.ofU64(0x2_0000_0000L))
                                .withProperty("distance-matrix", distances)
                                .withProperty("cpus", PropertyValue.ofU32(Trees.range(0, 15))))
                        .withChild(DtNode.of("node@1")
                                .withProperty("memory-type", PropertyValue.ofStrings("hbm"))
                                .withProperty("cpus", PropertyValue.ofU32(Trees.range(16, 31))))));
        DtNode resources = tree.root().child("resources").orElseThrow();
        DtNode cpus = resources
                .child("cpus")
                .orElseThrow()
                .withChild(DtNode.of("cores")
                        .withChild(DtNode.of("core@2")
                                .withProperty("socket-id", PropertyValue.ofU32(1))
                                .withProperty("cpus", PropertyValue.ofU32(4, 5))));
        return tree.withRoot(tree.root().withChild(resources.withChild(cpus)));
    }

    @Test
    void declaredInstancesAreReadWithEverythingTheyHold() {
        DtNode resources = DtNode.of("resources")
                .withProperty("cpus", PropertyValue.ofU32(6, 4, 5))
                .withProperty("memory-base", PropertyValue.ofU64(0xc000_0000L))
                .withProperty("memory-bytes", PropertyValue.ofU64(0x4000_0000L))
                .withProperty("devices", PropertyValue.ofStrings("eth0_vf1", "nvme0_ns2"))
                .withProperty("numa-nodes", PropertyValue.ofU32(1, 0))
                .withProperty("cpu-affinity", PropertyValue.ofStrings("spread"))
                .withProperty("memory-policy", PropertyValue.ofStrings("bind"))
                .withChild(DtNode.of("uring").withProperty("sq-entries", PropertyValue.ofU32(256)));
        SystemState state = Bindings.read(withInstance(resources));
        assertThat(state.findings()).isEmpty();
        Instance web = state.instance(InstanceName.of("web")).orElseThrow();
        assertThat(web.id()).map(Object::toString).contains("3");
        assertThat(web.cpus()).hasToString("4-6");
        assertThat(web.bootCpu()).hasValue(6);
        assertThat(web.regions()).containsExactly(MemoryRange.of(0xc000_0000L, ByteSize.ofGiB(1)));
        assertThat(web.devices())
                .containsExactly(new DeviceRef.VirtualFunction("eth0", 1), new DeviceRef.Namespace("nvme0", 2));
        assertThat(web.numaNodes()).containsExactly(1, 0);
        assertThat(web.affinity()).isEqualTo(CpuAffinity.SPREAD);
        assertThat(web.memoryPolicy()).isEqualTo(MemoryPolicy.BIND);
        assertThat(web.options())
                .isEqualTo(InstanceOptions.none().withHostKcore().withUring(new InstanceOptions.Uring(256, 0, 0)));
    }

    @Test
    void virtioDevicesAndCacheWaysAreOptions() {
        DtNode net = DtNode.of("net0")
                .withProperty("device-id", PropertyValue.ofU32(1))
                .withProperty("queues", PropertyValue.ofU32(8));
        DtNode disk = DtNode.of("disk0")
                .withProperty("device-id", PropertyValue.ofU32(2))
                .withProperty("queues", PropertyValue.ofU32(1))
                .withProperty("queue-size", PropertyValue.ofU32(64));
        SystemState state = Bindings.read(withInstance(DtNode.of("resources")
                .withProperty("llc-way-mask", PropertyValue.ofU32(0xf000000f))
                .withChild(DtNode.of("virtio").withChild(net).withChild(disk))));
        assertThat(state.findings()).isEmpty();
        InstanceOptions options = state.instances().get(0).options();
        assertThat(options.virtio())
                .containsExactly(VirtioDevice.of("net0", VirtioDevice.NET, 8), new VirtioDevice("disk0", 2, 1, 64));
        assertThat(options.cacheWays()).hasValue(0xf000000f);
        assertThat(options)
                .hasToString(
                        "enable-host-kcore, virtio device 'net0' of type 1 with 8 x 256, virtio device 'disk0' of type 2 with 1 x 64, "
                                + "llc-way-mask 0xf000000f");
    }

    @Test
    void whatAKernelRefusesOfThemIsAFindingAndLeftOut() {
        DtNode virtio = DtNode.of("virtio");
        for (int i = 0; i < 17; i++) {
            virtio = virtio.withChild(DtNode.of("v" + i)
                    .withProperty("device-id", PropertyValue.ofU32(1))
                    .withProperty("queues", PropertyValue.ofU32(1)));
        }
        virtio = virtio.withChild(DtNode.of("many")
                        .withProperty("device-id", PropertyValue.ofU32(1))
                        .withProperty("queues", PropertyValue.ofU32(9)))
                .withChild(DtNode.of("longer-than-fifteen")
                        .withProperty("device-id", PropertyValue.ofU32(1))
                        .withProperty("queues", PropertyValue.ofU32(1)))
                .withChild(DtNode.of("deep")
                        .withProperty("device-id", PropertyValue.ofU32(1))
                        .withProperty("queues", PropertyValue.ofU32(1))
                        .withProperty("queue-size", PropertyValue.ofU32(32769)))
                .withChild(DtNode.of("bare"));
        SystemState state = Bindings.read(withInstance(DtNode.of("resources")
                .withProperty("llc-way-mask", PropertyValue.ofU32(0))
                .withChild(virtio)));
        assertThat(state.instances().get(0).options().virtio()).hasSize(16);
        assertThat(state.instances().get(0).options().cacheWays()).isEmpty();
        assertThat(state.findings())
                .allMatch(finding -> finding.severity() == Severity.ERROR)
                .extracting(Diagnostic::message)
                .containsExactlyInAnyOrder(
                        "/instances/web/resources/virtio/many: virtio device 'many' has 9 queues, and kernels take 1 to 8",
                        "/instances/web/resources/virtio/longer-than-fifteen: 'longer-than-fifteen' is no name of a virtio "
                                + "device: use 1 to 15 letters, digits, ',', '.', '_', '+' and '-', beginning with a "
                                + "letter or digit",
                        "/instances/web/resources/virtio/deep: virtio device 'deep' has queues of 32769 entries, and a queue "
                                + "has 1 to 32768",
                        "virtio device 'bare' has no 'device-id'",
                        "virtio device 'bare' has no 'queues'",
                        "/instances/web/resources/virtio has 17 devices, and kernels take at most 16",
                        "'llc-way-mask' in /instances/web/resources: 0x0 is no mask of 32 bits with one set");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theCacheWaysOfThePoolAreReadInEveryDialect(Dialect dialect) {
        SystemState host = SystemState.builder()
                .cpus(new CpuInventory(4, CpuSet.of(0), CpuSet.of(1, 2, 3)))
                .memory(MemoryInventory.ofPool(MemoryPool.of(new MemoryRange(0x4000_0000L, 0x4000_0000L))))
                .cacheWays(0xf000_000f)
                .build();
        SystemState read = Bindings.read(Bindings.write(host, dialect));
        assertThat(read.dialect()).isEqualTo(dialect);
        assertThat(read.cacheWays()).hasValue(0xf000_000f);
        assertThat(read.extras().isEmpty()).isTrue();
        assertThat(read)
                .hasToString("pool of CPUs 1-3 and " + read.memory().pool()
                        + ", llc-way-mask 0xf000000f, 0 devices, 0 instances");
        assertThat(read.toBuilder().build()).isEqualTo(read).hasSameHashCodeAs(read);
        assertThat(read.withInstance(Instance.named("web")).cacheWays()).hasValue(0xf000_000f);
        assertThat(read.toBuilder().cacheWays(1).build()).isNotEqualTo(read);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aMaskOfThePoolThatIsNoneIsAFinding(Dialect dialect) {
        DeviceTree tree = Bindings.write(
                SystemState.builder()
                        .cpus(new CpuInventory(2, CpuSet.of(0), CpuSet.of(1)))
                        .memory(MemoryInventory.ofPool(MemoryPool.of(new MemoryRange(0x4000_0000L, 0x4000_0000L))))
                        .build(),
                dialect);
        DtNode resources = tree.root().child("resources").orElseThrow();
        for (PropertyValue wrong :
                List.of(PropertyValue.ofU32(0), PropertyValue.ofU64(1L << 32), PropertyValue.of((byte) 1, (byte) 2))) {
            SystemState read =
                    Bindings.read(tree.withRoot(tree.root().withChild(resources.withProperty("llc-way-mask", wrong))));
            assertThat(read.cacheWays()).isEmpty();
            assertThat(read.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                assertThat(finding.code()).isIn("BIND-001", "BIND-003");
                assertThat(finding.message()).contains("'llc-way-mask' in /resources");
            });
        }
    }

    @Test
    void namesInOneStringAreSeveralDevices() {
        DtNode resources =
                DtNode.of("resources").withProperty("devices", PropertyValue.ofStrings("eth0_vf1 nvme0 what"));
        Instance web = Bindings.read(withInstance(resources)).instances().get(0);
        assertThat(web.devices()).extracting(DeviceRef::text).containsExactly("eth0_vf1", "nvme0", "what");
    }

    private static DeviceTree withInstance(DtNode resources) {
        DeviceTree tree = Trees.baseline();
        return tree.withRoot(tree.root()
                .withChild(DtNode.of("instances")
                        .withChild(DtNode.of("web")
                                .withProperty("id", PropertyValue.ofU32(3))
                                .withChild(resources)
                                .withChild(DtNode.of("options")
                                        .withProperty("enable-host-kcore", PropertyValue.empty())))));
    }

    @Test
    void referencesToReferenceNodesAreParts() {
        Written text = Written.of("""
                eth0: ethernet@0 { };
                vf: eth0_vf1 { parent = &eth0; };
                devices = <&vf>, <&nothing>;
                """);
        DtNode web = DtNode.of("web")
                .withProperty("id", PropertyValue.ofU32(1))
                .withChild(DtNode.of("resources")
                        .withProperty(text.references("devices = <&vf>, <&nothing>", "vf", "nothing")));
        DeviceTree tree = Trees.change(
                "devices",
                devices -> DtNode.of("devices")
                        .withChild(DtNode.of("ethernet@0").withSource(text.node("ethernet@0", "eth0"))));
        tree = tree.withRoot(tree.root()
                .withChild(DtNode.of("eth0_vf1")
                        .withSource(text.node("eth0_vf1", "vf"))
                        .withProperty(text.path("parent = &eth0", "eth0", "/resources/devices/ethernet@0"))
                        .withProperty("vf-id", PropertyValue.ofU32(1)))
                .withChild(DtNode.of("instances").withChild(web)));
        SystemState state = Bindings.read(tree);
        assertThat(state.instances().get(0).devices()).containsExactly(new DeviceRef.VirtualFunction("eth0", 1));
        assertThat(state.findings()).extracting(Diagnostic::code).containsExactly("BIND-006");
        assertThat(state.findings().get(0).message()).contains("&nothing at test.dts:3:");
    }

    @Test
    void phandlesOfABlobLeadToDevices() {
        DeviceTree tree = Trees.change(
                "devices",
                devices -> devices.withChild(
                        devices.child("eth0").orElseThrow().withProperty("phandle", PropertyValue.ofU32(7))));
        DtNode resources = DtNode.of("resources").withProperty("devices", PropertyValue.ofU32(7, 8));
        tree = tree.withRoot(tree.root()
                .withChild(DtNode.of("instances").withChild(DtNode.of("web").withChild(resources))));
        SystemState state = Bindings.read(tree);
        assertThat(state.instances().get(0).devices()).containsExactly(new DeviceRef.Whole("eth0"));
        assertThat(state.findings())
                .extracting(Diagnostic::code, Diagnostic::severity)
                .contains(org.assertj.core.groups.Tuple.tuple("BIND-006", Severity.ERROR));
    }

    @Test
    void decimalMemoryNumbersDrawAWarning() {
        Written text = Written.of("memory-pool-base = <2147483648>;");
        DeviceTree tree = Trees.change(
                "memory", memory -> memory.withProperty(text.cells("memory-pool-base = <2147483648>", 2147483648L)));
        SystemState state = Bindings.read(tree);
        assertThat(state.memory().pool().ranges().get(0).base()).isEqualTo(0x8000_0000L);
        Diagnostic finding = state.findings().get(0);
        assertThat(finding.code()).isEqualTo("BIND-009");
        assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        assertThat(finding.suggestion()).contains("write 0x80000000, which both read alike");
        assertThat(finding.location()).map(place -> ((SourceSpan) place).text()).contains("2147483648");
    }
}
