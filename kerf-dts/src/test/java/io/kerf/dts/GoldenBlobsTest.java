// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.fdt.Fdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each source under {@code testdata/dts/good} gives the blob beside it, which {@code dtc} 1.7.2 wrote. */
class GoldenBlobsTest {
    static Stream<Path> goodSources() {
        return GoldenFiles.in("good").stream();
    }

    @ParameterizedTest
    @MethodSource("goodSources")
    void goodSourcesGiveTheBlobBesideThem(Path source) throws IOException {
        byte[] blob = Fdt.encode(Dts.compile(source));

        assertThat(blob).isEqualTo(Files.readAllBytes(GoldenFiles.beside(source, ".dtb")));
    }
}
