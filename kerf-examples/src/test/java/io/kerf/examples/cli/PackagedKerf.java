// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as the build packs it, {@code target/kerf}. Run after {@code package}, as a process. */
class PackagedKerf {
    private static final Path DIST = Path.of(System.getProperty("kerf.dist"));

    private record Outcome(int exitCode, String output) {}

    private static Outcome run(Path program, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static Outcome kerf(String... words) throws IOException, InterruptedException {
        return run(DIST.resolve("bin/kerf"), Map.of(), words);
    }

    @Test
    void tellsTheVersionOfTheBuild() throws Exception {
        assertThat(kerf("--version"))
                .isEqualTo(new Outcome(0, "kerf, version " + System.getProperty("kerf.version") + "\n"));
    }

    @Test
    void startsFromItsClassArchive() throws Exception {
        // -Xshare:on is refused by a Java machine that cannot use the archive it was given.
        assertThat(run(DIST.resolve("bin/kerf"), Map.of("KERF_JAVA_OPTS", "-Xshare:on"), "--version")
                        .exitCode())
                .isZero();
    }

    @Test
    void worksFromAnotherPlaceAndThroughALink(@TempDir Path folder) throws Exception {
        Path copy = folder.resolve("opt kerf");
        try (Stream<Path> files = Files.walk(DIST)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(DIST.relativize(file)));
            }
        }
        Path link = Files.createSymbolicLink(folder.resolve("kerf"), copy.resolve("bin/kerf"));
        Path host = folder.resolve("host");
        String baseline = DIST.resolve("share/minimal.dts").toString();
        assertThat(run(link, Map.of(), "--simulated", host.toString(), "init", "--input", baseline)
                        .exitCode())
                .isZero();
        Outcome shown = run(link, Map.of("KERF_SIMULATED", host.toString()), "show");
        assertThat(shown.output()).contains("Total:           8").doesNotContain("SLF4J", "warning");
        assertThat(shown.exitCode()).isZero();
    }

    @Test
    void saysWhatIsMissingWithoutJava() throws Exception {
        Outcome outcome = run(DIST.resolve("bin/kerf"), Map.of("JAVA_HOME", File.separator + "nowhere"), "show");
        assertThat(outcome)
                .isEqualTo(new Outcome(
                        1, "kerf: no Java at '/nowhere/bin/java': install a Java 17 runtime, or set JAVA_HOME\n"));
    }
}
