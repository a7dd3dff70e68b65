// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kerf.diag.Diagnostic;
import io.kerf.model.ByteSize;
import io.kerf.model.Core;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.discovery.HostCpu.CoreKind;
import io.kerf.sysfs.discovery.HostCpu.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found on each of the stored machines. */
class HostDiscoveryTest {
    @TempDir(factory = QuickTempDir.class)
    Path root;

    private static HostHardware discover(String name) throws IOException {
        return HostDiscovery.discover(HostTrees.shared(name));
    }

    @Test
    void linuxNumbersAndPhysicalIdsDifferWithSmt() throws IOException {
        HostHardware laptop = discover("laptop-smt");

        assertThat(laptop.architecture()).isEqualTo(HostArchitecture.X86);
        assertThat(laptop.cpu(4).orElseThrow().physicalId()).hasValue(1);
        assertThat(laptop.cpuWithId(6).orElseThrow().number()).hasValue(3);
        assertThat(laptop.physicalIds(CpuSet.parse("1,5"))).isEqualTo(CpuSet.parse("2-3"));
        assertThat(laptop.topology().siblings(2)).isEqualTo(CpuSet.parse("2-3"));
        assertThat(laptop.topology().cores()).hasSize(4);
        assertThat(laptop.facts().bootCpu()).hasValue(0);
        assertThat(laptop.findings()).isEmpty();
    }

    @Test
    void socketsAndNodesOfSubNumaClustersAreTold() throws IOException {
        HostHardware xeon = discover("xeon-snc2");

        assertThat(xeon.topology().cores())
                .hasSize(32)
                .allMatch(core -> core.cpus().size() == 2);
        assertThat(xeon.topology().nodes())
                .hasSize(4)
                .allMatch(node -> node.cpus().size() == 16);
        assertThat(xeon.cpu(24).orElseThrow().socket()).hasValue(1);
        assertThat(xeon.cpu(24).orElseThrow().node()).hasValue(3);
        assertThat(xeon.distances().between(0, 1)).isEqualTo(11);
        assertThat(xeon.distances().between(1, 2)).isEqualTo(20);
        assertThat(xeon.caches().stream().filter(cache -> cache.level() == 3))
                .extracting(cache -> cache.cpuNumbers().toString())
                .containsExactly("0-15,32-47", "16-31,48-63");
        assertThat(xeon.node(1).orElseThrow().memory()).containsExactly(new MemoryRange(0x1080000000L, 0x1000000000L));
    }

    @Test
    void eachQuarterOfAnNps4ProcessorHasACacheOfItsOwn() throws IOException {
        HostHardware epyc = discover("epyc-nps4");

        assertThat(epyc.possible().size()).isEqualTo(128);
        assertThat(epyc.cpus()).hasSize(32).allMatch(cpu -> cpu.cluster().isEmpty());
        assertThat(epyc.cpu(20).orElseThrow().physicalId()).hasValue(17);
        assertThat(epyc.topology().nodes())
                .extracting(NumaNode::cpus)
                .containsExactly(
                        CpuSet.parse("0-7"), CpuSet.parse("16-23"), CpuSet.parse("32-39"), CpuSet.parse("48-55"));
        assertThat(epyc.topology().cachesOf(17)).last().hasToString("L3 of CPUs 16-23, 32MB");
    }

    @Test
    void mpidrValuesComeFromTheFirmwareTable() throws IOException {
        HostHardware arm = discover("arm64-server");

        assertThat(arm.architecture()).isEqualTo(HostArchitecture.ARM64);
        assertThat(arm.cpu(3).orElseThrow().physicalId()).hasValue(0x10100);
        assertThat(arm.cpu(31).orElseThrow().physicalId()).hasValue(0xf0100);
        assertThat(arm.cpus())
                .allMatch(cpu -> cpu.die().isEmpty() && cpu.socket().equals(OptionalInt.of(36)));
        assertThat(arm.topology().threadsPerCore()).isEqualTo(1);
    }

