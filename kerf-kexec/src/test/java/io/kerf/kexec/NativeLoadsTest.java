// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where libraries are missing or cannot load their native part, by a Java of its own. */
class NativeLoadsTest {
    @TempDir
    private Path directory;

    private Map<String, String> run(Path natives) throws Exception {
        byte[] vmlinux = Elf.kernel(9000);
        ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
        try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(bzip2)) {
            out.write(vmlinux);
        }
        write("gzip", Images.gzip(vmlinux));
        write("zstd", Images.withSize(Zstd.compress(vmlinux), vmlinux.length));
        write("bzip2", Images.withSize(bzip2.toByteArray(), vmlinux.length));
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("commons-compress"))
                .collect(Collectors.joining(File.pathSeparator));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djna.tmpdir=" + natives,
                        "-DZstdTempFolder=" + natives,
                        "-cp",
                        classPath,
                        NativeLoads.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readAllLines(output).stream()
                .filter(line -> line.matches("[a-z0-9 ]+: .*"))
                .collect(Collectors.toMap(
                        line -> line.split(": ", 2)[0], line -> line.split(": ", 2)[1], (first, second) -> first));
    }

    private void write(String name, byte[] payload) throws IOException {
        Files.write(directory.resolve(name), Images.bzImage(payload).array());
    }

    /** Folders that libraries cannot be loaded from: one that is not there, and one that is mounted noexec, where this machine has one. */
    private static List<Path> badFolders() throws IOException {
        List<Path> noexec = Files.readAllLines(Path.of("/proc/mounts"), StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.split(" "))
                .filter(fields -> fields[2].equals("tmpfs")
                        && List.of(fields[3].split(",")).contains("noexec"))
                .map(fields -> Path.of(fields[1]))
                .filter(Files::isWritable)
                .limit(1)
                .toList();
        return Stream.concat(Stream.of(Path.of("/proc/nowhere")), noexec.stream())
                .toList();
    }

    @Test
    void whatCannotBeLoadedIsNamedWithItsFolderAndOnlyWhereItIsNeeded() throws Exception {
        for (Path natives : badFolders()) {
            Map<String, String> said = run(natives);

            assertThat(said.get("gzip")).isEqualTo("done");
            for (String zstd : List.of("zstd", "zstd again")) {
                assertThat(said.get(zstd))
                        .startsWith("NativeLibraryException: zstd-jni")
                        .contains("from " + natives)
                        .contains("noexec")
                        .contains("-DZstdTempFolder");
            }
            for (String jna : List.of("jna", "jna again")) {
                assertThat(said.get(jna))
                        .startsWith("NativeLibraryException: JNA")
                        .contains("from " + natives)
                        .contains("noexec")
                        .contains("-Djna.tmpdir")
                        .contains("-Djna.boot.library.path");
            }
            assertThat(said.get("bzip2"))
                    .startsWith("KernelImageException: ")
                    .contains("org.apache.commons:commons-compress")
                    .contains("--add-modules");
        }
    }
}
