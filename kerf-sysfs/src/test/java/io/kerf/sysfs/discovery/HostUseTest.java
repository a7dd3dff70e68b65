// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Severity;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the host uses, or may use, is not suggested to be given away. */
class HostUseTest {
    private static final String NIC = "0000:98:00.0";
    private static final String DRIVE = "0000:b1:00.0";
    private static final String NIC_AT = "sys/devices/pci0000:97/0000:97:02.0/" + NIC + "/";
    private static final String DRIVE_AT = "sys/devices/pci0000:b0/" + DRIVE + "/nvme/nvme1/";

    @TempDir(factory = QuickTempDir.class)
    Path root;

    private KernelRoots roots;

    @BeforeEach
    void unpack() throws IOException {
        roots = HostTrees.unpack("xeon-snc2", root);
        HostTrees.blankDisks(root);
    }

    private HostHardware discover() {
        return HostDiscovery.discover(roots);
    }

    private static List<String> suggested(HostHardware hardware) {
        return hardware.suggestedBaseline().propose().state().devices().stream()
                .map(device -> device.pciAddress().orElseThrow().toString())
                .toList();
    }

    private void append(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<String> driveUse() {
        HostHardware hardware = discover();
        assertThat(suggested(hardware)).isEqualTo(List.of(NIC));
        return hardware.device("nvme1").orElseThrow().inUse();
    }

    @Test
    void whatNobodyUsesIsSuggested() {
        assertThat(suggested(discover())).containsExactly(NIC, DRIVE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0:50 / / rw - zfs rpool/ROOT/debian rw",
                "0:50 / / rw - bcachefs UUID=7a rw",
                "0:50 / / rw - btrfs /dev/gone rw",
                "7:7 / / rw - ext4 /dev/root rw"
            })
    void noDiskIsSuggestedWhereAFileSystemDoesNotTellItsDisks(String mount) throws IOException {
        append("proc/1/mountinfo", "77 1 " + mount + "\n");

        HostHardware hardware = discover();

        assertThat(suggested(hardware)).containsExactly(NIC);
        assertThat(hardware.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("discovery-disks");
            assertThat(finding.message())
                    .startsWith("no file tells which disks these are on, so that no disk is suggested for a pool: / (");
        });
        assertThat(hardware.baseline()
                        .cpuCount(2)
                        .device("nvme1")
                        .propose()
                        .report()
                        .errors())
                .extracting(Diagnostic::code)
                .doesNotContain("baseline-device-in-use");
        assertThat(doubts(hardware, "nvme1"))
                .containsExactly(
                        "nvme1 (0000:b1:00.0) may be in use by the host: not all disks are known that the host uses");
    }

    /** What a baseline with a device warns of. */
    private static List<String> doubts(HostHardware hardware, String device) {
        return hardware.baseline().cpuCount(2).device(device).propose().findings().stream()
                .filter(finding -> finding.code().equals("baseline-device-doubt")
                        && finding.severity() == Severity.WARNING
                        && finding.suggestion().isPresent())
                .map(Diagnostic::message)
                .toList();
    }

    @Test
    void noDiskIsSuggestedWhereNobodySeesTheMounts() throws IOException {
        Files.delete(root.resolve("proc/1/mountinfo"));

        assertThat(suggested(discover())).containsExactly(NIC);
    }

    @Test
    void allDisksOfABtrfsAreInUse() throws IOException {
        append("proc/1/mountinfo", "77 1 0:50 / /data rw - btrfs /dev/nvme0n1 rw\n");
        Files.createDirectories(root.resolve("sys/fs/btrfs/features"));
        for (String block : List.of("nvme0n1", "nvme1n2")) {
            Path link = root.resolve("sys/fs/btrfs/6f0c/devices/" + block);
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, root.resolve("sys/class/block/" + block));
        }

