// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.fdt.Fdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    /** How many mismatches a run shows; it goes on behind the first. */
    private static final int SHOWN = 20;

    /** {@code '\\'}, which dtc takes to go on to the next quote, and the list of differences for one byte. */
    private static final Pattern BACKSLASH = Pattern.compile("'\\\\\\\\'");

    /** {@code '\'}, which dtc takes for a quote unless another one follows anywhere, and the list of differences for an error. */
    private static final Pattern LONE_BACKSLASH = Pattern.compile("'\\\\'(?!')");

    /** {@code \x-f} and the like, of which dtc makes a number, and the list of differences an error. */
    private static final Pattern SIGNED_ESCAPE = Pattern.compile("\\\\x[-+ \t-\r][0-9a-fA-F]");

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
        String name = source.getFileName().toString();
        assertThat(mismatch(text, name, Dts.parse(text, name, options()), dtc.compile(text)))
                .isEmpty();
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
        List<String> mismatches = new ArrayList<>();
        for (int start = 0; start < count; start += ReferenceDtc.BATCH) {
            List<String> sources = IntStream.range(start, Math.min(count, start + ReferenceDtc.BATCH))
                    .mapToObj(generator)
                    .toList();
            List<ReferenceDtc.Run> runs = dtc.compileAll(sources);
            for (int i = 0; i < sources.size(); i++) {
                ReferenceDtc.Run run = runs.get(i);
                DtsResult ours = Dts.parse(sources.get(i), "source " + (start + i), options());
                accepted += run.status() == 0 && ours.tree().isPresent() ? 1 : 0;
                if (run.status() < CRASH && !isListed(sources.get(i), ours, run)) {
                    mismatch(sources.get(i), "source " + (start + i), ours, run).ifPresent(mismatches::add);
                }
            }
        }
        assertThat(mismatches.stream().limit(SHOWN))
                .as("%s of %s sources, of which the first are shown", mismatches.size(), count)
                .isEmpty();
        return accepted;
    }

    /** Whether the list of differences has what dtc makes of a source. */
    static boolean isListed(String source, DtsResult ours, ReferenceDtc.Run reference) {
        return reference.messages().contains("Character literal has")
                        && BACKSLASH.matcher(source).find()
                || reference.status() != 1
                        && LONE_BACKSLASH.matcher(source).find()
                        && ours.diagnostics().stream()
                                .anyMatch(finding -> finding.code().equals(Codes.UNTERMINATED))
                || SIGNED_ESCAPE.matcher(source).find()
                        && ours.diagnostics().stream()
                                .anyMatch(finding -> finding.code().equals(Codes.BAD_ESCAPE));
    }

    /** Tells what is not the same: whether the source is taken, what kind of error it has, or the bytes. */
    private static Optional<String> mismatch(String source, String name, DtsResult ours, ReferenceDtc.Run reference) {
        String difference = null;
        if (reference.status() != 0) {
            DtsResult.Failure kind = reference.status() == 1 ? DtsResult.Failure.SYNTAX : DtsResult.Failure.MEANING;
            difference = ours.failure().equals(Optional.of(kind)) ? null : "wrong for dtc: " + reference.messages();
        } else if (ours.tree().isEmpty()) {
            difference = "fine for dtc, but not for us";
        } else if (!Arrays.equals(Fdt.encode(ours.orElseThrow()), reference.output())) {
            difference = "another blob:\n" + dtc.print(reference.output());
        }
        return Optional.ofNullable(difference)
                .map(what -> String.format("%s: %s%n%s%nours: %s", name, what, source, ours.render()));
    }

    static DtsOptions options() {
        return DtsOptions.defaults().withIncludes(GoldenFiles.includes("good"));
    }
}
