// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.diag.Diagnostic;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks that the host uses by ways that its own mounts do not show, or that a damaged table hides, are not offered. */
class DiskUseTest {
    private static final String NIC = "0000:98:00.0";
    private static final String ROOT = "259:2 / / rw - xfs /dev/nvme0n1p2 rw";

    @TempDir(factory = QuickTempDir.class)
    Path root;

    private EditedHost host;

    @BeforeEach
    void unpack() throws IOException {
        host = EditedHost.of("xeon-snc2", root);
    }

    private void isInUse(String device, String... uses) {
        HostHardware hardware = host.discover();
        assertThat(hardware.device(device).orElseThrow().inUse()).containsExactly(uses);
        assertThat(EditedHost.suggested(hardware)).containsExactly(NIC);
        assertThat(EditedHost.errorsWith(hardware, device)).containsExactly("baseline-device-in-use");
    }

    private void noDiskIsSuggested(String file) {
        HostHardware hardware = host.discover();
        assertThat(EditedHost.suggested(hardware)).containsExactly(NIC);
        assertThat(hardware.findings()).extracting(Diagnostic::code).contains("discovery-disks");
        assertThat(hardware.findings())
                .extracting(finding -> finding.subject().orElse(""))
                .contains(host.path(file).toString());
    }

    @ParameterizedTest
    @CsvSource({"nvme0", "nvme1"})
    void aPartitionOfAnArrayIsOnAllDisksOfTheArray(String drive) throws IOException {
        host.volume("md126", "nvme0n1", "nvme1n1")
                .folder("sys/devices/virtual/block/md126/md126p2")
                .link("sys/class/block/md126p2", "sys/devices/virtual/block/md126/md126p2")
                .link("sys/dev/block/259:20", "sys/devices/virtual/block/md126/md126p2")
                .mounts("259:20 / / rw - xfs /dev/md126p2 rw");

        isInUse(drive, "/ is on md126p2");
    }

    @Test
    void aLoopDeviceOnADiskIsOnThatDisk() throws IOException {
        host.volume("loop7")
                .put("sys/devices/virtual/block/loop7/loop/backing_file", "/dev/nvme1n2")
                .link("sys/dev/block/7:7", "sys/devices/virtual/block/loop7")
                .mounts(ROOT, "7:7 / /image rw - ext4 /dev/loop7 rw");

        isInUse("nvme1", "/image is on loop7");
    }

    @Test
    void aVolumeThatEndsNowhereIsOnAnyDisk() throws IOException {
        host.volume("zd0").text("proc/swaps", "Filename Type Size Used Priority\n/dev/zd0 partition 8 0 -2\n");

        HostHardware hardware = host.discover();

        assertThat(EditedHost.suggested(hardware)).containsExactly(NIC);
        assertThat(hardware.findings()).extracting(Diagnostic::code).containsExactly("discovery-disks");
    }

    @Test
    void swapInCompressedMemoryIsOnNoDisk() throws IOException {
        host.volume("zram0").text("proc/swaps", "Filename Type Size Used Priority\n/dev/zram0 partition 8 0 100\n");

        assertThat(host.discover().findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "22 27 0:21 / /proc rw - proc proc rw\n",
                "22 27 0:21 / /proc rw - proc proc rw\n30 1 259:2 / / rw,rel",
                "30 1 259:2 / / rw - xfs /dev/nvme0n1p2 rw",
                "30 1 259:2 / / rw - xfs /dev/nvme0n1p2 rw\ngarbage\n"
            })
    void noDiskIsSuggestedWhereTheTableOfMountsIsNotWhole(String table) throws IOException {
        host.text("proc/1/mountinfo", table);

        noDiskIsSuggested("proc/1/mountinfo");
    }

    @Test
    void noDiskIsSuggestedWhereThereAreMoreMountsThanAreRead() throws IOException {
        host.text(
                "proc/1/mountinfo",
                "30 1 259:2 / / rw - xfs /dev/nvme0n1p2 rw\n" + "40 1 0:9 / /x rw - tmpfs t rw\n".repeat(1 << 16));

        noDiskIsSuggested("proc/1/mountinfo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage\n", "Filename Type Size Used Priority\n/dev/nvme1n1 part"})
    void noDiskIsSuggestedWhereTheTableOfSwapIsNotWhole(String table) throws IOException {
        host.text("proc/swaps", table);

        noDiskIsSuggested("proc/swaps");
    }

