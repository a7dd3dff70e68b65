// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The transcript goes through every command line that is documented, and none of them is one that somebody made up. */
class DocumentedCommandsTest {
    private static List<String> documented() throws IOException {
        try (InputStream list = DocumentedCommandsTest.class.getResourceAsStream("/documented-commands.txt")) {
            return new String(Objects.requireNonNull(list).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @Test
    void everyDocumentedCommandLineIsRun() throws IOException {
        List<String> run = DocumentedCommands.blocks().stream()
                .flatMap(block -> block.lines().stream())
                .filter(line -> !line.startsWith("+ "))
                .distinct()
                .toList();

        assertThat(documented()).hasSize(30).doesNotHaveDuplicates();
        assertThat(run).containsExactlyInAnyOrderElementsOf(documented());
    }
}
