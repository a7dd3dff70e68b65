// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.fdt.Fdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample baselines, byte for byte against the reference compiler. */
class SampleOracleTest {
    private static final Path SAMPLES =
            Path.of(System.getProperty("kerf.testdata")).resolveSibling("kerf-examples/src/main/dts");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "baseline.dts",
                "minimal.dts",
                "edge_computing.dts",
                "numa_topology.dts",
                "system.dts",
                "conflict_example.dts"
            })
    void samplesCompileToTheBytesOfDtc(String name) throws IOException {
        ReferenceDtc dtc = ReferenceDtc.require();
        Path sample = SAMPLES.resolve(name);

        ReferenceDtc.Run reference = dtc.compile(forDtc(Files.readString(sample)));

        assertThat(reference.messages()).isEmpty();
        assertThat(reference.status()).isZero();
        assertThat(Fdt.encode(Dts.compile(sample))).isEqualTo(reference.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.dts", "minimal.dts", "edge_computing.dts", "numa_topology.dts", "system.dts"})
    void samplesHaveNothingToComplainAbout(String name) {
        DtsResult result = Dts.parse(SAMPLES.resolve(name));

        assertThat(result.render()).isEmpty();
        assertThat(result.dialect()).contains(Dialect.KERF_V1);
    }

    /** The sample with the header and the two wide values of {@code baseline.dts} as {@code dtc} knows them. */
    private static String forDtc(String source) {
        return source.replace("\n/multikernel-v1/;", "\n/dts-v1/;")
                .replace("<0x0 0x400000000>", "<0x4 0x0>")
                .replace("<0x0 0x380000000>", "<0x3 0x80000000>");
    }
}
