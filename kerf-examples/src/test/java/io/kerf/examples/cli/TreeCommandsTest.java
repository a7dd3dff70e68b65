// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.dts.Dts;
import io.kerf.dts.DtsOptions;
import io.kerf.examples.cli.Console.Outcome;
import io.kerf.fdt.Fdt;
import io.kerf.fdt.Overlays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code compile}, {@code decompile}, {@code overlay} and {@code validate}, which need no host. */
class TreeCommandsTest {
    private static final String BOARD = """
            /dts-v1/;
            / {
                #address-cells = <1>;
                #size-cells = <1>;
                uart0: serial@1000 { reg = <0x1000 0x100>; status = "disabled"; };
            };
            """;
    private static final String CAMERA = """
            /dts-v1/;
            /plugin/;
            &uart0 { status = "okay"; camera { }; };
            """;

    private final Console console = new Console();

    @TempDir
    Path folder = Path.of("");

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> String.valueOf(each.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void sourceIsCompiledToStandardOutputOrToAFile() throws IOException {
        Path board = file("board.dts", BOARD);
        byte[] blob = Fdt.encode(Dts.compile(board));

        Outcome printed = console.run("compile", board);
        Outcome filed = console.run("compile", board, "-o", folder.resolve("board.dtb"));

        assertThat(printed.exitCode()).isZero();
        assertThat(printed.bytes()).isEqualTo(blob);
        assertThat(printed.err()).isEmpty();
        assertThat(filed.out()).matches("✓ Compiled '.*board\\.dts' to .*board\\.dtb, " + blob.length + " bytes\n");
        assertThat(Files.readAllBytes(folder.resolve("board.dtb"))).isEqualTo(blob);
        assertThat(names()).containsExactly("board.dtb", "board.dts");
    }

    @Test
    void symbolsAliasesAndIncludesAreDtcs() throws IOException {
        Files.createDirectory(folder.resolve("include"));
        file("include/part.dtsi", "/ { part { }; };\n");
        Path board = file("board.dts", "/dts-v1/;\n/include/ \"part.dtsi\"\n/ { l: a { }; };\n");

        Outcome without = console.run("compile", board);
        Outcome with = console.run("compile", "-@", "-A", "-I" + folder.resolve("include"), board);

        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.err()).contains("part.dtsi").contains("board.dts:2:");
        assertThat(Dts.print(Fdt.decode(with.bytes()))).contains("part {", "__symbols__", "aliases", "l = \"/a\"");
    }

    @Test
    void aFileOutsideIsReadOnlyFromAFolderThatIsNamed() throws IOException {
        Files.createDirectory(folder.resolve("boards"));
        file("part.dtsi", "/ { part { }; };\n");
        Path board = file("boards/board.dts", "/dts-v1/;\n/include/ \"../part.dtsi\"\n/ { };\n");

        Outcome refused = console.run("compile", board);
        Outcome allowed = console.run("compile", board, "-I", folder);

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .contains("outside", "allow its folder with -I;")
                .doesNotContain("FolderIncludes");
        assertThat(allowed.exitCode()).as(allowed.err()).isZero();
    }

    @Test
    void everyErrorIsShownWithItsLineAndNothingIsWritten() throws IOException {
        Path bad = file("bad.dts", "/dts-v1/;\n/ {\n    a = <1 2;\n    b = \"x\"\n};\n");
        Path out = file("out.dtb", "as it was");

        Outcome outcome = console.run("compile", bad, "-o", out);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("bad.dts:3:", "    a = <1 2;", "bad.dts:4:", "    b = \"x\"", "^")
                .contains("Error: '" + bad + "' has 2 errors; nothing was written\nNote: ");
        assertThat(Files.readString(out)).isEqualTo("as it was");
    }

