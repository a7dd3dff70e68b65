// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kerf.diag.Diagnostic;
import io.kerf.model.CpuSet;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are missing, unreadable, cut or garbage are findings with the file, what is wrong, and what to do. */
class DiscoveryHostileTest {
    @TempDir(factory = QuickTempDir.class)
    Path root;

    private KernelRoots roots(String name) throws IOException {
        return HostTrees.unpack(name, root);
    }

    private static void isUseful(Diagnostic finding) {
        assertThat(finding.message()).hasSizeGreaterThan(20);
        assertThat(finding.subject()).isPresent();
        assertThat(finding.suggestion().isPresent() || finding.code().equals(Codes.MORE))
                .as(finding.toString())
                .isTrue();
    }

    @Test
    void cpusWithoutTopologyAreCoresOfTheirOwn() throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        for (int number : new int[] {2, 3}) {
            try (Stream<Path> files = Files.list(root.resolve("sys/devices/system/cpu/cpu" + number + "/topology"))) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }

        HostHardware vm = HostDiscovery.discover(roots);

        assertThat(vm.cpu(2).orElseThrow().socket()).isEmpty();
        assertThat(vm.cpu(2).orElseThrow().core()).hasValue(2);
        assertThat(vm.findings())
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.message())
                        .contains("core_cpus_list is not there, so nobody knows which CPUs share a core"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0-", "0-3,", "7-0", "a-b", "0-99999999999", "0,,1", "0-1048577", "\0\0"})
    void aHalfWrittenListIsAFindingAndTheOtherFilesStillCount(String text) throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        Files.writeString(root.resolve("sys/devices/system/cpu/online"), text + "\n");

        HostHardware vm = HostDiscovery.discover(roots);

        assertThat(vm.cpus()).hasSize(8).allMatch(cpu -> cpu.state() == HostCpu.State.ONLINE);
        assertThat(vm.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("discovery-malformed");
            assertThat(finding.message())
                    .startsWith(root.resolve("sys/devices/system/cpu/online") + " has '")
                    .endsWith("which is not a list of numbers such as 0-3,8");
            isUseful(finding);
        });
    }

    @Test
    void listsThatDisagreeAreAFinding() throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        Files.writeString(root.resolve("sys/devices/system/cpu/online"), "0-5\n");

        HostHardware vm = HostDiscovery.discover(roots);

        assertThat(vm.cpus().stream().filter(cpu -> cpu.state() == HostCpu.State.OFFLINE))
                .extracting(cpu -> cpu.number().orElse(-1))
                .containsExactly(6, 7);
        assertThat(vm.findings())
                .extracting(Diagnostic::message)
                .anySatisfy(
                        message -> assertThat(message).contains("/proc/cpuinfo lists CPUs 0-7 and ", "cpu/online 0-5"));
    }

    @Test
    void aFileThatCannotBeReadIsAFinding() throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        Path meminfo = root.resolve("proc/meminfo");
        Files.delete(meminfo);
        Files.createDirectory(meminfo);

        HostHardware vm = HostDiscovery.discover(roots);

        assertThat(vm.memory().total().isZero()).isTrue();
        assertThat(vm.findings()).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo("discovery-unreadable");
            assertThat(finding.message()).isEqualTo(meminfo + " cannot be read: Is a directory");
            isUseful(finding);
        });
    }

    @Test
    void missingPrivilegeIsSaid() throws IOException {
        KernelRoots roots = roots("arm64-server");
        Path table = root.resolve("sys/firmware/acpi/tables/APIC");
        Files.setPosixFilePermissions(table, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(table), "this user reads files without permission, so nothing is refused");

        assertThat(HostDiscovery.discover(roots).findings()).anySatisfy(finding -> {
            assertThat(finding.message()).isEqualTo(table + " cannot be read: permission denied");
            assertThat(finding.suggestion()).contains("read it as root");
        });
    }

    @Test
    void aFileWithoutEndIsNotReadToItsEnd() throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        Path present = root.resolve("sys/devices/system/cpu/present");
        Files.writeString(present, "0,".repeat(HostFiles.SYSFS_BOUND));

        HostHardware vm = HostDiscovery.discover(roots);

        assertThat(vm.cpus()).hasSize(8);
        assertThat(vm.findings())
                .extracting(Diagnostic::message)
                .contains(present + " cannot be read: it goes on after 65536 bytes");
    }

    @Test
    void findingsOfManyFilesOfOneNameAreCounted() throws IOException {
        KernelRoots roots = roots("xeon-snc2");
        for (int number = 0; number < 32; number++) {
            Files.writeString(
                    root.resolve("sys/devices/system/cpu/cpu" + number + "/topology/physical_package_id"), "x\n");
        }

        List<Diagnostic> findings = HostDiscovery.discover(roots).findings();

        assertThat(findings).hasSize(Findings.EACH + 1);
        assertThat(findings.get(Findings.EACH).message())
                .isEqualTo("28 more files called 'physical_package_id' are as the first 4 of discovery-malformed");
    }

    @Test
    void anIdOfTwoCpusIsThatOfNeither() throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        Path cpuinfo = root.resolve("proc/cpuinfo");
        Files.writeString(cpuinfo, Files.readString(cpuinfo).replace("apicid\t\t: 3\n", "apicid\t\t: 2\n"));

        HostHardware vm = HostDiscovery.discover(roots);

        assertThat(vm.physicalIds(CpuSet.parse("0-7"))).isEqualTo(CpuSet.parse("0-1,4-7"));
        assertThat(vm.findings())
                .extracting(Diagnostic::message)
                .contains("several CPUs have the APIC id 2, so that none of them counts as having it");
    }

    /** Each file in turn is gone, empty, cut, garbage, and a directory; nothing is ever thrown, and what is found is told usefully. */
    @ParameterizedTest
    @ValueSource(strings = {"vm-two-cpus", "pool-in-use"})
    void noStateOfAnyFileBreaksDiscovery(String name) throws IOException {
        KernelRoots roots = roots(name);
        List<Path> files;
        try (Stream<Path> tree = Files.walk(root)) {
            // The files of one CPU stand for those of the others, which are of the same names.
            files = tree.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !path.toString().matches(".*/cpu[1-9][0-9]*/.*"))
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(15);
        Random random = new Random(8);
        int findings = 0;
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            byte[] garbage = new byte[64];
            random.nextBytes(garbage);
            List<byte[]> states = List.of(
                    new byte[0],
                    Arrays.copyOf(whole, whole.length / 2),
                    garbage,
                    "-1\n".getBytes(StandardCharsets.UTF_8),
                    "99999999999999999999\n".getBytes(StandardCharsets.UTF_8));
            for (byte[] state : states) {
                Files.write(file, state);
                findings += check(roots);
            }
            Files.delete(file);
            findings += check(roots);
            Files.createDirectory(file);
            findings += check(roots);
            Files.delete(file);
            Files.write(file, whole);
        }
        assertThat(findings).isGreaterThan(100);
    }

    private static int check(KernelRoots roots) {
        HostHardware hardware = HostDiscovery.discover(roots);
        hardware.findings().forEach(DiscoveryHostileTest::isUseful);
        assertThat(hardware.toJson()).startsWith("{");
        assertThat(HostPicture.of(hardware.baseline().cpuCount(1).propose())).isNotEmpty();
        return hardware.findings().size();
    }
}
