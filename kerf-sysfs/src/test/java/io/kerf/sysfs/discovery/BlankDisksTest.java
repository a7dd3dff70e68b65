// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kerf.diag.Severity;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A drive is suggested only if both its ends can be read and hold zeros alone; why others are not is said. */
class BlankDisksTest {
    private static final String NIC = "0000:98:00.0";
    private static final String DRIVE = "0000:b1:00.0";
    private static final String DISK = "dev/nvme1n2";
    private static final String SIZE = "sys/devices/pci0000:b0/" + DRIVE + "/nvme/nvme1/nvme1n2/size";

    @TempDir(factory = QuickTempDir.class)
    Path root;

    private EditedHost host;

    @BeforeEach
    void unpack() throws IOException {
        host = EditedHost.of("xeon-snc2", root);
    }

    private void write(long at) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(host.path(DISK).toFile(), "rw")) {
            file.seek(at);
            file.write('Z');
        }
    }

    private void isNotSuggested(String reason) {
        HostHardware hardware = host.discover();
        assertThat(EditedHost.suggested(hardware)).containsExactly(NIC);
        assertThat(hardware.suggestedBaseline().propose().findings())
                .filteredOn(finding -> finding.code().equals("baseline-device"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.INFO);
                    assertThat(finding.message()).contains(DRIVE + ": ").contains(reason);
                });
        assertThat(EditedHost.errorsWith(hardware, "nvme1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 512, 65_600, (128 << 10) - 1, (1 << 20) - (128 << 10), (1 << 20) - 1})
    void aDriveWithAnythingAtItsEndsIsNotSuggested(long at) throws IOException {
        assertThat(EditedHost.suggested(host.discover())).containsExactly(NIC, DRIVE);
        write(at);

        isNotSuggested("nvme1n2 has something written on it");
    }

    @Test
    void aDriveSmallerThanItsEndsIsReadOnce() throws IOException {
        host.put(SIZE, "2");
        assertThat(EditedHost.suggested(host.discover())).containsExactly(NIC, DRIVE);
        write(1023);

        isNotSuggested("nvme1n2 has something written on it");
    }

    @Test
    void aDriveThatEndsEarlyIsNotSuggested() throws IOException {
        host.put(SIZE, "5000000000");

        isNotSuggested("ends early");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "garbage", "-8", "99999999999999999999"})
    void aDriveOfUnknownSizeIsNotSuggested(String size) throws IOException {
        host.put(SIZE, size);

        isNotSuggested("the size of nvme1n2 is not known");
    }

    @Test
    void aDriveWithoutAFileBelowDevIsNotSuggested() throws IOException {
        host.remove(DISK);

        isNotSuggested(host.path(DISK) + " cannot be read");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeInPlaceOfADriveIsNotOpened() throws Exception {
        Files.delete(host.path(DISK));
        Process process = new ProcessBuilder("mkfifo", host.path(DISK).toString()).start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0)
                .isTrue();

        isNotSuggested("is no block device");
    }

    @Test
    void aCharacterDeviceOrAFolderInPlaceOfADriveIsNotRead() throws IOException {
        host.link(DISK, "/dev/zero");
        isNotSuggested("is no block device");

        host.remove(DISK).folder(DISK);
        isNotSuggested("is no block device");
    }

    @Test
    void aDeviceOfOtherNumbersIsNotTakenForTheDrive() throws Exception {
        host.remove(DISK);
        Process process = new ProcessBuilder("mknod", host.path(DISK).toString(), "b", "7", "0").start();
        assumeTrue(
                process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0,
                "mknod is not permitted to this user");

        host.put("sys/devices/pci0000:b0/" + DRIVE + "/nvme/nvme1/nvme1n2/dev", "259:3");
        isNotSuggested(DISK + " is the device 7:0, and nvme1n2 is 259:3");

        host.remove("sys/devices/pci0000:b0/" + DRIVE + "/nvme/nvme1/nvme1n2/dev");
        isNotSuggested("the device numbers of nvme1n2 are not known");
    }

    @ParameterizedTest
    @CsvSource({
        "0x700,7:0",
        "0x10300,259:0",
        "0x10303,259:3",
        "0xffffffff,4095:1048575",
        "0x1200abcd345ef,74565:11259375"
    })
    void theNumbersOfADeviceAreThoseThatSysfsHas(String device, String numbers) {
        assertThat(BlankDisks.deviceNumbers(Long.decode(device))).isEqualTo(numbers);
    }

    @Test
    void aDriveThatSysfsDoesNotListIsNotSuggestedAndAskedForWithAWarning() throws IOException {
        host.remove("sys/block/nvme1n2").link("sys/block/nvme1n2", "gone");

        HostHardware hardware = host.discover();

        assertThat(EditedHost.suggested(hardware)).containsExactly(NIC);
        assertThat(hardware.baseline().cpuCount(2).device("nvme1").propose().findings())
                .filteredOn(finding -> finding.code().equals("baseline-device-doubt"))
                .singleElement()
                .satisfies(
                        finding -> assertThat(finding.message()).contains("nobody knows what is on nvme1n2, since "));
    }
}
