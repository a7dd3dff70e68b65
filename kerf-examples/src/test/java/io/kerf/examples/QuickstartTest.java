// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The example as a user runs it: a process of its own, its output and its exit code. */
class QuickstartTest {
    private record Outcome(int exitCode, String output) {}

    private static Outcome run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("-classpath", System.getProperty("java.class.path"), "io.kerf.examples.Quickstart"));
        command.addAll(List.of(arguments));
        return java(command);
    }

    private static Outcome java(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(arguments);
        command.add(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Process process = new ProcessBuilder(command)
                .directory(
                        Path.of(System.getProperty("kerf.testdata")).getParent().toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    @Test
    void theMainJobRunsFromBaselineToRollback() throws Exception {
        Outcome outcome = run();
        assertThat(outcome.output())
                .contains("Status: ✓ VALID", "✓ Baseline applied")
                .contains("✓ Created web-server: id 1, ready, CPUs 4-7, 2GB at [100000000-17fffffff]")
                .contains("✓ Created database: id 2, ready, CPUs 16-23, 8GB at [800000000-9ffffffff]")
                .containsSubsequence(
                        "web-server is loaded", "web-server is active", "web-server is loaded", "web-server is ready")
                .containsSubsequence("tx_5 applied: create instance 'scratch'", "✓ Rolled back tx_5")
                .endsWith("✓ All validations passed\n")
                .doesNotContain("SLF4J", "scratch (ID");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void theModulePathAloneIsEnough() throws Exception {
        String modules = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !ModuleFinder.of(Path.of(entry)).findAll().isEmpty())
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        Outcome outcome =
                java(List.of("--module-path", modules, "--module", "io.kerf.examples/io.kerf.examples.Quickstart"));
        assertThat(outcome).isEqualTo(run());
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void theExampleOfTheReadmeRuns() throws Exception {
        Outcome outcome =
                java(List.of("-classpath", System.getProperty("java.class.path"), "io.kerf.examples.FirstInstance"));
        assertThat(outcome.output()).contains("web").contains("4-7");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aConflictingBaselineIsExplainedAndFails() throws Exception {
        Outcome outcome = run("kerf-examples/src/main/dts/conflict_example.dts");
        assertThat(outcome.output())
                .contains("[CPU-004]", "Line 18: available = <3 4 5 6 7 8 9 10 11 12 13 14 15>;")
                .contains("[MEM-001]", "Line 24: memory-pool-base = <0x0 0x80000800>;")
                .contains("[BASE-001]", "Line 40: instances {")
                .endsWith("✗ Validation failed with 3 errors\n")
                .doesNotContain("Baseline applied");
        assertThat(outcome.output().lines().filter(line -> line.strip().matches("\\^+")))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(outcome.exitCode()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNotThereFailsInWords() throws Exception {
        Outcome outcome = run("no/such.dts");
        assertThat(outcome.output())
                .startsWith("\nA simulated host")
                .contains("✗ ", "such.dts")
                .doesNotContain("\tat ");
        assertThat(outcome.exitCode()).isEqualTo(1);
    }
}
