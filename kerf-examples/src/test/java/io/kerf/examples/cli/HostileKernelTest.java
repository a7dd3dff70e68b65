// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.Host;
import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a kernel that are not what they should be: what is wrong is said, what can be read is shown, and nothing crashes. */
class HostileKernelTest {
    private static final List<String> COMMANDS =
            List.of("show", "show web", "doctor", "dump", "dump web --dts", "transactions", "capacity", "discover");

    @TempDir
    private Path root;

    private Path kernel;

    @BeforeEach
    void host() throws IOException {
        try (Host host = Console.host(root, "minimal.dts")) {
            host.createInstance("db").cpus("2-3").memory("1GB").create();
            host.createInstance("web").cpus("4-5").memory("1GB").create();
            ShownHosts.load(host, "db", Files.createTempFile(root, "kernel", ".elf"), "quiet");
        }
        kernel = root.resolve("sys/fs/multikernel");
    }

    private Console.Outcome run(String line) {
        return new Console().run((Object[]) (line + " --root " + root).split(" "));
    }

    @Test
    void f31_blobsAndBytesThatAreNoTextHideNothingElse() throws IOException {
        Files.write(kernel.resolve("instances/web/status"), new byte[] {'r', 'e', 'a', (byte) 0xd0, 'd', 'y'});
        Console.Outcome outcome = run("show");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("│▒▒AA??··│")
                .contains("Instance: db\n", "  Status:          loaded\n")
                .contains("Instance: web\n", "  Status:          not known\n")
                .contains("/instances/web/status: found 'rea\ufffddy', expected empty, ready, loaded")
                .contains("    \tmodel = \"web\";\n");
        assertThat(run("show web").exitCode()).isZero();
    }

