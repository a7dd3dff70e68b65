// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link RandomOperationsProperties} found once: it is asked again, each time, of a kernel in memory and of one in a directory. */
class CounterexamplesTest {
    static List<Path> files() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(CounterexamplesTest.class.getResource("/counterexamples"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isNoneAnyMore(Path file) throws IOException {
        Scenario scenario = Scenario.parse(Files.readString(file));
        try (OperatedHost host = OperatedHost.inMemory(scenario.release())) {
            int done = scenario.performOn(host);
            assertThat(done).as("what was not refused").isPositive();
        }
        try (OperatedHost host = OperatedHost.onDirectory(scenario.release())) {
            assertThat(scenario.performOn(host)).isPositive();
        }
    }

    @Test
    void whatAPropertyPrintsIsReadBack() {
        String text = """
                POOL
                1 create a count=3 memory=2048
                2 batch -a; +a cpus=4-7 memory=512; ~b add=12-12 memory=1024
                1 rollback 0
                2 apply
                """;
        assertThat(Scenario.parse("# why\n\n" + text)).hasToString(text);
    }
}
