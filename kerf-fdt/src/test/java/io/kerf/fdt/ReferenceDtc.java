// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The {@code dtc} program of release 1.7.2, named by the environment variable KERF_DTC. */
final class ReferenceDtc {
    private final Path folder;
    private final String program;

    private ReferenceDtc(Path folder, String program) {
        this.folder = folder;
        this.program = program;
    }

    /** Skips the test aloud where there is no program; fails it where CI is true. */
    static ReferenceDtc in(Path folder) {
        String program = System.getenv("KERF_DTC");
        if (program == null) {
            assertThat(System.getenv("CI"))
                    .as("KERF_DTC must name the reference dtc in CI")
                    .isNotEqualTo("true");
            Assumptions.abort("no reference dtc: run eval \"$(.ci/oracles)\" to get it");
        }
        return new ReferenceDtc(folder, program);
    }

    /** Runs {@code dtc} over a blob. */
    byte[] convert(byte[] blob, List<String> options) throws IOException, InterruptedException {
        Path in = folder.resolve("in.dtb");
        Path out = folder.resolve("out.dtb");
        Files.write(in, blob);
        List<String> command = new ArrayList<>(List.of(program, "-q", "-I", "dtb", "-O", "dtb", "-o", out.toString()));
        command.addAll(options);
        command.add(in.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
        return Files.readAllBytes(out);
    }
}
