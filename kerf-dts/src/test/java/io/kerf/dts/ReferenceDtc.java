// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The reference compiler, named by {@code KERF_DTC}. Tests that need it are skipped where it is missing, but fail in CI. */
final class ReferenceDtc {
    /** What a run gave: exit status, standard output, and what was said on standard error. */
    record Run(int status, byte[] output, String messages) {}

    /** How many sources {@link #compileAll} is best given at a time. */
    static final int BATCH = 500;

    private final String program;

    private ReferenceDtc(String program) {
        this.program = program;
    }

    static ReferenceDtc require() {
        String named = System.getenv("KERF_DTC");
        boolean there = named != null && Files.isExecutable(Path.of(named));
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("KERF_DTC names no program, and in CI the comparison with dtc must run");
        }
        assumeTrue(there, "no reference dtc: set KERF_DTC to compare with it");
        return new ReferenceDtc(named);
    }

    /** Compiles a source; files that it includes are those of {@code testdata/dts/good}. */
    Run compile(String source, String... options) {
        String folder = GoldenFiles.folder("good").toString();
        List<String> arguments = new ArrayList<>(List.of("-q", "-i", folder, "-I", "dts", "-O", "dtb"));
        arguments.addAll(List.of(options));
        arguments.add("-");
        return run(source.getBytes(StandardCharsets.UTF_8), arguments.toArray(new String[0]));
    }

    /** Compiles sources as {@link #compile} does, from one process: starting each from here takes several times as long. */
    List<Run> compileAll(List<String> sources) {
        try {
            Path folder = Files.createTempDirectory("dtc");
            for (int i = 0; i < sources.size(); i++) {
                Files.writeString(folder.resolve(i + ".dts"), sources.get(i));
            }
            String script = "for ((i = 0; i < " + sources.size() + "; i++)); do \"$0\" -q -i \"$1\" -I dts -O dtb -"
                    + " <$i.dts >$i.dtb 2>$i.err; echo $? >$i.status; done";
            String includes = GoldenFiles.folder("good").toString();
            Process process = new ProcessBuilder("bash", "-c", script, program, includes)
                    .directory(folder.toFile())
                    .start();
            if (!process.waitFor(300, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("dtc did not end on the sources in " + folder);
            }
            List<Run> runs = new ArrayList<>();
            for (int i = 0; i < sources.size(); i++) {
                int status = Integer.parseInt(
                        Files.readString(folder.resolve(i + ".status")).trim());
                byte[] output = Files.readAllBytes(folder.resolve(i + ".dtb"));
                runs.add(new Run(
                        status, output, Files.readString(folder.resolve(i + ".err"), StandardCharsets.ISO_8859_1)));
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            return runs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for dtc", e);
        }
    }

    /** Makes the checks of a source, with options such as {@code -W no-reg_format}. */
    Run check(String source, List<String> options) {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-I", "dts", "-O", "null", "-"));
        return run(source.getBytes(StandardCharsets.UTF_8), arguments.toArray(String[]::new));
    }

    /** Makes the checks of a blob. */
    Run checkBlob(byte[] blob) {
        return run(blob, "-I", "dtb", "-O", "null", "-");
    }

    /** Compiles a file; what it includes is looked for beside it, then in some folders. */
    Run compileFile(Path source, Path... search) {
        List<String> arguments = new ArrayList<>(List.of("-q", "-I", "dts", "-O", "dtb"));
        for (Path folder : search) {
            arguments.addAll(List.of("-i", folder.toString()));
        }
        arguments.add(source.toString());
        return run(new byte[0], arguments.toArray(String[]::new));
    }

    String print(byte[] blob) {
        return new String(run(blob, "-q", "-I", "dtb", "-O", "dts", "-").output(), StandardCharsets.ISO_8859_1);
    }

    private Run run(byte[] input, String... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        try {
            Path messages = Files.createTempFile("dtc", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectError(messages.toFile())
                        .start();
                try (var stdin = process.getOutputStream()) {
                    stdin.write(input);
                } catch (IOException closed) {
                    // dtc may end without having read all of a wrong source.
                }
                ByteArrayOutputStream output = new ByteArrayOutputStream();
                process.getInputStream().transferTo(output);
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("dtc did not end: " + command);
                }
                return new Run(
                        process.exitValue(),
                        output.toByteArray(),
                        Files.readString(messages, StandardCharsets.ISO_8859_1));
            } finally {
                Files.delete(messages);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for dtc", e);
        }
    }
}
