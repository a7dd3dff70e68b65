// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's example is the one that is compiled. */
class ReadmeTest {
    private static final Path ROOT =
            Path.of(System.getProperty("kerf.testdata")).getParent();

    @Test
    void theJavaExampleIsThatOfFirstInstance() throws IOException {
        List<String> source =
                Files.readAllLines(ROOT.resolve("kerf-examples/src/main/java/io/kerf/examples/FirstInstance.java"));
        List<String> example = between(source, "        // README from here", "        // README to here").stream()
                .map(line -> line.replaceFirst("^ {8}", ""))
                .toList();
        List<String> readme = between(Files.readAllLines(ROOT.resolve("README.md")), "```java", "```");
        assertThat(readme).hasSizeGreaterThan(8).isEqualTo(example);
    }

    private static List<String> between(List<String> lines, String from, String to) {
        int start = lines.indexOf(from) + 1;
        assertThat(start).as(from).isPositive();
        List<String> rest = lines.subList(start, lines.size());
        return rest.subList(0, rest.indexOf(to));
    }
}
