// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.validate.ValidationException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of wishes for a pool. */
class BaselineBuilderTest {
    private static final ByteSize GIB = ByteSize.ofGiB(1);
    private static final String NAMES = "io.kerf.sysfs.discovery.HostTrees#names";

    private static HostHardware host(String name) throws IOException {
        return HostDiscovery.discover(HostTrees.shared(name));
    }

    private static CpuSet pool(BaselineProposal proposal) {
        return proposal.state().cpus().available();
    }

    private static List<String> codes(BaselineProposal proposal) {
        return proposal.findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .map(Diagnostic::code)
                .toList();
    }

    @Test
    void cpusAreGivenByPhysicalIdOrByNumber() throws IOException {
        HostHardware laptop = host("laptop-smt");

        BaselineProposal byId = laptop.baseline().cpus("4-7").memory(0, GIB).propose();
        BaselineProposal byNumber =
                laptop.baseline().cpuNumbers("2-3,6-7").memory(0, GIB).propose();

        assertThat(pool(byId)).isEqualTo(CpuSet.parse("4-7")).isEqualTo(pool(byNumber));
        assertThat(byId.state().cpus().hostReserved()).isEqualTo(CpuSet.parse("0-3"));
        assertThat(byId.requireValid().state()).isEqualTo(byId.state());
    }

    @Test
    void aCountTakesWholeCoresFromTheFarEnd() throws IOException {
        assertThat(pool(host("xeon-snc2").baseline().cpuCount(4).propose())).isEqualTo(CpuSet.parse("92-95"));
        assertThat(pool(host("laptop-hybrid").baseline().cpuCount(3).propose())).isEqualTo(CpuSet.parse("42,44,46"));
        assertThat(codes(host("laptop-hybrid")
                        .baseline()
                        .cpuCount(13)
                        .memory(0, GIB)
                        .propose()))
                .isEmpty();
    }

