// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The programs {@code dtc} and {@code fdtoverlay} of release 1.7.2, named by the variables KERF_DTC and KERF_FDTOVERLAY. */
final class ReferenceOverlays {
    private final Path folder;
    private final String compiler;
    private final String applier;

    private ReferenceOverlays(Path folder, String compiler, String applier) {
        this.folder = folder;
        this.compiler = compiler;
        this.applier = applier;
    }

    /** Skips the test aloud where there are no programs; fails it where CI is true. */
    static ReferenceOverlays in(Path folder) {
        String compiler = System.getenv("KERF_DTC");
        String applier = System.getenv("KERF_FDTOVERLAY");
        if (compiler == null || applier == null) {
            assertThat(System.getenv("CI"))
                    .as("KERF_DTC and KERF_FDTOVERLAY must name the reference programs in CI")
                    .isNotEqualTo("true");
            Assumptions.abort("no reference dtc and fdtoverlay: run eval \"$(.ci/oracles)\" to get them");
        }
        return new ReferenceOverlays(folder, compiler, applier);
    }

    /** Compiles source text with {@code dtc}; empty if it is refused. */
    Optional<byte[]> compile(String source, String... options) throws IOException, InterruptedException {
        Path in = folder.resolve("source.dts");
        Path out = folder.resolve("source.dtb");
        Files.writeString(in, source);
        List<String> command = new ArrayList<>(List.of(compiler, "-q", "-I", "dts", "-O", "dtb", "-o", out.toString()));
        command.addAll(List.of(options));
        command.add(in.toString());
        return run(command, out);
    }

    /** Applies overlays with {@code fdtoverlay}; empty if it refuses. */
    Optional<byte[]> apply(byte[] base, List<byte[]> overlays) throws IOException, InterruptedException {
        Path in = folder.resolve("base.dtb");
        Path out = folder.resolve("result.dtb");
        Files.write(in, base);
        List<String> command = new ArrayList<>(List.of(applier, "-i", in.toString(), "-o", out.toString()));
        for (byte[] overlay : overlays) {
            Path file = folder.resolve("overlay" + command.size() + ".dtbo");
            Files.write(file, overlay);
            command.add(file.toString());
        }
        return run(command, out);
    }

    private static Optional<byte[]> run(List<String> command, Path out) throws IOException, InterruptedException {
        Files.deleteIfExists(out);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        assertThat(status).as("%s: %s", command, said).isBetween(0, 2);
        return status == 0 ? Optional.of(Files.readAllBytes(out)) : Optional.empty();
    }
}
