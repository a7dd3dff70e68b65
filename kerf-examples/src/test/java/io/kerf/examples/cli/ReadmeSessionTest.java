// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The session in the README is what the command says, line by line but for those left out. */
class ReadmeSessionTest {
    private static final Pattern WORD = Pattern.compile("[^\\s\"]*\"[^\"]*\"|\\S+");

    @Test
    void theSessionGoesAsShown(@TempDir Path folder) throws IOException {
        KernelFile.make(folder.resolve("vmlinux"));
        Console console = new Console()
                .with("KERF_SIMULATED", folder.resolve("host").toString())
                .with("COLUMNS", "80");
        List<String> session = session();
        List<String> output = List.of();
        int commands = 0;
        int next = 0;
        boolean gap = false;
        for (String line : session) {
            if (line.startsWith("$ kerf ")) {
                assertThat(gap ? List.<String>of() : output.subList(next, output.size()))
                        .as("before " + line)
                        .isEmpty();
                output = said(console, folder, line.substring("$ kerf ".length()));
                commands++;
                next = 0;
                gap = false;
            } else if (line.equals("…")) {
                gap = true;
            } else if (!line.startsWith("$ ")) {
                List<String> rest = output.subList(next, output.size());
                assertThat(gap ? rest : rest.subList(0, Math.min(1, rest.size())))
                        .contains(line);
                next += rest.indexOf(line) + 1;
                gap = false;
            }
        }
        assertThat(commands).isEqualTo(6);
        assertThat(output.subList(next, output.size())).isEmpty();
    }

    private static List<String> said(Console console, Path folder, String words) {
        List<Object> line = new ArrayList<>();
        Matcher matcher = WORD.matcher(words);
        while (matcher.find()) {
            line.add(matcher.group()
                    .replace("\"", "")
                    .replace(
                            "numa_topology.dts",
                            Console.sample("numa_topology.dts").toString())
                    .replace("vmlinux", folder.resolve("vmlinux").toString()));
        }
        Console.Outcome outcome = console.run(line.toArray());
        return Arrays.asList((outcome.out() + outcome.err()).split("\n"));
    }

    private static List<String> session() throws IOException {
        Path readme = Path.of(System.getProperty("kerf.testdata")).resolveSibling("README.md");
        List<String> lines = Files.readAllLines(readme);
        List<String> rest = lines.subList(lines.indexOf("```console") + 1, lines.size());
        return rest.subList(0, rest.indexOf("```"));
    }
}
