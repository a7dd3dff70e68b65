// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kerf.diag.Diagnostic;
import io.kerf.model.CpuSet;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are missing, unreadable, cut or garbage are findings with the file, what is wrong, and what to do. */
class DiscoveryHostileTest {
    @TempDir(factory = QuickTempDir.class)
    Path root;

    private KernelRoots roots(String name) throws IOException {
        return HostTrees.unpack(name, root);
    }

    static void isUseful(Diagnostic finding) {
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
    @ValueSource(strings = {"0-", "0-3,", "7-0", "a-b", "0-99999999999", "0,,1", "0-65536", "0-1048575", "\0\0"})
    void aHalfWrittenListIsAFindingAndTheOtherFilesStillCount(String text) throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        Files.writeString(root.resolve("sys/devices/system/cpu/online"), text + "\n");

        HostHardware vm = HostDiscovery.discover(roots);

        assertThat(vm.cpus()).hasSize(8).allMatch(cpu -> cpu.state() == HostCpu.State.ONLINE);
        assertThat(vm.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("discovery-malformed");
            assertThat(finding.message())
                    .startsWith(root.resolve("sys/devices/system/cpu/online") + " has '")
                    .endsWith("which is not a list of numbers below 65536 such as 0-3,8");
            isUseful(finding);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sys/devices/system/cpu/cpu2/topology/core_cpus_list | 1-3",
                "sys/devices/system/cpu/cpu2/cache/index0/shared_cpu_list | 1-3",
                "sys/devices/system/node/node3/cpulist | 0-3,12-15,28-31"
            })
    void filesThatContradictEachOtherAreAFinding(String name, String list) throws IOException {
        KernelRoots roots = roots("epyc-nps4");
        assertThat(HostDiscovery.discover(roots).findings())
                .extracting(Diagnostic::code)
                .doesNotContain(Codes.MALFORMED);
        Path file = root.resolve(name);
        Files.writeString(file, list + "\n");

        HostHardware epyc = HostDiscovery.discover(roots);

        assertThat(epyc.cpu(1).orElseThrow().node()).hasValue(0);
        assertThat(epyc.findings())
                .filteredOn(finding -> finding.code().equals("discovery-malformed"))
                .isNotEmpty()
                .allSatisfy(DiscoveryHostileTest::isUseful)
                .extracting(Diagnostic::message)
                .anySatisfy(message -> assertThat(message).startsWith(file + " and another file disagree: CPUs "));
    }

    @Test
    void moreNodesThanLinuxCanHaveAreAFinding() throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        Path online = root.resolve("sys/devices/system/node/online");
        Files.writeString(online, "0-1024\n");

        HostHardware vm = HostDiscovery.discover(roots);

        assertThat(vm.nodes()).isEmpty();
        assertThat(vm.findings())
                .extracting(Diagnostic::message)
                .contains(online + " has '0-1024', which is not a list of numbers below 1024 such as 0-3,8");
    }

    @Test
    void asManyCpusAndNodesAsThereCanBeAreReadInTime() throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        Files.writeString(root.resolve("sys/devices/system/cpu/present"), "0-65535\n");
        Files.writeString(root.resolve("sys/devices/system/cpu/possible"), "0-65535\n");
        Files.writeString(root.resolve("sys/devices/system/node/online"), "0-1023\n");

        HostHardware vm = assertTimeoutPreemptively(Duration.ofSeconds(60), () -> HostDiscovery.discover(roots));

        assertThat(vm.nodes()).hasSize(1024);
        assertThat(vm.cpus()).hasSize(65536);
        assertThat(vm.toJson()).hasSizeLessThan(32 << 20);
    }

    /** A pipe blocks whoever opens it until somebody writes. */
    @ParameterizedTest
    @ValueSource(strings = {"sys/devices/system/cpu/online", "proc/cpuinfo", "sys/block", "proc/swaps"})
    void aPipeIsAFindingAndNotOpened(String name) throws IOException, InterruptedException {
        KernelRoots roots = roots("vm-no-smt");
        Path pipe = root.resolve(name);
        if (Files.exists(pipe)) {
            Files.move(pipe, root.resolve("aside"));
        }
        Process mkfifo =
                new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor()).isZero();

        HostHardware vm = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> HostDiscovery.discover(roots));

        assertThat(vm.findings()).anySatisfy(finding -> {
            assertThat(finding.code()).isEqualTo("discovery-unreadable");
            assertThat(finding.message())
                    .isEqualTo(pipe + " cannot be read: it is a pipe, a socket or a device, and no regular file");
            isUseful(finding);
        });
    }

    /** Rows that are whole, with names that no file can have. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/x\0y", "/dev/mapper/\0", "/dev/\0", "LONG"})
    void namesThatNoFileCanHaveAreFindings(String name) throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        String hostile = name.equals("LONG") ? "/dev/" + "x".repeat(5000) : name;
        String device = hostile.substring("/dev/".length());
        Path swaps = root.resolve("proc/swaps");
        Files.writeString(swaps, "Filename Type Size Used Priority\n" + hostile + " partition 8 0 -2\n");
        Path mounts = root.resolve("proc/1/mountinfo");
        Files.writeString(mounts, "40 1 0:50 / /data rw - btrfs " + hostile + " rw\n", StandardOpenOption.APPEND);
        Path route = root.resolve("proc/1/net/route");
        Files.writeString(
                route, device + "\t0001A8C0\t0\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0\n", StandardOpenOption.APPEND);
        Path routes = root.resolve("proc/1/net/ipv6_route");
        Files.writeString(routes, "0".repeat(32) + " 00 0 00 0 0 0 0 00000001 " + device + "\n");

        HostHardware vm = HostDiscovery.discover(roots);

        for (Path file : new Path[] {swaps, mounts, route, routes}) {
            assertThat(vm.findings()).anySatisfy(finding -> {
                assertThat(finding.code()).isEqualTo("discovery-malformed");
                assertThat(finding.message())
                        .startsWith(file + " has '")
                        .endsWith("which is not a name that a file can have");
                isUseful(finding);
            });
        }
        assertThat(vm.device("eth0").orElseThrow().inUse()).containsExactly("default route through eth0");
    }

    @Test
    void noNulIsMadeOutOfAnEscape() throws IOException {
        KernelRoots roots = roots("vm-no-smt");
        Files.writeString(root.resolve("proc/swaps"), "Filename Type\n/dev/x\\000y partition 8 0 -2\n");

        assertThat(HostDiscovery.discover(roots).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("discovery-disks");
            assertThat(finding.message()).endsWith("swap (/dev/x\\000y)");
        });
        assertThat(MountTable.plain("a\\000b\\040c")).isEqualTo("a\\000b c");
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
}
