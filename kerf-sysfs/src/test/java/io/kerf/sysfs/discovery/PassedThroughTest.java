// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.model.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that virtual machines, containers and programs have, or that hang together with those in use, are not offered. */
class PassedThroughTest {
    private static final ByteSize GIB = ByteSize.ofGiB(1);
    private static final String NIC = "0000:98:00.0";
    private static final String DRIVE = "0000:b1:00.0";
    private static final String NIC_AT = "sys/devices/pci0000:97/0000:97:02.0/" + NIC;
    private static final String DRIVE_AT = "sys/devices/pci0000:b0/" + DRIVE;
    private static final String PORT = "sys/devices/pci0000:16/0000:16:02.0/";

    @TempDir(factory = QuickTempDir.class)
    Path root;

    private EditedHost host;

    @BeforeEach
    void unpack() throws IOException {
        host = EditedHost.of("xeon-snc2", root);
    }

    private void driver(String device, String driver) throws IOException {
        host.link(device + "/driver", "../../../../bus/pci/drivers/" + driver);
    }

    @Test
    void thePhysicalFunctionOfAVirtualOneInUseIsInUse() throws IOException {
        host.route("ens1f0v0");

        HostHardware hardware = host.discover();
        BaselineProposal proposal =
                hardware.baseline().cpuCount(2).memory(0, GIB).device("ens1f0").propose();

        assertThat(hardware.device("ens1f0v0").orElseThrow().inUse()).containsExactly("default route through ens1f0v0");
        assertThat(hardware.device("ens1f0").orElseThrow().inUse())
                .containsExactly("default route through ens1f0v0 (virtual function 0000:17:01.0)");
        assertThat(EditedHost.suggested(hardware)).containsExactly(NIC, DRIVE);
        assertThat(proposal.report().errors()).singleElement().satisfies(error -> {
            assertThat(error.code()).isEqualTo("baseline-device-in-use");
            assertThat(error.suggestion()).contains("give one of its virtual functions, such as 0000:17:01.1");
        });
    }

    @Test
    void thePhysicalFunctionOfOneThatAVirtualMachineHasIsInUse() throws IOException {
        host.route("ens2f0").remove("sys/class/net/ens1f0v0");
        driver(PORT + "0000:17:01.0", "vfio-pci");

        HostHardware hardware = host.discover();

        assertThat(hardware.device("ens1f0").orElseThrow().inUse())
                .containsExactly(
                        "driver vfio-pci, for a virtual machine or another program (virtual function 0000:17:01.0)");
        assertThat(EditedHost.errorsWith(hardware, "ens1f0")).containsExactly("baseline-device-in-use");
        assertThat(EditedHost.suggested(hardware)).containsExactly(DRIVE);
    }

