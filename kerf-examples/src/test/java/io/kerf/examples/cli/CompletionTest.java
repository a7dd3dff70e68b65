// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.examples.cli.Console.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code kerf completion}, in a real bash. */
class CompletionTest {
    @TempDir
    Path folder = Path.of("");

    private Path script = Path.of("");

    private record Said(int exitCode, String text) {}

    private static Said bash(String... words) throws IOException, InterruptedException {
        String[] line = new String[words.length + 1];
        line[0] = "bash";
        System.arraycopy(words, 0, line, 1, words.length);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    @BeforeEach
    void writeScript() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash here");
        Outcome outcome = new Console().run("completion");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
        script = Files.writeString(folder.resolve("kerf.bash"), outcome.out());
    }

    @Test
    void bashReadsItWithoutAWord() throws Exception {
        assertThat(bash("-n", script.toString())).isEqualTo(new Said(0, ""));
    }

    @Test
    void bashCompletesKerfsCommandsAndOptions() throws Exception {
        Said said = bash("-c", "source " + script + "; complete -p kerf; " + words("val") + words("validate", "--for"));
        assertThat(said.exitCode()).isZero();
        assertThat(said.text()).contains("complete ", "_complete_kerf", " kerf\n", "[validate]", "[--format]");
    }

    @Test
    void everyCommandIsInIt() throws Exception {
        String text = Files.readString(script);
        for (String name : Commands.all(new GlobalOptions()).getSubcommands().keySet()) {
            assertThat(text).contains("_picocli_kerf_" + name.replace('-', '_') + "()");
        }
        Said said = bash("-c", "source " + script + "; " + words("plan", "--format", "ya"));
        assertThat(said.text()).contains("[yaml]");
    }

    @Test
    void filesAndChecksAreCompletedBehindTheirOptions() throws Exception {
        String begun = folder.resolve("ker").toString();
        Said said = bash(
                "-c",
                "source " + script + "; compopt() { :; }; " + words("compile", "-o", begun)
                        + words("--simulated", begun) + words("compile", "-W", "no-unit_address_vs"));
        assertThat(said.text())
                .startsWith("[" + script + "]\n[" + script + "]\n")
                .contains("[no-unit_address_vs_reg]");
    }

    /** The lines that ask what would complete the last of some words. */
    private static String words(String... words) {
        return "COMP_WORDS=(kerf " + String.join(" ", words) + "); COMP_CWORD=" + words.length
                + "; COMPREPLY=(); _complete_kerf; printf '[%s]\\n' \"${COMPREPLY[@]}\"; ";
    }
}
