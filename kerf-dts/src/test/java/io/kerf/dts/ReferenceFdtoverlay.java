// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The reference program {@code fdtoverlay}, named by {@code KERF_FDTOVERLAY}. Tests that need it fail in CI where it is missing. */
final class ReferenceFdtoverlay {
    private static final int SEGMENTATION_FAULT = 128 + 11;

    private final Path folder;
    private final String program;

    private ReferenceFdtoverlay(Path folder, String program) {
        this.folder = folder;
        this.program = program;
    }

    static ReferenceFdtoverlay in(Path folder) {
        String named = System.getenv("KERF_FDTOVERLAY");
        if (named == null && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("KERF_FDTOVERLAY names no program, and in CI the comparison must run");
        }
        assumeTrue(named != null, "no reference fdtoverlay: set KERF_FDTOVERLAY to compare with it");
        return new ReferenceFdtoverlay(folder, named);
    }

    /** Applies an overlay; empty if it is refused, or if the program dies of it, as it does when fixups point beyond a property. */
    Optional<byte[]> apply(byte[] base, byte[] overlay) throws IOException, InterruptedException {
        Path in = Files.write(folder.resolve("base.dtb"), base);
        Path over = Files.write(folder.resolve("overlay.dtbo"), overlay);
        Path out = folder.resolve("result.dtb");
        Files.deleteIfExists(out);
        List<String> command = List.of(program, "-i", in.toString(), "-o", out.toString(), over.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        assertThat(status).as("%s: %s", command, said).isIn(0, 1, 2, SEGMENTATION_FAULT);
        return status == 0 ? Optional.of(Files.readAllBytes(out)) : Optional.empty();
    }
}