    @Test
    void aPhysicalFunctionThatIsDividedIsNotSuggested() throws IOException {
        host.route("ens2f0");

        assertThat(EditedHost.suggested(host.discover())).containsExactly(DRIVE);
        host.put(PORT + "0000:17:00.0/sriov_numvfs", "garbage");
        assertThat(EditedHost.suggested(host.discover())).containsExactly(DRIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vfio-pci", "mlx5_vfio_pci", "uio_pci_generic", "igb_uio", "xen-pciback"})
    void devicesThatADriverHandsThroughAreInUse(String driver) throws IOException {
        driver(NIC_AT, driver);
        driver(DRIVE_AT, driver);

        HostHardware hardware = host.discover();

        assertThat(EditedHost.suggested(hardware)).isEmpty();
        for (String device : new String[] {NIC, DRIVE}) {
            assertThat(hardware.device(device).orElseThrow().inUse())
                    .containsExactly("driver " + driver + ", for a virtual machine or another program");
            assertThat(EditedHost.errorsWith(hardware, device)).containsExactly("baseline-device-in-use");
        }
    }

    @Test
    void aDeviceThatIsKeptAsideIsNotSuggestedAndCanBeAskedFor() throws IOException {
        driver(DRIVE_AT, "pci-stub");

        HostHardware hardware = host.discover();

        assertThat(EditedHost.suggested(hardware)).containsExactly(NIC);
        assertThat(EditedHost.errorsWith(hardware, DRIVE)).isEmpty();
    }

    @Test
    void aCardWhoseInterfaceIsInAnotherNetworkNamespaceIsNotSuggested() throws IOException {
        host.remove("sys/class/net/ens2f0");

        assertThat(EditedHost.suggested(host.discover())).containsExactly(DRIVE);
    }

    @Test
    void nothingIsSuggestedInAContainer() throws IOException {
        host.link("proc/self/ns/pid", "pid:[4026531836]");
        assertThat(EditedHost.suggested(host.discover())).containsExactly(NIC, DRIVE);

        host.link("proc/self/ns/pid", "pid:[4026532501]");
        HostHardware hardware = host.discover();

        assertThat(EditedHost.suggested(hardware)).isEmpty();
        assertThat(hardware.cpu(1).orElseThrow().physicalId()).hasValue(2);
        assertThat(hardware.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("discovery-container");
            assertThat(finding.message())
                    .startsWith("this is a container's view of the host, which hides what the host uses, so that no"
                            + " device is suggested for a pool: ")
                    .endsWith("'pid:[4026532501]', and not that of the host");
            assertThat(finding.suggestion()).isPresent();
        });
    }

    @Test
    void physicalIdsOfACpuinfoThatIsNotTheKernelsDoNotCount() throws IOException {
        host.text(
                "proc/self/mountinfo",
                "30 1 259:2 / / rw - xfs /dev/nvme0n1p2 rw\n31 30 0:50 /proc/cpuinfo /proc/cpuinfo rw - fuse.lxcfs lxcfs rw\n");

        HostHardware hardware = host.discover();

        assertThat(hardware.cpus()).hasSize(64).allMatch(cpu -> cpu.physicalId().isEmpty());
        assertThat(EditedHost.suggested(hardware)).isEmpty();
        assertThat(hardware.findings()).extracting(Diagnostic::code).containsExactly("discovery-container");
        assertThat(hardware.suggestedBaseline().propose().valid()).isEmpty();
    }

    @Test
    void aDeviceOfAnIommuGroupThatTheHostUsesIsNeitherSuggestedNorGiven() throws IOException {
        host.link(DRIVE_AT + "/iommu_group", "../../../kernel/iommu_groups/24");

        HostHardware hardware = host.discover();
        BaselineProposal proposal =
                hardware.baseline().cpuCount(2).memory(0, GIB).device("nvme1").propose();

        assertThat(EditedHost.suggested(hardware)).containsExactly(NIC);
        assertThat(proposal.valid()).isEmpty();
        assertThat(proposal.report().errors())
                .extracting(Diagnostic::message)
                .containsExactly(
                        "nvme1 (0000:b1:00.0) is in IOMMU group 24 with nvme0 (0000:31:00.0), of which the host uses"
                                + " some: they are not kept apart");
    }

    @Test
    void theWholeOfAnIommuGroupIsSuggestedOrNoneOfIt() throws IOException {
        host.link(DRIVE_AT + "/iommu_group", "../../../kernel/iommu_groups/31");
        assertThat(EditedHost.suggested(host.discover())).containsExactly(NIC, DRIVE);

        host.put(NIC_AT + "/net/ens2f0/flags", "0x1003");
        HostHardware hardware = host.discover();

        assertThat(EditedHost.suggested(hardware)).isEmpty();
        assertThat(hardware.baseline().cpuCount(2).device("nvme1").propose().findings())
                .filteredOn(finding -> finding.code().equals("baseline-device"))
                .extracting(Diagnostic::severity)
                .containsExactly(Severity.WARNING);
        assertThat(hardware.baseline()
                        .cpuCount(2)
                        .device("nvme1")
                        .device("ens2f0")
                        .propose()
                        .findings())
                .extracting(Diagnostic::code)
                .doesNotContain("baseline-device");
    }
}
