// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.fdt.Fdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with the reference compiler: what it accepts, and the bytes it writes. */
class DtsOracleTest {
    /** How many generated sources of each kind a run compares; raised by {@code -Dkerf.dts.generated=N}. */
    private static final int GENERATED = Integer.getInteger("kerf.dts.generated", 2000);

    /** Where the list of differences says that we do not follow: a character literal that may end behind its backslash or not. */
    private static final Pattern LONE_BACKSLASH = Pattern.compile("'\\\\'(?!')");

    /** The least status of a process that a signal ended, as for the reference without a path that the list names. */
    private static final int CRASH = 128;

    private static ReferenceDtc dtc;

    @BeforeAll
    static void findDtc() {
        dtc = ReferenceDtc.require();
    }

    static Stream<Path> goodSources() {
        return GoldenFiles.in("good").stream();
    }

    /** Writes the golden blobs on demand: they are {@code dtc}'s own. */
    @ParameterizedTest
    @MethodSource("goodSources")
    void goldenBlobsAreThoseOfDtc(Path source) throws IOException {
        byte[] reference = dtc.compile(Files.readString(source)).output();
        if (GoldenFiles.writing()) {
            Files.write(GoldenFiles.beside(source, ".dtb"), reference);
        }
        assertThat(Files.readAllBytes(GoldenFiles.beside(source, ".dtb"))).isEqualTo(reference);
    }

    static Stream<Path> badSources() {
        return GoldenFiles.in("bad").stream();
    }

    /** But for the kerf dialect, and what the list of differences names. */
    @ParameterizedTest
    @MethodSource("badSources")
    void badSourcesAreRefusedByDtcToo(Path source) throws IOException {
        String name = source.getFileName().toString();
        int status = dtc.compileFile(source).status();

        assertThat(status == 0).as(name).isEqualTo(name.equals("delete-root.dts"));
    }

    @ParameterizedTest
    @MethodSource("goodSources")
    void goodSourcesGiveTheBytesOfDtc(Path source) throws IOException {
        String text = Files.readString(source);
        compare(text, source.getFileName().toString(), dtc.compile(text));
    }

    @Test
    void generatedSourcesAreTakenAndEncodedAsByDtc() {
        long first = new Random(20261123).nextInt(1 << 20);
        int accepted = compareAll(GENERATED, i -> new SourceGenerator(first + i).source());
        assertThat(accepted).as("sources without a mistake").isGreaterThan(GENERATED / 3);
    }

    @Test
    void generatedSourcesWithASlipAreTakenOrRefusedAsByDtc() {
        int accepted = compareAll(GENERATED, i -> new SourceGenerator(5_000_000 + i).brokenSource());
        assertThat(accepted).as("slips that are none").isBetween(GENERATED / 100, GENERATED / 2);
    }

    @Test
    void printedBlobsReadLikeThoseOfDtc() {
        for (int i = 0; i < 200; i++) {
            String source = new SourceGenerator(9_000_000 + i).source();
            DtsResult result = Dts.parse(source, "seed " + i);
            if (result.tree().isPresent()) {
                byte[] blob = Fdt.encode(result.tree().get());
                assertThat(Dts.print(Fdt.decode(blob))).as(source).isEqualTo(dtc.print(blob));
            }
        }
    }

    /** Returns how many sources both accepted. */
    private static int compareAll(int count, IntFunction<String> generator) {
        int accepted = 0;
        for (int start = 0; start < count; start += ReferenceDtc.BATCH) {
            List<String> sources = IntStream.range(start, Math.min(count, start + ReferenceDtc.BATCH))
                    .mapToObj(generator)
                    .toList();
            List<ReferenceDtc.Run> runs = dtc.compileAll(sources);
            for (int i = 0; i < sources.size(); i++) {
                boolean crashed = runs.get(i).status() >= CRASH;
                if (!crashed && !LONE_BACKSLASH.matcher(sources.get(i)).find()) {
                    accepted += compare(sources.get(i), "source " + (start + i), runs.get(i)) ? 1 : 0;
                }
            }
        }
        return accepted;
    }

    /** Returns whether both accepted the source. */
    private static boolean compare(String source, String name, ReferenceDtc.Run reference) {
        DtsResult ours = Dts.parse(source, name, options());
        if (reference.status() == 0) {
            assertThat(ours.hasErrors())
                    .as("%s is fine for dtc, but not for us:%n%s%n%s", name, ours.render(), source)
                    .isFalse();
            assertThat(HexFormat.of().formatHex(Fdt.encode(ours.orElseThrow())))
                    .as("%s%n%s", name, source)
                    .isEqualTo(HexFormat.of().formatHex(reference.output()));
            return true;
        }
        assertThat(ours.failure())
                .as("%s is wrong for dtc: %s%n%s%n%s", name, reference.messages(), ours.render(), source)
                .contains(reference.status() == 1 ? DtsResult.Failure.SYNTAX : DtsResult.Failure.MEANING);
        return false;
    }

    static DtsOptions options() {
        return DtsOptions.defaults().withIncludes(GoldenFiles.includes("good"));
    }
}
