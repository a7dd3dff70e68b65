// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.Kerf;
import io.kerf.dts.Dts;
import io.kerf.examples.cli.Console.Outcome;
import io.kerf.fdt.Fdt;
import io.kerf.model.CpuSet;
import io.kerf.model.SystemState;
import io.kerf.sysfs.KernelAbi;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InitCommandTest {
    @TempDir
    Path folder;

    private Path directory() {
        return folder.resolve("host");
    }

    private Outcome kerf(Object... words) {
        return new Console().with("KERF_SIMULATED", directory().toString()).run(words);
    }

    private static String input(String sample) {
        return "--input=" + Console.sample(sample);
    }

    private SystemState state() {
        try (Host host = Kerf.simulated(SimulatedKernel.onDirectory(directory()))) {
            return host.state();
        }
    }

    /** A directory with the proc and sys of a machine that no kernel divides. */
    private Path machine() throws IOException {
        Path root = folder.resolve("machine");
        SimulatedKernel.onDirectory(
                root, SimulatedMachine.describedBy(Kerf.baseline(Console.sample("numa_topology.dts"))));
        try (var files = Files.walk(root.resolve("sys/fs"))) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        return root;
    }

    @ParameterizedTest
    @EnumSource(KernelAbi.class)
    void aHostIsMadeOnWhichTheBaselineIsInForce(KernelAbi abi) {
        Outcome outcome = kerf("init", input("baseline.dts"), "--abi=" + Conversions.word(abi));

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .isEqualTo("✓ Baseline validation passed\n✓ Baseline applied to kernel successfully\n  Baseline: "
                        + directory() + "/sys/fs/multikernel/device_tree\n");
        assertThat(SimulatedKernel.onDirectory(directory()).release().abi()).isEqualTo(abi);
        assertThat(state().freeCpus()).isEqualTo(CpuSet.parse("4-31"));
    }

    @ParameterizedTest
    @EnumSource(KernelAbi.class)
    void theSameBaselineOnceMoreChangesNothing(KernelAbi abi) {
        kerf("init", input("baseline.dts"), "--abi=" + Conversions.word(abi));

        Outcome again = kerf("init", input("baseline.dts"));

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.out()).contains("✓ Nothing to change: the pool is as the baseline says\n");
    }

    @Test
    void f35_aDryRunMakesNothing() throws IOException {
        Outcome outcome = kerf("init", input("baseline.dts"), "--dry-run", "--debug");

        assertThat(outcome.out())
                .isEqualTo("✓ Baseline validation passed\n✓ Baseline would be applied (dry-run mode)\n");
        assertThat(outcome.err()).contains("─".repeat(70)).contains("resources");
        assertThat(directory()).doesNotExist();

        Path root = machine();
        Outcome discovered = new Console().run("--root", root, "init", "--cpus=8-9", "--memory=1GB", "--dry-run");
        assertThat(discovered.exitCode()).as(discovered.err()).isZero();
        assertThat(root.resolve("var/lib/kerf"))
                .satisfiesAnyOf(
                        state -> assertThat(state).doesNotExist(),
                        state -> assertThat(state).isEmptyDirectory());
    }

    @Test
    void f02_f36_aReportIsPrintedAndThenTheBaselineApplied() {
        Outcome outcome = kerf("init", input("minimal.dts"), "--report");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .startsWith("Multikernel Device Tree Validation Report\n" + "=".repeat(42) + "\nStatus: ✓ VALID\n")
                .contains("    Host reserved: 0-1 (2 CPUs, 25%)\n")
                .contains("\n✓ Baseline validation passed\n✓ Baseline applied to kernel successfully\n  Baseline: ");
        assertThat(state().freeCpus()).isEqualTo(CpuSet.parse("2-7"));
    }

    @Test
    void f36_aReportWithADryRunIsAReportOnly() {
        Outcome outcome = kerf("init", input("minimal.dts"), "--report", "--dry-run", "--format=json");

        assertThat(outcome.out())
                .contains("\"status\": \"valid\"")
                .contains("\"host_reserved\": [ 0, 1 ]")
                .contains("\"applied\": false")
                .contains("\"dry_run\": true");
        assertThat(directory()).doesNotExist();
        assertThat(kerf("init", input("minimal.dts"), "--report", "--format=yaml")
                        .out())
                .contains("applied: true\n");
    }

    @Test
    void anAnswerAsDataIsOneDocument() {
        Outcome outcome = kerf("init", input("minimal.dts"), "--format=json");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .startsWith("{\n  \"schema\": \"kerf/init/1\",\n  \"interface\": \"pool\",\n")
                .contains("\"applied\": true");
    }

    @Test
    void anInvalidBaselineIsToldOnTheStreamOfErrorsAndItsReportAsAnswer() {
        Outcome plain = kerf("init", input("conflict_example.dts"));
        Outcome report = kerf("init", input("conflict_example.dts"), "--report");
        Outcome data = kerf("init", input("conflict_example.dts"), "--report", "--format=json");

        assertThat(plain.exitCode()).isOne();
        assertThat(plain.out()).isEmpty();
        assertThat(plain.err())
                .startsWith("Error: Validation failed:\n  ✗ ")
                .contains("Baseline must not contain instances")
                .contains("    💡 ");
        assertThat(report.exitCode()).isOne();
        assertThat(report.out()).contains("Status: ✗ INVALID\n").endsWith("✗ Validation failed with 3 errors\n");
        assertThat(data.exitCode()).isOne();
        assertThat(data.out()).contains("\"status\": \"invalid\"").contains("\"applied\": false");
        assertThat(directory()).doesNotExist();
    }

    @Test
    void f17_anOverlapIsReportedOnce() throws IOException {
        Path file = Files.writeString(
                folder.resolve("overlap.dts"),
                Files.readString(Console.sample("baseline.dts"))
                        .replace("host-reserved = <0 1 2 3>", "host-reserved = <0 1 2 3 4>"));

        assertThat(kerf("init", "--input=" + file).err().lines().filter(line -> line.contains("✗")))
                .singleElement()
                .asString()
                .contains("CPU 4 is both reserved for the host and available to instances");
    }

    @Test
    void f12_cpusAreComparedAsPhysicalIds() {
        assertThat(kerf("init", input("minimal.dts"), "--dry-run").exitCode()).isZero();
        Outcome anywhere = new Console().run("--root", folder, "init", input("minimal.dts"), "--dry-run");
        assertThat(anywhere.exitCode()).isZero();
        assertThat(anywhere.err()).contains("there is no multikernel kernel here");
        assertThat(anywhere.out()).isEqualTo("✓ Baseline validation passed\n");
    }

    @Test
    void f69_theContentOfAFileTellsWhatItIs() throws IOException {
        Path source = folder.resolve("B.DTS");
        Files.copy(Console.sample("minimal.dts"), source);
        Path blob = folder.resolve("blob.dts");
        Files.write(blob, Fdt.encode(Dts.compile(Console.sample("minimal.dts"))));

        assertThat(kerf("init", "--input=" + source, "--dry-run").exitCode()).isZero();
        assertThat(kerf("init", "--input=" + blob, "--dry-run").exitCode()).isZero();
    }

    @Test
    void filesThatCannotBeReadExitWith3AndThoseThatCannotBeUnderstoodWith1() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.dts"), "/dts-v1/;\n/ { resources { cpus = <4 ; }; };\n");
        Path empty = Files.createFile(folder.resolve("empty.dts"));

        assertThat(kerf("init", "--input=" + folder.resolve("none")).exitCode()).isEqualTo(ExitCode.FILE);
        assertThat(kerf("init", "--input=" + folder).err()).contains("is a directory");
        assertThat(kerf("init", "--input=" + folder).exitCode()).isEqualTo(ExitCode.FILE);
        assertThat(kerf("init", "--input=~/b.dts").err()).contains("'~'");
        assertThat(kerf("init", "--input=" + broken).exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(kerf("init", "--input=" + broken).err()).contains("broken.dts:2:");
        assertThat(kerf("init", "--input=" + empty).exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(directory()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "init, it is not said",
        "init --memory=1GB, it is not said",
        "init --input=x --cpus=4 --devices=eth0, --input excludes --cpus and --devices",
        "init --cpus=, --cpus",
        "init --cpus=4 --memory=x, --memory",
        "init --cpus=4 --memory=1GB@x, --memory",
        "init --input=x --format=xml, --format",
        "init extra --input=x, unexpected argument"
    })
    void whatIsNoRequestExitsWith2(String line, String words) {
        Outcome outcome = kerf((Object[]) line.split(" "));

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains(words).doesNotContain("Unexpected");
    }

    @Test
    void aBaselineIsMadeOfTheMachine() throws IOException {
        Outcome outcome = kerf(
                "--simulated",
                directory(),
                "--root",
                machine(),
                "init",
                "--cpus=8-15,24-31",
                "--memory=4GB@0,8GB@1",
                "-v");

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("  CPUs: 8-15,24-31\n").contains("  Memory: 12GB\n");
        assertThat(state().cpus().available()).hasToString("8-15,24-31");
        assertThat(state().memory().pool().size()).hasToString("12GB");
    }

    @Test
    void whatTheMachineDoesNotHaveIsNamed() throws IOException {
        Path root = machine();
        Outcome cpu = kerf("--simulated", directory(), "--root", root, "init", "--cpus=8,77", "--memory=1GB");
        Outcome device = kerf(
                "--simulated", directory(), "--root", root, "init", "--cpus=8-9", "--memory=1GB", "--devices=wlan7");
        Outcome memory = kerf("--simulated", directory(), "--root", root, "init", "--cpus=8-9");
        Outcome node = kerf("--simulated", directory(), "--root", root, "init", "--cpus=8-9", "--memory=1GB@9");

        assertThat(cpu.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(cpu.err()).contains("this machine has no CPU 77").contains("0-63");
        assertThat(device.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(device.err()).contains("'wlan7'");
        assertThat(memory.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(memory.err()).contains("--memory is missing");
        assertThat(node.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(node.err()).contains("no such node");
    }

    @Test
    void f71_hiddenAddressesAreNoPoolOfOneByte() throws IOException {
        Path root = machine();
        Path iomem = root.resolve("proc/iomem");
        Files.writeString(iomem, Files.readString(iomem).replaceAll("[0-9a-f]+-[0-9a-f]+ :", "00000000-00000000 :"));
        Files.writeString(root.resolve("proc/cmdline"), "quiet mkkernel_pool=2G@4G\n");

        Outcome outcome = new Console().run("--root", root, "init", "--cpus=8-9", "--memory=1GB", "--dry-run");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("hidden").contains("as root");
    }

    @Test
    void aHostWithoutSuchAKernelSaysWhatToDo() {
        Outcome outcome = new Console().run("--root", folder, "init", input("minimal.dts"));

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.NO_KERNEL);
        assertThat(outcome.err())
                .startsWith("Error: this host cannot be divided")
                .contains("kerf doctor")
                .contains("kerf --simulated DIR init")
                .doesNotContain("(…)")
                .doesNotContain("Kerf.");
        for (String command :
                new String[] {"create web --cpus=4 --memory=1GB", "update web --cpus=4", "delete web", "exec web"}) {
            Outcome other = new Console().run((Object[]) ("--root " + folder + " " + command).split(" "));
            assertThat(other.exitCode()).as(command + other.err()).isEqualTo(ExitCode.NO_KERNEL);
        }
    }

    @Test
    void aDirectoryWithOtherFilesIsNotMadeAHost() throws IOException {
        Files.createDirectories(directory());
        Files.writeString(directory().resolve("letter"), "dear");

        Outcome outcome = kerf("init", input("minimal.dts"));

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("has files in it");
        assertThat(directory().resolve("proc")).doesNotExist();
        assertThat(kerf("create", "web", "--cpus=4", "--memory=1GB").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void anEmptyDirectoryIsMadeAHostAndOneOfAnotherGenerationIsNot() throws IOException {
        Files.createDirectories(directory());
        assertThat(kerf("init", input("minimal.dts"), "--abi=flat-u32").exitCode())
                .isZero();

        Outcome other = kerf("init", input("minimal.dts"), "--abi=pool");

        assertThat(other.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(other.err().toLowerCase(Locale.ROOT)).contains("flat-u32").contains("pool");
    }

    @Test
    void otherCommandsSayHowAHostIsMade() {
        Outcome outcome = kerf("create", "web", "--cpus=4", "--memory=1GB");

        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err()).contains("no simulated kernel in").contains("kerf --simulated " + directory());
    }
}
