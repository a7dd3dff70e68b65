// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.examples.cli.Console.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on device trees beside the reference programs: the same bytes. */
class TreeOracleTest {
    private static final String BOARD = """
            /dts-v1/;
            /memreserve/ 0x1000 0x2000;
            / {
                #address-cells = <1>;
                #size-cells = <1>;
                model = "A board", "of two names";
                uart0: serial@1000 { reg = <0x1000 0x100>; status = "disabled"; mac = [00 11 22]; };
                leds: leds { uart = <&uart0>; path = &uart0; big = /bits/ 64 <0x123456789a>; };
            };
            """;
    private static final String CAMERA = """
            /dts-v1/;
            /plugin/;
            &uart0 { status = "okay"; };
            &{/leds} { camera: camera { owner = <&camera &leds>; }; };
            """;
    private static final String MORE = """
            /dts-v1/;
            /plugin/;
            / { fragment@0 { target-path = "/leds"; __overlay__ { late = <1 2 3>; }; }; };
            """;

    private final Console console = new Console();

    @TempDir
    Path folder = Path.of("");

    /** Skips the test aloud where there is no program; fails it where CI is true. */
    private static String program(String variable) {
        String program = System.getenv(variable);
        if (program == null) {
            assertThat(System.getenv("CI"))
                    .as(variable + " must name the reference program in CI")
                    .isNotEqualTo("true");
            Assumptions.abort("no reference program: run eval \"$(.ci/oracles)\" to get it");
        }
        return program;
    }

    private static byte[] run(String variable, Object... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(program(variable)));
        for (Object word : words) {
            line.add(word.toString());
        }
        Path err = Files.createTempFile("said", ".txt");
        try {
            Process process =
                    new ProcessBuilder(line).redirectError(err.toFile()).start();
            byte[] out = process.getInputStream().readAllBytes();
            assertThat(process.waitFor())
                    .as("%s: %s", line, Files.readString(err))
                    .isZero();
            return out;
        } finally {
            Files.delete(err);
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-q", "-@", "-A", "-Wno-unit_address_vs_reg", "-Ereg_format"})
    void compiledBytesAreDtcs(String option) throws Exception {
        Path board = file("board.dts", BOARD);
        byte[] reference = run("KERF_DTC", option, "-O", "dtb", board);

        Outcome outcome = option.equals("-q") ? console.run("compile", board) : console.run("compile", option, board);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.bytes()).isEqualTo(reference);
    }

    @Test
    void includedFoldersAreDtcs() throws Exception {
        Files.createDirectory(folder.resolve("parts"));
        file("parts/part.dtsi", "/ { part { n = <1>; }; };\n");
        Path board = file("board.dts", "/dts-v1/;\n/include/ \"part.dtsi\"\n/ { a { }; };\n");

        byte[] reference = run("KERF_DTC", "-O", "dtb", "-i", folder.resolve("parts"), board);

        assertThat(console.run("compile", "-I", folder.resolve("parts"), board).bytes())
                .isEqualTo(reference);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-@", "-q"})
    void decompiledTextIsDtcs(String option) throws Exception {
        Path blob = file("board.dtb", run("KERF_DTC", option, "-O", "dtb", file("board.dts", BOARD)));

        byte[] reference = run("KERF_DTC", "-q", "-I", "dtb", "-O", "dts", blob);

        assertThat(console.run("decompile", blob).out()).isEqualTo(new String(reference, StandardCharsets.UTF_8));
    }

    @Test
    void overlaysGiveTheBytesOfFdtoverlay() throws Exception {
        Path board = file("board.dts", BOARD);
        Path camera = file("camera.dts", CAMERA);
        Path more = file("more.dts", MORE);
        Path base = file("board.dtb", run("KERF_DTC", "-@", "-O", "dtb", board));
        Path first = file("camera.dtbo", run("KERF_DTC", "-@", "-O", "dtb", camera));
        Path second = file("more.dtbo", run("KERF_DTC", "-O", "dtb", more));
        Path merged = folder.resolve("merged.dtb");
        run("KERF_FDTOVERLAY", "-i", base, "-o", merged, first, second);

        Outcome blobs = console.run("overlay", base, first, second);

        assertThat(blobs.exitCode()).as(blobs.err()).isZero();
        assertThat(blobs.bytes()).isEqualTo(Files.readAllBytes(merged));
        Path plain = file("camera-plain.dtbo", run("KERF_DTC", "-O", "dtb", camera));
        run("KERF_FDTOVERLAY", "-i", base, "-o", merged, plain, second);
        assertThat(console.run("overlay", board, camera, more).bytes()).isEqualTo(Files.readAllBytes(merged));
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.dts", "minimal.dts", "edge_computing.dts", "numa_topology.dts", "system.dts"})
    void f10_samplesPassDtcOnceTheHeaderIsSwapped(String sample) throws Exception {
        String source = Files.readString(Console.sample(sample))
                .replace("\n/multikernel-v1/;", "\n/dts-v1/;")
                .replace("<0x0 0x400000000>", "<0x4 0x0>")
                .replace("<0x0 0x380000000>", "<0x3 0x80000000>");

        byte[] reference = run("KERF_DTC", "-O", "dtb", file(sample, source));

        assertThat(console.run("compile", Console.sample(sample)).bytes()).isEqualTo(reference);
    }
}