    @Test
    void noDiskIsSuggestedWhereTheTableOfSwapCannotBeRead() throws IOException {
        host.folder("proc/swaps");

        noDiskIsSuggested("proc/swaps");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "f2fs"})
    void aDiskThatAnotherMountNamespaceHasMountedIsInUse(String type) throws IOException {
        host.put("sys/fs/" + type + "/nvme1n1/stats", "1").put("sys/fs/" + type + "/features/casefold", "supported");

        isInUse("nvme1", "a file system (" + type + ") is on nvme1n1");
    }

    @Test
    void theDiskOfAnExternalJournalIsInUse() throws IOException {
        host.folder("proc/fs/jbd2/nvme0n1p2-8").folder("proc/fs/jbd2/nvme1n2");

        isInUse("nvme1", "the journal of a file system is on nvme1n2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtdev", "logdev"})
    void theFurtherDisksOfAnXfsAreInUse(String option) throws IOException {
        host.mounts(ROOT + ",attr2," + option + "=/dev/nvme1n1,noquota");

        isInUse("nvme1", "/ is on nvme1n1");
    }

    @Test
    void disksBehindAControllerWithADomainOfItsOwnAreItsDisks() throws IOException {
        String vmd = "sys/devices/pci0000:00/0000:00:0e.0";
        String function = vmd + "/pci10000:e0/10000:e1:00.0";
        String drive = function + "/nvme/nvme5";
        host.put(vmd + "/class", "0x010400")
                .put(vmd + "/vendor", "0x8086")
                .put(vmd + "/device", "0x467f")
                .link(vmd + "/driver", "../../../bus/pci/drivers/vmd")
                .link("sys/bus/pci/devices/0000:00:0e.0", vmd)
                .put(function + "/class", "0x010802")
                .link("sys/bus/pci/devices/10000:e1:00.0", function)
                .put(drive + "/nvme5n1/nsid", "1")
                .link("sys/class/nvme/nvme5", drive)
                .link("sys/block/nvme5n1", drive + "/nvme5n1")
                .link("sys/class/block/nvme5n1", drive + "/nvme5n1");

        HostHardware idle = host.discover();
        host.mounts(ROOT, "259:50 / /data rw - xfs /dev/nvme5n1 rw").link("sys/dev/block/259:50", drive + "/nvme5n1");
        HostHardware mounted = host.discover();

        assertThat(idle.device("nvme5n1").orElseThrow().busName()).isEqualTo("0000:00:0e.0");
        assertThat(EditedHost.suggested(idle)).containsExactly(NIC, "0000:b1:00.0");
        assertThat(mounted.device("nvme5n1").orElseThrow().inUse()).containsExactly("/data is on nvme5n1");
        assertThat(mounted.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("discovery-behind-controller");
            assertThat(finding.message()).endsWith("10000:e1:00.0");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"vda", "LNRO0005:00", "platform-LNRO0005-00"})
    void theRootDiskOnAPlatformDeviceIsInUse(String name) throws IOException {
        HostHardware vm = HostDiscovery.discover(HostTrees.shared("vm-two-cpus"));

        assertThat(vm.device(name).orElseThrow().inUse()).containsExactly("/ is on vda");
        assertThat(EditedHost.errorsWith(vm, name)).containsExactly("baseline-device-in-use");
    }

    @Test
    void aHostBridgeThatIsAPlatformDeviceIsInUseWithWhatIsBelowIt() throws IOException {
        String bridge = "sys/devices/platform/40000000.pcie";
        String drive = bridge + "/pci0001:00/0001:01:00.0";
        host.link("sys/bus/platform/devices/40000000.pcie", bridge)
                .put(drive + "/class", "0x010802")
                .link("sys/bus/pci/devices/0001:01:00.0", drive)
                .folder(drive + "/nvme/nvme7/nvme7n1")
                .link("sys/class/block/nvme7n1", drive + "/nvme/nvme7/nvme7n1")
                .link("sys/block/nvme7n1", drive + "/nvme/nvme7/nvme7n1")
                .link("sys/dev/block/259:60", drive + "/nvme/nvme7/nvme7n1")
                .mounts(ROOT, "259:60 / /data rw - ext4 /dev/nvme7n1 rw");

        HostHardware hardware = host.discover();

        for (String device : new String[] {"40000000.pcie", "0001:01:00.0"}) {
            assertThat(hardware.device(device).orElseThrow().inUse()).containsExactly("/data is on nvme7n1");
        }
    }
}