    @Test
    void anInstanceTreeThatIsNoneIsARowThatSaysSo() throws IOException {
        Files.writeString(kernel.resolve("instances/web/device_tree"), "no tree at all");
        Console.Outcome outcome = run("show");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("Instance: web\n")
                .containsPattern("⚠ .*tree")
                .contains("⚠ what web has is not in the picture")
                .contains("Instance: db\n", "    \tmodel = \"db\";\n");
        assertThat(run("dump web").out()).isEqualTo("no tree at all");
        Console.Outcome source = run("dump web --dts");
        assertThat(source.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(source.err()).startsWith("Error: what the kernel holds is no device tree: ");
        assertThat(source.out()).isEmpty();
    }

    @Test
    void aHostTreeThatIsNoneIsAnError() throws IOException {
        Files.writeString(kernel.resolve("device_tree"), "no tree at all");
        Console.Outcome outcome = run("show");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(outcome.err())
                .startsWith("Error: cannot read ")
                .contains("device_tree")
                .doesNotContain("\tat ");
        assertThat(outcome.out()).isEmpty();
        assertThat(run("dump").out()).isEqualTo("no tree at all");
    }

    @Test
    void f30_valuesWiderThanTheirColumnsShiftNothing() throws IOException {
        Files.writeString(root.resolve("proc/kimage"), """
                MK_ID Type Start Address Segments Mode Cmdline
                ----- ---- ------------- -------- ---- -------
                1 multikernel 0xfffffffffffff000 123456789012 file "a very long line = "with quotes" and   blanks"
                2147483647    multikernel      0x1      7
                wild row that is none
                """);
        assertThat(run("show db").out())
                .contains(
                        "    Start:         0xfffffffffffff000\n",
                        "    Segments:      123456789012\n",
                        "    Mode:          file\n",
                        "    Cmdline:       a very long line = \"with quotes\" and   blanks\n");
        assertThat(run("show db --format=json").out()).contains("\"start\": 18446744073709547520,");
    }

    @Test
    void aListOfImagesThatCannotBeReadIsARow() throws IOException {
        Files.delete(root.resolve("proc/kimage"));
        Console.Outcome outcome = run("show");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("⚠ cannot read " + root + "/proc/kimage", "Instance: db\n");
    }

    @Test
    void foreignInstancesAreShownAsFarAsTheyCanBeRead() throws IOException {
        Path foreign = Files.createDirectory(kernel.resolve("instances/not \u001b[2Jmine"));
        Files.writeString(foreign.resolve("id"), "77\n");
        Files.writeString(foreign.resolve("status"), "active\n");
        Files.copy(kernel.resolve("instances/web/device_tree"), foreign.resolve("device_tree"));
        Console.Outcome outcome = run("show");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("Total instances: 3\n")
                .contains("Instance: not \\x1b[2Jmine\n")
                .contains("  ID:              77\n  Status:          active\n", "kerf gives no such name")
                .doesNotContain("\u001b");
        assertThat(new Console()
                        .run("show", "not \u001b[2Jmine", "--root", root)
                        .exitCode())
                .isZero();
    }

    @Test
    void f32_aTransactionThatFailedBlocksNothingAndIsListedAsFailed() throws IOException {
        Files.writeString(kernel.resolve("overlays/tx_3/status"), "failed\n");
        Path ghost = Files.createDirectory(kernel.resolve("overlays/tx_9"));
        Files.writeString(ghost.resolve("status"), "perhaps\n");
        assertThat(run("transactions").out())
                .contains(
                        "tx_2 applied: create instance 'db'",
                        "\ntx_3 failed: create instance 'web'",
                        "\ntx_9 unreadable: ");
        assertThat(run("show").out()).contains("Total instances: 2\n").doesNotContain("tx_");
    }

    @Test
    void f55_theRootNodeHasNoNameSoTheDirectoryTellsWhichInstanceItIs() {
        String out = run("show --format=json").out();
        assertThat(out).contains("\"name\": \"db\"", "\"name\": \"web\"").doesNotContain("\"name\": \"\"");
    }

    @Test
    void f56_textOfFourOrEightBytesIsShownAsText() throws IOException {
        byte[] blob = Fdt.encode(Dts.compile(
                "/dts-v1/; / { compatible = \"multikernel-v1\"; instance-name = \"web\"; names = \"a\", \"b\"; };",
                "x.dts"));
        Files.write(kernel.resolve("instances/web/device_tree"), blob);
        assertThat(run("show web").out()).contains("\tinstance-name = \"web\";\n", "\tnames = \"a\", \"b\";\n");
        assertThat(run("dump web --dts").out()).contains("\tinstance-name = \"web\";\n", "\tnames = \"a\", \"b\";\n");
    }

    @Test
    void noFileThatIsCutEmptyOrWildCrashesAnything() throws IOException {
        Random random = new Random(11);
        List<Path> files;
        try (var all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(root.resolve("kernel")))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            byte[] before = Files.readAllBytes(file);
            byte[] wild = new byte[64];
            random.nextBytes(wild);
            byte[] flipped = before.clone();
            for (int i = 0; i < Math.min(8, flipped.length); i++) {
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] half = Arrays.copyOf(before, before.length / 2);
            for (byte[] content : List.of(new byte[0], wild, flipped, half)) {
                Files.write(file, content);
                for (String command : List.of("show", COMMANDS.get(random.nextInt(COMMANDS.size())))) {
                    Console.Outcome outcome = run(command);
                    String what = command + " with " + root.relativize(file) + " of " + content.length + " bytes: "
                            + new String(content, StandardCharsets.ISO_8859_1);
                    assertThat(outcome.err()).as(what).doesNotContain("Unexpected", "\tat ");
                    assertThat(outcome.exitCode()).as(what).isIn(0, 1, 3, 4);
                    if (outcome.exitCode() != 0 && !command.equals("doctor")) {
                        assertThat(outcome.bytes()).as(what).isEmpty();
                        assertThat(outcome.err()).as(what).startsWith("Error: ");
                    }
                }
            }
            Files.write(file, before);
        }
    }
}
