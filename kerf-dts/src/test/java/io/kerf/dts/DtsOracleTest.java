// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.fdt.Fdt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with the reference compiler: what it accepts, and the bytes it writes. */
class DtsOracleTest {
    /** How many generated sources of each kind a run compares; raised by {@code -Dkerf.dts.generated=N}. */
    private static final int GENERATED = Integer.getInteger("kerf.dts.generated", 300);

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
        compare(Files.readString(source), source.getFileName().toString());
    }

    @Test
    void generatedSourcesAreTakenAndEncodedAsByDtc() {
        long first = new Random(20261123).nextInt(1 << 20);
        int accepted = 0;
        for (int i = 0; i < GENERATED; i++) {
            accepted += compare(new SourceGenerator(first + i).source(), "seed " + (first + i)) ? 1 : 0;
        }
        assertThat(accepted).as("sources without a mistake").isGreaterThan(GENERATED / 3);
    }

    @Test
    void generatedSourcesWithASlipAreTakenOrRefusedAsByDtc() {
        for (int i = 0; i < GENERATED; i++) {
            String source = new SourceGenerator(5_000_000 + i).brokenSource();
            compare(source, "broken seed " + (5_000_000 + i));
        }
    }

    @Test
    void printedBlobsReadLikeThoseOfDtc() {
        for (int i = 0; i < GENERATED / 3; i++) {
            String source = new SourceGenerator(9_000_000 + i).source();
            DtsResult result = Dts.parse(source, "seed " + i);
            if (result.tree().isPresent()) {
                byte[] blob = Fdt.encode(result.tree().get());
                assertThat(Dts.print(Fdt.decode(blob))).as(source).isEqualTo(dtc.print(blob));
            }
        }
    }

    /** Returns whether both accepted the source. */
    private static boolean compare(String source, String name) {
        ReferenceDtc.Run reference = dtc.compile(source);
        DtsResult ours = Dts.parse(source, name, DtsOptions.defaults().withIncludes(GoldenFiles.includes("good")));
        if (reference.status() == 0) {
            assertThat(ours.hasErrors())
                    .as("%s is fine for dtc, but not for us:%n%s%n%s", name, ours.render(), source)
                    .isFalse();
            assertThat(Fdt.encode(ours.orElseThrow()))
                    .as("%s%n%s", name, source)
                    .isEqualTo(reference.output());
            return true;
        }
        assertThat(ours.hasErrors())
                .as("%s is wrong for dtc, but not for us: %s%n%s", name, reference.messages(), source)
                .isTrue();
        return false;
    }
}
