// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.dts.Dts;
import io.kerf.fdt.Fdt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples that are a main each, as a user runs them: a process of its own, its output and its exit code. */
class MainsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("kerf.testdata")).toAbsolutePath().getParent();
    private static final Path SOURCES = ROOT.resolve("kerf-examples/src/main/java/io/kerf/examples");

    private record Outcome(int exitCode, String output) {}

    private static Outcome run(String main, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                "io.kerf.examples." + main));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    static Stream<Path> mains() throws IOException {
        List<Path> mains = new ArrayList<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.sorted().toList()) {
                if (Files.isRegularFile(file) && Files.readString(file).contains(" void main(String[] ")) {
                    mains.add(file);
                }
            }
        }
        return mains.stream();
    }

    @ParameterizedTest
    @MethodSource("mains")
    void aMainIsShortAndInTheList(Path file) throws IOException {
        String name = String.valueOf(file.getFileName()).replace(".java", "");
        assertThat(Files.readAllLines(file)).hasSizeLessThan(60);
        assertThat(Files.readString(ROOT.resolve("kerf-examples/README.md"))).contains("| `" + name + "` |");
    }

    @Test
    void aTreeIsCompiledAndEditedWithTheTreeModulesAlone(@TempDir Path folder) throws Exception {
        Path blob = folder.resolve("board.dtb");

        Outcome outcome = run("CompileAndEdit", blob);

        assertThat(outcome.output())
                .contains("warning[dts-unit-address-vs-reg]", "board.dts:5:5", " bytes in board.dtb")
                .contains("reg = <0x1000 0x100>;", "status = \"okay\";")
                .endsWith(Dts.print(Fdt.read(blob)))
                .doesNotContain("watchdog {");
        assertThat(outcome.exitCode()).isZero();
        assertThat(Files.readString(SOURCES.resolve("CompileAndEdit.java")))
                .doesNotContainPattern("import io\\.kerf\\.(?!dts|fdt|tree|diag)");
    }

    @Test
    void overlaysAreMergedInOrderOrRefused() throws Exception {
        Outcome outcome = run("MergeOverlays");

        assertThat(outcome.output())
                .containsSubsequence("i2c {", "status = \"okay\";", "camera {", "lens {", "focal-length = <0x23>;")
                .contains("\n242 bytes\n", "✗ MISSING_SYMBOL 'camera'");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aRuleOfOnesOwnIsInTheReportBesideTheOthers(@TempDir Path folder) throws Exception {
        Outcome broken = run("CustomRule");
        String source = Files.readString(Samples.baseline("conflict_example.dts"))
                .replace("<3 4 5 6", "<4 5 6")
                .replace("0x80000800", "0x80000000")
                .replace("memory-bytes = <0x0 0x40000000>", "memory-bytes = <0x0 0x80000000>");
        Outcome kept = run("CustomRule", Files.writeString(folder.resolve("kept.dts"), source));

        assertThat(broken.output())
                .contains("ERROR: instance 'web-server' has 1GB for 2 CPUs [SITE-001]")
                .contains("give it 2GB", "    Line 41: web-server {", "[CPU-004]", "[MEM-001]")
                .endsWith("✗ Validation failed with 3 errors\n");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(kept.output()).startsWith("1 instances keep all rules\n").contains("Status: ✓ VALID");
        assertThat(kept.exitCode()).isZero();
    }

    @Test
    void placementsAreAskedForAndNothingIsCreated() throws Exception {
        Outcome outcome = run("PlacementWhatIf");

        assertThat(outcome.output())
                .contains("✓ web: fits, with CPUs 4-7 and 2GB", "✓ spread: fits", "on nodes 0, 1, 2, 3")
                .contains("✗ huge (", "500GB asked for, but the whole pool has 124GB")
                .endsWith("Instances there are: 0\n");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aDesiredStateIsPlannedStoredAndApplied(@TempDir Path folder) throws Exception {
        Outcome outcome = run("DeclarativeApply");
        Path other = Files.writeString(folder.resolve("other.yaml"), "instances: {}\n");

        assertThat(outcome.output())
                .startsWith("2 to create, 0 to update, 0 to replace, 1 to delete, 0 unchanged\n")
                .contains("- old       delete", "  web (ID ", "CPUs 4-7, 2GB")
                .contains("0 to create, 0 to update, 0 to replace, 0 to delete, 2 unchanged\n");
        assertThat(outcome.exitCode()).isZero();
        assertThat(run("DeclarativeApply", other).output())
                .contains("1 to delete")
                .doesNotContain("web");
    }

    @Test
    void eventsAndFiguresAreTold() throws Exception {
        Outcome outcome = run("WatchWithMetrics");

        assertThat(outcome.output())
                .containsSubsequence("instance 'web' (id 1) was created", "instance 'web' (id 1) was removed")
                .contains("create: 1 done, 0 failed", "delete: 1 done, 0 failed", "60 of 60 CPUs are free");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aFailureIsToldInWordsAndByTheExitCode() throws Exception {
        Outcome outcome = run("PlacementWhatIf", "no/such.dts");
        assertThat(outcome.output()).startsWith("✗ ").contains("such.dts").doesNotContain("\tat ");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }
}