        assertThat(driveUse()).containsExactly("/data is on nvme1n2");
    }

    @Test
    void allDisksOfABtrfsThatNoMountNamesAreInUse() throws IOException {
        append("sys/fs/btrfs/6f0c/devices/nvme1n1/dev", "259:8\n");

        assertThat(driveUse()).containsExactly("a file system of several disks is on nvme1n1");
    }

    @Test
    void allDisksOfABcachefsAreInUse() throws IOException {
        append("proc/1/mountinfo", "77 1 0:50 / /data rw - bcachefs /dev/nvme0n1:/dev/nvme1n1 rw\n");

        assertThat(driveUse()).containsExactly("/data is on nvme1n1");
    }

    @Test
    void disksOfABcachefsAreFoundInSysfs() throws IOException {
        append("proc/1/mountinfo", "77 1 0:50 / /data rw - bcachefs /dev/nvme0n1 rw\n");
        for (String block : List.of("nvme0n1", "nvme1n1")) {
            Path link = root.resolve("sys/fs/bcachefs/6f0c/dev-" + (block.equals("nvme1n1") ? 1 : 0) + "/block");
            Files.createDirectories(link.getParent());
            Files.createSymbolicLink(link, root.resolve("sys/class/block/" + block));
        }

        assertThat(driveUse()).containsExactly("/data is on nvme1n1");
    }

    @Test
    void aDiskWithPartitionsIsNotSuggestedAndAskedForWithAWarning() throws IOException {
        append(DRIVE_AT + "nvme1n2/nvme1n2p1/dev", "259:10\n");

        HostHardware hardware = discover();

        assertThat(suggested(hardware)).containsExactly(NIC);
        assertThat(hardware.device("nvme1").orElseThrow().inUse()).isEmpty();
        assertThat(EditedHost.errorsWith(hardware, "nvme1")).isEmpty();
        assertThat(doubts(hardware, "nvme1"))
                .containsExactly("nvme1 (0000:b1:00.0) may be in use by the host: nvme1n2 has partitions");
    }

    @ParameterizedTest
    @CsvSource({"nvme1n1/holders/dm-9/dev, dm-9 is on nvme1n1", "nvme1n2/nvme1n2p1/holders/md0/dev, md0 is on nvme1n2p1"
    })
    void aDiskThatAnActiveVolumeIsOnIsInUseWithNothingMounted(String path, String use) throws IOException {
        append(DRIVE_AT + path, "259:10\n");

        assertThat(driveUse()).containsExactly(use);
        assertThat(EditedHost.errorsWith(discover(), "nvme1")).containsExactly("baseline-device-in-use");
    }

    @Test
    void anInterfaceThatIsUpIsAskedForWithAWarning() throws IOException {
        assertThat(doubts(discover(), "ens2f0")).isEmpty();
        Files.writeString(root.resolve(NIC_AT + "net/ens2f0/flags"), "0x1003\n");

        HostHardware hardware = discover();

        assertThat(doubts(hardware, "ens2f0"))
                .containsExactly("ens2f0 (0000:98:00.0) may be in use by the host: ens2f0 is up");
        assertThat(EditedHost.errorsWith(hardware, "ens2f0")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1: DOWN, false", "4: ACTIVE, true"})
    void aCardForRdmaIsNotSuggestedAndInUseWhileAPortIsActive(String state, boolean isUsed) throws IOException {
        append(NIC_AT + "infiniband/mlx5_0/ports/1/state", state + "\n");

        HostHardware hardware = discover();

        assertThat(suggested(hardware)).containsExactly(DRIVE);
        assertThat(hardware.device("ens2f0").orElseThrow().inUse())
                .isEqualTo(isUsed ? List.of("port 1 of mlx5_0 is active for RDMA") : List.of());
    }

    @Test
    void aControllerThatShowsNoDiskIsNotSuggested() throws IOException {
        Files.writeString(root.resolve("sys/devices/pci0000:b0/" + DRIVE + "/class"), "0x010700\n");
        for (String link : List.of(
                "class/nvme/nvme1", "block/nvme1n1", "block/nvme1n2", "class/block/nvme1n1", "class/block/nvme1n2")) {
            Files.delete(root.resolve("sys/" + link));
        }

        HostHardware hardware = discover();

        assertThat(hardware.device(DRIVE).orElseThrow().disks()).isEmpty();
        assertThat(suggested(hardware)).containsExactly(NIC);
    }

    @Test
    void anInterfaceWithAnyRouteIsInUse() throws IOException {
        append("proc/1/net/route", "ens2f0\t000A0A0A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n");

        HostHardware hardware = discover();

        assertThat(hardware.device("ens2f0").orElseThrow().inUse()).containsExactly("route through ens2f0");
        assertThat(hardware.device("ens1f0").orElseThrow().inUse()).containsExactly("default route through ens1f0");
        assertThat(suggested(hardware)).containsExactly(DRIVE);
    }

    @Test
    void halfOfAllAddressesOverIpv6IsARoute() throws IOException {
        append(
                "proc/1/net/ipv6_route",
                "0".repeat(32) + " 01 " + "0".repeat(32) + " 00 " + "0".repeat(32)
                        + " 00000400 00000001 00000000 00000003   ens2f0\n");

        assertThat(discover().device("ens2f0").orElseThrow().inUse()).containsExactly("route through ens2f0");
    }

    @Test
    void aPortOfABridgeIsNotSuggested() throws IOException {
        append("sys/devices/pci0000:97/0000:97:02.0/" + NIC + "/net/ens2f0/upper_br0/ifindex", "9\n");

        assertThat(suggested(discover())).containsExactly(DRIVE);
    }
}