    @Test
    void aCountThatNoWholeCoresMakeDividesOneAndSaysSo() throws IOException {
        BaselineProposal proposal =
                host("laptop-smt").baseline().cpuCount(3).memory(0, GIB).propose();

        assertThat(pool(proposal)).isEqualTo(CpuSet.parse("4,6-7"));
        assertThat(proposal.findings()).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo("baseline-split-core");
            assertThat(finding.message()).startsWith("CPUs 4 share a core with CPUs that stay with the host");
            assertThat(finding.suggestion()).contains("give whole cores: 4-7");
        });
        assertThat(proposal.valid()).isPresent();
    }

    @Test
    void allButOneCoreOfEachNodeLeavesTheHostAPlaceOnEach() throws IOException {
        BaselineProposal proposal = host("epyc-nps4")
                .baseline()
                .allButOneCorePerNode()
                .memory(3, ByteSize.ofGiB(8))
                .propose();

        assertThat(proposal.state().cpus().hostReserved()).isEqualTo(CpuSet.parse("0-1,16-17,32-33,48-49"));
        assertThat(pool(proposal).size()).isEqualTo(24);
        assertThat(proposal.valid()).isPresent();
    }

    @Test
    void theCoreOfCpuZeroStaysWithTheHost() throws IOException {
        BaselineProposal proposal =
                host("laptop-smt").baseline().cpus("0-7").memory(0, GIB).propose();

        assertThat(pool(proposal)).isEqualTo(CpuSet.parse("2-7"));
        assertThat(proposal.valid()).isEmpty();
        assertThat(proposal.findings()).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo("baseline-boot-core");
            assertThat(finding.message())
                    .isEqualTo("CPUs 0-1 are on the core of the host's CPU 0, which the host always keeps");
            assertThat(finding.suggestion()).contains("leave them out: 2-7");
        });
        assertThatThrownBy(proposal::requireValid).isInstanceOf(ValidationException.class);
    }

    @ParameterizedTest
    @MethodSource(NAMES)
    void noWayToAskGivesTheCoreOfCpuZeroAway(String name) throws IOException {
        HostHardware hardware = host(name);
        CpuSet all = hardware.facts().physicalCpus();
        CpuSet boot = new Cores(hardware).boot().orElseThrow().ids();
        int most = all.size() - boot.size();

        assertThat(pool(hardware.baseline().cpus(all).propose()).intersects(boot))
                .isFalse();
        assertThat(pool(hardware.baseline().allButOneCorePerNode().propose()).intersects(boot))
                .isFalse();
        for (int count = 1; count <= most; count++) {
            CpuSet pool = pool(hardware.baseline().cpuCount(count).propose());
            assertThat(pool.size()).isEqualTo(count);
            assertThat(pool.intersects(boot)).isFalse();
        }
        assertThat(codes(hardware.baseline().cpuCount(most + 1).propose())).contains("baseline-too-many-cpus");
    }

    @Test
    void numbersOfLinuxTakenForPhysicalIdsAreExplained() throws IOException {
        BaselineProposal proposal =
                host("xeon-snc2").baseline().cpus("40-41").memory(0, GIB).propose();

        assertThat(proposal.valid()).isEmpty();
        assertThat(proposal.findings()).anySatisfy(finding -> {
            assertThat(finding.message()).isEqualTo("no CPU of this machine has the APIC id 40-41");
            assertThat(finding.suggestion()).contains("use the physical ids 17,19: 40-41 are Linux's numbers");
        });
        assertThat(codes(host("xeon-snc2").baseline().cpuNumbers("63-64").propose()))
                .contains("baseline-unknown-cpu");
    }

    @Test
    void memoryThatANodeDoesNotHaveIsRefused() throws IOException {
        HostHardware xeon = host("xeon-snc2");

        assertThat(xeon.baseline().cpuCount(2).memory(7, GIB).propose().findings())
                .anySatisfy(
                        finding -> assertThat(finding.toString())
                                .isEqualTo(
                                        "error[baseline-memory]: 1GB of NUMA node 7 were asked for, and there is no such node"));
        assertThat(codes(xeon.baseline()
                        .cpuCount(2)
                        .memory(1, ByteSize.ofGiB(64))
                        .propose()))
                .containsExactly("baseline-memory");
        BaselineProposal tight =
                xeon.baseline().cpuCount(2).memory(1, ByteSize.ofGiB(61)).propose();
        assertThat(tight.valid()).isPresent();
        assertThat(codes(tight)).contains("baseline-memory");
    }

    @Test
    void devicesInUseAreNotGivenAway() throws IOException {
        HostHardware xeon = host("xeon-snc2");

        BaselineProposal proposal = xeon.baseline()
                .cpuCount(2)
                .memory(2, GIB)
                .device("ens1f0")
                .device("nvme0n1")
                .propose();

        assertThat(proposal.valid()).isEmpty();
        assertThat(proposal.state().devices()).isEmpty();
        assertThat(proposal.findings()).anySatisfy(finding -> {
            assertThat(finding.message())
                    .isEqualTo("ens1f0 (0000:17:00.0) is in use by the host: default route through ens1f0");
            assertThat(finding.suggestion()).contains("give one of its virtual functions, such as 0000:17:01.0");
        });
    }

    @Test
    void devicesAreDescribedAsKernelsWantThem() throws IOException {
        BaselineProposal proposal = host("xeon-snc2")
                .baseline()
                .cpuCount(2)
                .memory(2, GIB)
                .device("0000:17:01.1")
                .device("nvme1n2")
                .device("nvme1")
                .propose();

        assertThat(codes(proposal)).isEmpty();
        assertThat(proposal.state().devices()).extracting(Device::name).containsExactly("pci-0000-17-01.1", "nvme1");
        Device drive = proposal.state().device("nvme1").orElseThrow();
        assertThat(drive.vendorId()).hasValue(0x144d);
        assertThat(drive.numaNode()).hasValue(2);
        assertThat(drive.namespaces().orElseThrow().available()).containsExactly(1, 2);
    }

    @Test
    void whatCannotBeGivenIsSaid() throws IOException {
        HostHardware laptop = host("laptop-smt");

        assertThat(laptop.baseline()
                        .cpuCount(2)
                        .memory(0, GIB)
                        .device("eth7")
                        .device("0000:00:1c.0")
                        .propose()
                        .findings())
                .extracting(Diagnostic::toString)
                .contains(
                        "error[baseline-device]: there is no device called 'eth7'",
                        "error[baseline-device]: pci-0000-00-1c.0 (0000:00:1c.0) is a bridge, and other devices hang below it");
        assertThat(codes(laptop.baseline().propose())).contains("baseline-no-cpus");
        assertThatThrownBy(() -> laptop.baseline().cpuCount(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void devicesOfOneIommuGroupGoTogether() throws IOException {
        HostHardware epyc = HostDiscovery.discover(HostTrees.shared("epyc-nps4"));
        BaselineProposal proposal = epyc.baseline()
                .cpuCount(2)
                .memory(1, GIB)
                .device("0000:c1:00.0")
                .propose();

        assertThat(codes(proposal)).isEmpty();
        assertThat(proposal.state().devices()).hasSize(1);
    }
}
