// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference {@code dtc} reads what is written to kernels, and reads in it what is expected. */
class GoldenBlobsOracleTest {
    static List<GoldenBlobs.Golden> blobs() {
        return GoldenBlobs.all();
    }

    /** Skips the test aloud where there is no program; fails it where CI is true. */
    private static String dtc() {
        String program = System.getenv("KERF_DTC");
        if (program == null) {
            assertThat(System.getenv("CI"))
                    .as("KERF_DTC must name the reference dtc in CI")
                    .isNotEqualTo("true");
            Assumptions.abort("no reference dtc: run eval \"$(.ci/oracles)\" to get it");
        }
        return program;
    }

    @ParameterizedTest
    @MethodSource("blobs")
    void dtcReadsWhatIsExpected(GoldenBlobs.Golden golden, @TempDir Path folder)
            throws IOException, InterruptedException {
        String program = dtc();
        Path blob = Files.write(folder.resolve("blob.dtb"), golden.blob());
        Path text = folder.resolve("text.dts");

        Process process = new ProcessBuilder(
                        program, "-q", "-I", "dtb", "-O", "dts", "-o", text.toString(), blob.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as("%s: %s", golden, said).isZero();
        assertThat(Files.readString(text)).isEqualTo(golden.expected());
    }
}
