// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each wrong source under {@code testdata/dts/bad} gives exactly the findings in the {@code .diag} file beside it. */
class GoldenDiagnosticsTest {
    static Stream<Path> badSources() {
        return GoldenFiles.in("bad").stream();
    }

    static Stream<Path> goodSources() {
        return GoldenFiles.in("good").stream();
    }

    @ParameterizedTest
    @MethodSource("badSources")
    void wrongSourcesGiveTheFindingsOfTheirGoldenFile(Path source) throws IOException {
        DtsResult result = Dts.parse(
                Files.readString(source),
                source.getFileName().toString(),
                DtsOptions.defaults().withIncludes(GoldenFiles.includes("bad")));

        assertThat(result.tree()).isEmpty();
        GoldenFiles.check(source, ".diag", result.render());
    }

    @ParameterizedTest
    @MethodSource("goodSources")
    void goodSourcesPrintAsTheirGoldenFile(Path source) throws IOException {
        String printed = Dts.print(Dts.compile(source));

        GoldenFiles.check(source, ".printed", printed);
        assertThat(Dts.print(Dts.compile(printed, "printed"))).isEqualTo(printed);
    }
}