    @Test
    void checksAreSwitchedByName() throws IOException {
        Path board = file("board.dts", "/dts-v1/;\n/ { a@1 { }; };\n");

        assertThat(console.run("compile", board).err()).contains("warning[dts-unit-address-vs-reg]", "board.dts:2:5");
        assertThat(console.run("compile", "-Wno-unit_address_vs_reg", board).err())
                .isEmpty();
        Outcome asError = console.run("compile", "-E", "unit_address_vs_reg", board);
        assertThat(asError.exitCode()).isEqualTo(1);
        assertThat(asError.err()).contains("error[dts-unit-address-vs-reg]", "has 1 error; nothing was written");
        Outcome unknown = console.run("compile", "-W", "no-unit_address_vs_rag", board);
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("no-unit_address_vs_rag", "unit_address_vs_reg")
                .doesNotContain("Dts.");
    }

    @Test
    void aMultikernelTreeThatBreaksARuleIsNotCompiled() {
        Outcome outcome = console.run("compile", Console.sample("conflict_example.dts"));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.bytes()).isEmpty();
        assertThat(outcome.err())
                .contains("error[CPU-004]", "conflict_example.dts:18:4", "error[MEM-001]", "conflict_example.dts:24:4")
                .contains("has 2 errors; nothing was written");
    }

    @Test
    void aNumberCutToItsCellIsAnErrorInAMultikernelTreeOnly() throws IOException {
        String host = Files.readString(Console.sample("baseline.dts")).replace("\n/multikernel-v1/;", "\n/dts-v1/;");
        Outcome baseline = console.run("compile", file("host.dts", host));
        Outcome other = console.run("compile", file("other.dts", "/dts-v1/;\n/ { a = <0x400000000>; };\n"));

        assertThat(baseline.exitCode()).isEqualTo(1);
        assertThat(baseline.err()).contains("error[dts-cell-truncated]", "/multikernel-v1/;", "host.dts:");
        assertThat(other.exitCode()).isZero();
        assertThat(other.err()).contains("warning[dts-cell-truncated]");
    }

    @Test
    void f69_theContentDecidesNotTheName() throws IOException {
        Path source = file("B.DTB", BOARD);
        Path blob = Files.write(folder.resolve("B.DTS"), Fdt.encode(Dts.compile(BOARD, "board")));

        assertThat(console.run("compile", source).exitCode()).isZero();
        assertThat(console.run("decompile", blob).out()).contains("serial@1000 {");
        assertThat(console.run("validate", source).exitCode()).isZero();
        assertThat(console.run("validate", blob).exitCode()).isZero();
        Outcome wrong = console.run("compile", blob);
        assertThat(wrong.exitCode()).isEqualTo(3);
        assertThat(wrong.err()).contains("is a blob already, whatever its name says", "kerf decompile");
        Outcome other = console.run("decompile", source);
        assertThat(other.exitCode()).isEqualTo(3);
        assertThat(other.err()).contains("is no blob", "kerf compile");
    }

    @Test
    void aBlobIsNotPrintedOnATerminal() throws IOException {
        Path board = file("board.dts", BOARD);
        Path blob = Files.write(folder.resolve("board.dtb"), Fdt.encode(Dts.compile(board)));
        Console onTerminal = new Console().onTerminal();

        for (Outcome refused : List.of(onTerminal.run("compile", board), onTerminal.run("overlay", board, board))) {
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.bytes()).isEmpty();
            assertThat(refused.err()).contains("a blob is not for a terminal", "-o OUT.dtb");
        }
        assertThat(onTerminal.run("decompile", blob).out()).startsWith("/dts-v1/;");
        assertThat(onTerminal.run("compile", board, "--dry-run").exitCode()).isZero();
    }

    @Test
    void anOutputKeepsItsPermissionsAndALinkLeadsOn() throws IOException {
        Path board = file("board.dts", BOARD);
        Path real = file("real.dtb", "old");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link.dtb"), real);

        assertThat(console.run("compile", board, "-o", link).exitCode()).isZero();

        assertThat(link).isSymbolicLink();
        assertThat(Files.readAllBytes(real)).isEqualTo(Fdt.encode(Dts.compile(board)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-r-----");
        assertThat(names()).containsExactly("board.dts", "link.dtb", "real.dtb");
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        Path board = file("board.dts", BOARD);
        Outcome outcome = console.run("compile", board, "-o", folder.resolve("x.dtb"), "--dry-run");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("Nothing was written (dry-run mode)");
        assertThat(names()).containsExactly("board.dts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compile", "decompile", "validate"})
    void aFileThatCannotBeReadIsNamed(String command) {
        Outcome missing = console.run(command, folder.resolve("none.dts"));
        Outcome directory = console.run(command, folder);
        Outcome tilde = console.run(command, "~/none.dts");

        assertThat(List.of(missing, directory, tilde))
                .allMatch(each -> each.exitCode() == 3 && each.out().isEmpty());
        assertThat(missing.err()).startsWith("Error: file '" + folder.resolve("none.dts") + "' does not exist\nNote: ");
        assertThat(directory.err()).contains("is a directory");
        assertThat(tilde.err()).contains("$HOME");
    }

    @Test
    void aDamagedBlobIsRefusedWithThePlace() throws IOException {
        byte[] blob = Fdt.encode(Dts.compile(BOARD, "board"));
        Path cut = Files.write(folder.resolve("cut.dtb"), java.util.Arrays.copyOf(blob, blob.length / 2));

        for (String command : List.of("decompile", "validate")) {
            Outcome outcome = console.run(command, cut);
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err()).startsWith("Error: ").contains("cut.dtb").doesNotContain("\tat ");
        }
    }

    @Test
    void anInvalidTreeIsDecompiledNeverthelessAndSaidToBeInvalid() throws IOException {
        Path blob =
                Files.write(folder.resolve("bad.dtb"), Fdt.encode(Dts.compile(Console.sample("conflict_example.dts"))));

        Outcome outcome = console.run("decompile", blob);

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("/dts-v1/;").contains("host-reserved");
        assertThat(outcome.err()).contains("error[CPU-004]", "⚠ ", "is printed nevertheless", "kerf validate");
    }

    @Test
    void decompiledSourceCompilesToTheSameBytes() throws IOException {
        for (String sample : List.of("baseline.dts", "numa_topology.dts", "minimal.dts")) {
            Outcome blob = console.run("compile", Console.sample(sample));
            Path dtb = Files.write(folder.resolve("a.dtb"), blob.bytes());
            Path dts = folder.resolve("a.dts");

            assertThat(console.run("decompile", dtb, "-o", dts).exitCode()).isZero();

            assertThat(console.run("compile", dts).bytes()).as(sample).isEqualTo(blob.bytes());
        }
    }

    @Test
    void labelsComeBackWhereSymbolsTellThem() throws IOException {
        Path dtb = Files.write(
                folder.resolve("a.dtb"),
                Fdt.encode(Dts.compile(BOARD, "b", DtsOptions.defaults().withSymbols())));
        assertThat(console.run("decompile", "--labels", dtb).out()).contains("uart0: serial@1000 {");
        assertThat(console.run("decompile", dtb).out()).doesNotContain("uart0: ");
    }

    @Test
    void overlaysAreAppliedWhetherSourceOrBlob() throws IOException {
        Path board = file("board.dts", BOARD);
        Path camera = file("camera.dts", CAMERA);
        byte[] base = Fdt.encode(Dts.compile(board, DtsOptions.defaults().withSymbols()));
        byte[] overlay = Fdt.encode(Dts.compile(camera));
        Path baseBlob = Files.write(folder.resolve("board.dtb"), base);
        Path overlayBlob = Files.write(folder.resolve("camera.dtbo"), overlay);

        byte[] merged = Overlays.applyToBlob(base, overlay);
        assertThat(console.run("overlay", board, camera).bytes()).isEqualTo(merged);
        assertThat(console.run("overlay", baseBlob, overlayBlob).bytes()).isEqualTo(merged);
        assertThat(console.run("overlay", baseBlob, camera, "-o", baseBlob).out())
                .contains("Applied 1 overlay to ");
        assertThat(Files.readAllBytes(baseBlob)).isEqualTo(merged);
    }

    @Test
    void whatIsNoOverlayOrDoesNotFitIsRefused() throws IOException {
        Path board = file("board.dts", BOARD);
        Path other = file("other.dts", "/dts-v1/;\n/plugin/;\n&spi7 { };\n");

        Outcome plain = console.run("overlay", board, board);
        Outcome misfit = console.run("overlay", board, other);

        assertThat(plain.exitCode()).isEqualTo(3);
        assertThat(plain.err()).contains("is no overlay", "/plugin/;");
        assertThat(misfit.exitCode()).isEqualTo(1);
        assertThat(misfit.err()).startsWith("Error: ").contains("spi7");
        assertThat(console.run("overlay", board).exitCode()).isEqualTo(2);
    }

    @Test
    void whatBreaksARuleAfterTheOverlayIsNotWritten() throws IOException {
        Path overlay =
                file("cpus.dts", "/dts-v1/;\n/plugin/;\n&{/resources/cpus} { available = <0 1 2 3 4 5 6 7>; };\n");

        Outcome outcome = console.run("overlay", Console.sample("minimal.dts"), overlay);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.bytes()).isEmpty();
        assertThat(outcome.err()).contains("error[CPU-004]", "nothing was written");
    }

    @Test
    void otherTreesAreValidatedByTheChecksOfDtc() throws IOException {
        Path good = file("good.dts", BOARD);
        Path bad = file("bad.dts", BOARD.replace("<0x1000 0x100>", "<0x1000>"));
        Path blob = Files.write(folder.resolve("bad.dtb"), Fdt.encode(Dts.compile(bad)));

        Outcome passed = console.run("validate", good);
        Outcome warned = console.run("validate", bad);
        Outcome failed = console.run("validate", "-Ereg_format", blob);

        assertThat(passed.exitCode()).isZero();
        assertThat(passed.out()).isEqualTo("✓ '" + good + "' passes\n");
        assertThat(warned.exitCode()).isZero();
        assertThat(warned.out()).contains("warning[dts-reg-format]", "bad.dts:5:", "passes, with 1 warning");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).contains("error[dts-reg-format]", "✗ '" + blob + "' has 1 error");
    }

    @Test
    void anInstanceMakesAStateButNoBaseline() throws IOException {
        Path state = file(
                "state.dts",
                Trees.host("web { id = <1>; resources { cpus = <2>; memory-base = <0x40000000>;"
                        + " memory-bytes = <0x40000000>; }; };"));

        assertThat(console.run("validate", state).exitCode()).isZero();
        Outcome baseline = console.run("validate", "--baseline", state);
        assertThat(baseline.exitCode()).isEqualTo(1);
        assertThat(baseline.out()).contains("[BASE-001]");
        Outcome board = console.run("validate", "--baseline", file("board.dts", BOARD));
        assertThat(board.exitCode()).isEqualTo(1);
        assertThat(board.err()).contains("is no baseline");
    }

    @Test
    void aKernelsTreeOfAnInstanceIsNoBaseline() throws IOException {
        String tree =
                "/dts-v1/;\n/ { #address-cells = <2>; #size-cells = <2>; compatible = \"multikernel-v1\"; model = \"web\"; id = <1>;"
                        + " resources { cpus = /bits/ 64 <4 5>; memory-base = <0 0x80000000>; memory-bytes = <0 0x80000000>; }; };\n";
        Path good = file("web.dts", tree);
        Path bad = file("bad.dts", tree.replace("memory-bytes = <0 0x80000000>", "memory-bytes = [00]"));

        assertThat(console.run("validate", good).out()).isEqualTo("✓ '" + good + "' passes\n");
        Outcome refused = console.run("validate", bad);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).contains("memory-bytes", "bad.dts:2:");
    }

    @Test
    void validateAsksForAFileAndAKnownForm() throws IOException {
        Path board = file("board.dts", BOARD);
        assertThat(console.run("validate").err()).contains("Usage: kerf validate", "missing FILE");
        assertThat(console.run("validate").exitCode()).isEqualTo(2);
        assertThat(console.run("validate", board, "extra").exitCode()).isEqualTo(2);
        assertThat(console.run("validate", board, "--format=xml").err()).contains("text, json, yaml");
    }
}
