// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The programs that pack kernels, in the folder that {@code KERF_PACKERS} names. Tests that need them are skipped where it is missing,
 * but fail in CI.
 */
final class Packers {
    /** With the options that the build of the kernel gives ({@code scripts/Makefile.lib}), which all write to standard output. */
    private static final Map<Compression, List<String>> COMMANDS = Map.of(
            Compression.GZIP, List.of("gzip", "-n", "-9"),
            Compression.XZ, List.of("xz", "--check=crc32", "--x86", "--lzma2=dict=32MiB"),
            Compression.LZMA, List.of("lzma", "-9"),
            Compression.BZIP2, List.of("bzip2", "-9"),
            Compression.LZ4, List.of("lz4", "-l", "-9"),
            Compression.LZO, List.of("lzop", "-9"),
            Compression.ZSTD, List.of("zstd", "-22", "--ultra", "-q"));

    private final Path folder;

    private Packers(Path folder) {
        this.folder = folder;
    }

    static Packers require() {
        String named = System.getenv("KERF_PACKERS");
        boolean there = named != null && Files.isExecutable(Path.of(named, "lzop"));
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("KERF_PACKERS names no folder of programs, and in CI their images must be read");
        }
        assumeTrue(there, "no programs that pack kernels: set KERF_PACKERS as .ci/oracles prints it");
        return new Packers(Path.of(named));
    }

    /** Packs, by some other options if any are given. */
    byte[] pack(Compression compression, byte[] content, String... options) throws IOException {
        List<String> command = new ArrayList<>(COMMANDS.get(compression));
        if (options.length > 0) {
            command.subList(1, command.size()).clear();
            command.addAll(List.of(options));
        }
        command.set(0, folder.resolve(command.get(0)).toString());
        Path input = Files.createTempFile("kernel", ".in");
        Path output = Files.createTempFile("kernel", ".out");
        try {
            Files.write(input, content);
            Process process = new ProcessBuilder(command)
                    .redirectInput(input.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError("failed: " + command);
            }
            return Files.readAllBytes(output);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            Files.delete(input);
            Files.delete(output);
        }
    }

    /** A payload as the build of the kernel makes it. */
    byte[] payload(Compression compression, byte[] content, String... options) throws IOException {
        byte[] packed = pack(compression, content, options);
        return compression == Compression.GZIP ? packed : Images.withSize(packed, content.length);
    }
}