    @Test
    void withoutTheFirmwareTableThePhysicalIdsStayUnknown() throws IOException {
        KernelRoots roots = HostTrees.unpack("arm64-server", root);
        Files.delete(root.resolve("sys/firmware/acpi/tables/APIC"));

        HostHardware arm = HostDiscovery.discover(roots);

        assertThat(arm.cpus()).hasSize(32).allMatch(cpu -> cpu.physicalId().isEmpty());
        assertThat(arm.topology().cores()).isEmpty();
        assertThat(arm.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.message())
                    .isEqualTo("the MPIDR of CPUs 0-31 is not known, so they cannot be given to a pool");
            assertThat(finding.suggestion().orElseThrow()).contains("firmware/acpi/tables/APIC", "as root");
        });
    }

    @Test
    void mpidrValuesComeFromTheFirmwaresDeviceTree() throws IOException {
        MadeHost board = MadeHost.of("a board")
                .cpu(new MadeHost.Cpu(0, 0, 0, -1, 0, 0, 0, List.of()))
                .cpu(new MadeHost.Cpu(1, 0, 0, -1, 1, 1, 0, List.of()))
                .cpuFiles("0-1")
                .arm64Cpuinfo("0x41", "0xd03")
                .put("sys/devices/system/cpu/cpu0/cpu_capacity", "1024")
                .put("sys/devices/system/cpu/cpu1/cpu_capacity", "446")
                .bytes("sys/firmware/devicetree/base/cpus/cpu@0/reg", new byte[] {0, 0, 0, 0, 0, 0, 0, 0})
                .bytes("sys/firmware/devicetree/base/cpus/cpu@100/reg", new byte[] {0, 0, 0, 1, 0, 0, 1, 0})
                .link("sys/devices/system/cpu/cpu0/of_node", "../../../../firmware/devicetree/base/cpus/cpu@0")
                .link("sys/devices/system/cpu/cpu1/of_node", "../../../../firmware/devicetree/base/cpus/cpu@100");
        board.archive().unpack(root);

        HostHardware found = HostDiscovery.discover(KernelRoots.under(root));

        assertThat(found.cpus())
                .extracting(HostCpu::physicalId)
                .containsExactly(OptionalLong.of(0), OptionalLong.of(0x100000100L));
        assertThat(found.cpus()).extracting(HostCpu::kind).containsExactly(CoreKind.PERFORMANCE, CoreKind.EFFICIENCY);
        Files.writeString(root.resolve("sys/devices/system/cpu/online"), "0\n");
        assertThat(HostDiscovery.discover(KernelRoots.under(root)).cpus())
                .extracting(HostCpu::physicalId)
                .containsExactly(OptionalLong.of(0), OptionalLong.empty());
    }

    @Test
    void offlineCpusThatTheFirmwareListsAreInNoProposal() throws IOException {
        EditedHost host = EditedHost.of("arm64-server", root).put("sys/devices/system/cpu/online", "0,2-31");

        HostHardware arm = host.discover();

        assertThat(arm.cpu(1).orElseThrow().state()).isEqualTo(State.OFFLINE);
        assertThat(arm.cpu(1).orElseThrow().physicalId()).isEmpty();
        assertThat(arm.cpu(2).orElseThrow().physicalId()).isPresent();
        assertThat(arm.facts().physicalCpus().size()).isEqualTo(31);
        assertThat(arm.baseline().cpuNumbers("1-2").propose().report().errors())
                .extracting(Diagnostic::code)
                .contains("baseline-unknown-cpu");
        assertThat(arm.baseline().cpuCount(31).propose().report().errors())
                .extracting(Diagnostic::code)
                .contains("baseline-too-many-cpus");
    }

    @Test
    void smallCoresShareCachesByFours() throws IOException {
        HostHardware hybrid = discover("laptop-hybrid");

        assertThat(hybrid.topology().cores().stream().map(Core::cpus).map(CpuSet::size))
                .containsExactly(2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1);
        assertThat(hybrid.cpus().stream().filter(cpu -> cpu.kind() == CoreKind.EFFICIENCY))
                .hasSize(8);
        assertThat(hybrid.caches().stream().filter(cache -> cache.level() == 2))
                .extracting(HostCache::toString)
                .contains("L2 of cpu0-1, 1280KB", "L2 of cpu8-11, 2MB", "L2 of cpu12-15, 2MB");
    }

    @Test
    void aNodeBehindCxlHasMemoryAndNoCpus() throws IOException {
        HostHardware cxl = discover("xeon-cxl");

        HostNode expander = cxl.node(1).orElseThrow();
        assertThat(expander.cpuNumbers().isEmpty()).isTrue();
        assertThat(cxl.isMemoryOnly(1)).isTrue();
        assertThat(cxl.isMemoryOnly(0)).isFalse();
        assertThat(expander.type()).isEqualTo(MemoryType.CXL);
        assertThat(expander.total()).isEqualTo(ByteSize.ofGiB(128));
        assertThat(cxl.memory().ram()).contains(new MemoryRange(0x2080000000L, 0x2000000000L));
        assertThat(cxl.topology().node(1).orElseThrow().memoryType()).isEqualTo(MemoryType.CXL);
    }

    @Test
    void memoryWithoutCpusThatIsFasterThanTheRestIsHighBandwidthMemory() throws IOException {
        KernelRoots roots = HostTrees.unpack("xeon-cxl", root);
        Files.delete(root.resolve("sys/bus/dax/devices/dax0.0"));
        Path bandwidth = root.resolve("sys/devices/system/node/node1/access0/initiators/read_bandwidth");

        assertThat(HostDiscovery.discover(roots).node(1).orElseThrow().type()).isEqualTo(MemoryType.OTHER);
        Files.writeString(bandwidth, "400000\n");
        assertThat(HostDiscovery.discover(roots).node(1).orElseThrow().type()).isEqualTo(MemoryType.HBM);
    }

    @Test
    void devicesThatTheHostUsesAreMarked() throws IOException {
        HostHardware laptop = discover("laptop-smt");

        assertThat(laptop.device("nvme0").orElseThrow().inUse())
                .containsExactly("/ is on dm-1", "/boot/efi is on nvme0n1p1", "swap is on dm-0");
        assertThat(laptop.device("0000:02:00.0").orElseThrow().inUse()).containsExactly("default route through wlp2s0");
        assertThat(laptop.device("enp0s31f6").orElseThrow().inUse()).isEmpty();
        assertThat(laptop.device("0000:00:02.0").orElseThrow().inUse()).hasSize(1);
    }

    @Test
    void bondsAndDrivesOfSeveralPathsLeadToTheirDevices() throws IOException {
        HostHardware epyc = discover("epyc-nps4");

        assertThat(epyc.devices().stream().filter(device -> device.inUse().contains("default route through bond0")))
                .extracting(HostDevice::name)
                .containsExactly("enp65s0f0np0", "enp65s0f1np1");
        assertThat(epyc.device("nvme0n1").orElseThrow().inUse()).containsExactly("/ is on nvme0n1p2");
    }

    @Test
    void virtualFunctionsHaveTheirAddresses() throws IOException {
        HostHardware xeon = discover("xeon-snc2");

        HostDevice.VirtualFunctions functions =
                xeon.device("ens1f0").orElseThrow().virtualFunctions().orElseThrow();
        assertThat(functions.total()).isEqualTo(128);
        assertThat(functions.addresses())
                .containsExactly(PciAddress.parse("0000:17:01.0"), PciAddress.parse("0000:17:01.1"));
        assertThat(xeon.device("0000:17:01.1").orElseThrow().physicalFunction())
                .contains(PciAddress.parse("0000:17:00.0"));
        assertThat(xeon.device("nvme1").orElseThrow().namespaces()).containsExactly(1, 2);
    }

    @Test
    void cpusInThePoolAreNamedByTheKernelsTreeAndPlacedByTheRecord() throws IOException {
        KernelRoots roots = HostTrees.shared("pool-in-use");
        SystemState recorded = SystemState.builder()
                .cpus(new CpuInventory(16, CpuSet.parse("0-3"), CpuSet.parse("4-15")))
                .topology(Topology.of(
                        List.of(NumaNode.of(0, CpuSet.parse("0-15"))),
                        List.of(
                                Core.of(0, CpuSet.parse("0-1")).onSocket(0),
                                Core.of(7, CpuSet.parse("4-5")).onSocket(0),
                                Core.of(9, CpuSet.parse("6-7")).onSocket(0)),
                        NumaDistances.none()))
                .build();

        HostHardware alone = HostDiscovery.discover(roots);
        HostHardware merged = HostDiscovery.discover(roots, recorded);

        assertThat(alone.cpus().stream().filter(cpu -> cpu.state() == State.IN_POOL))
                .hasSize(12);
        assertThat(alone.cpuWithId(4).orElseThrow().core()).isEmpty();
        assertThat(merged.cpuWithId(4).orElseThrow().core()).hasValue(2);
        assertThat(merged.cpuWithId(5).orElseThrow().core()).hasValue(2);
        assertThat(merged.cpuWithId(7).orElseThrow().core()).hasValue(3);
        assertThat(merged.cpuWithId(15).orElseThrow().node()).hasValue(0);
        assertThat(merged.topology().siblings(4)).isEqualTo(CpuSet.parse("4-5"));
        assertThat(merged.findings()).singleElement().asString().contains("physical ids 8-15 are in the pool");
        assertThat(merged.facts().physicalCpus()).isEqualTo(CpuSet.parse("0-15"));
        assertThat(merged.facts().bootCpu()).hasValue(0);
    }

    @Test
    void whatIsFreeInThePoolLeavesOutAllThatIsNestedInIt() throws IOException {
        HostMemory memory = discover("pool-in-use").memory();

        assertThat(memory.pool()).containsExactly(new MemoryRange(0x400000000L, 0x200000000L));
        assertThat(memory.regions())
                .extracting(HostMemory.Region::name)
                .containsExactly("mk-instance-1-web-region-0", "daxfs");
        assertThat(memory.freeInPool()).isEqualTo(ByteSize.ofMiB(8192 - 2048 - 256));
    }

    @Test
    void hiddenAddressesAreMissingPrivilegeAndNotAnEmptyPool() throws IOException {
        HostHardware vm = discover("vm-two-cpus");

        assertThat(vm.memory().addressesVisible()).isFalse();
        assertThat(vm.memory().bootParameter()).hasValueSatisfying(parameter -> {
            assertThat(parameter.size()).isEqualTo(ByteSize.ofGiB(1));
            assertThat(parameter.start()).hasValue(0x80000000L);
        });
        assertThat(vm.nodes()).isEmpty();
        assertThat(vm.findings()).extracting(Diagnostic::code).contains("discovery-privilege");
    }

    @Test
    void aPlaceWithoutProcOrSysIsRefused() {
        assertThatThrownBy(() -> HostDiscovery.discover(KernelRoots.under(root)))
                .isInstanceOf(KernelInterfaceException.class)
                .hasMessageContaining(root.resolve("proc").toString())
                .hasMessageContaining("there is no procfs here; mount it");
    }
}
