// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.OverlayException;
import io.kerf.fdt.Overlays;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtProperty;
import io.kerf.tree.TreeDiff;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overlays and the options that add to a tree: what {@code dtc} accepts, the bytes it writes, and what {@code fdtoverlay} makes of them. */
class OverlaySourceOracleTest {
    /** How many generated overlays a run compares, and bases besides; raised by {@code -Dkerf.dts.generated=N}. */
    private static final int GENERATED = Integer.getInteger("kerf.dts.generated", 300);

    private static final long SEED = Long.getLong("kerf.dts.seed", 1_000_000);

    private static ReferenceDtc dtc;

    @TempDir
    Path folder;

    @BeforeAll
    static void findDtc() {
        dtc = ReferenceDtc.require();
    }

    @Test
    void generatedOverlaysAreTakenAndEncodedAsByDtc() {
        int accepted = 0;
        for (long seed = SEED; seed < SEED + GENERATED; seed++) {
            OverlayGenerator generator = new OverlayGenerator(seed);
            accepted += compile(generator.overlay(), generator.options(), seed).isPresent() ? 1 : 0;
        }
        assertThat(accepted).as("overlays without a mistake").isGreaterThan(GENERATED / 3);
    }

    @Test
    void generatedTreesGetTheSymbolsAliasesAndFixupsOfDtc() {
        int accepted = 0;
        for (long seed = SEED; seed < SEED + GENERATED; seed++) {
            OverlayGenerator generator = new OverlayGenerator(-seed);
            accepted += compile(generator.base(), generator.options(), seed).isPresent() ? 1 : 0;
        }
        assertThat(accepted).as("trees without a mistake").isGreaterThan(GENERATED / 3);
    }

    @Test
    void generatedOverlaysWithASlipAreTakenOrRefusedAsByDtc() {
        int refused = 0;
        for (long seed = SEED; seed < SEED + GENERATED; seed++) {
            OverlayGenerator generator = new OverlayGenerator(seed << 10);
            String source = generator.withSlip(generator.overlay());
            refused += compile(source, generator.options(), seed).isPresent() ? 0 : 1;
        }
        assertThat(refused).as("overlays with a mistake").isGreaterThan(GENERATED / 3);
    }

    @Test
    void sourcesOfTheWholeLanguageGetThemAsWell() {
        int accepted = 0;
        for (long seed = SEED; seed < SEED + GENERATED; seed++) {
            String source = new SourceGenerator(seed).source();
            String made = seed % 2 == 0 ? source : source.replaceFirst("/dts-v1/;", "/dts-v1/; /plugin/;");
            accepted +=
                    compile(made, new OverlayGenerator(seed).options(), seed).isPresent() ? 1 : 0;
        }
        assertThat(accepted).as("sources without a mistake").isGreaterThan(GENERATED / 3);
    }

    @Test
    void overlaysApplyToTreesWithSymbolsAsByFdtoverlay() throws Exception {
        ReferenceFdtoverlay fdtoverlay = ReferenceFdtoverlay.in(folder);
        int applied = 0;
        for (long seed = SEED; seed < SEED + GENERATED / 2; seed++) {
            OverlayGenerator generator = new OverlayGenerator(seed << 20);
            Optional<byte[]> base = compile(generator.base(), List.of("-@"), seed);
            List<String> symbols = base.map(OverlaySourceOracleTest::symbols).orElse(List.of());
            String source = seed % 4 == 0 ? generator.overlay() : generator.overlayFor(symbols);
            Optional<byte[]> overlay = compile(source, List.of("-@"), seed);
            if (base.isPresent() && overlay.isPresent()) {
                applied += apply(fdtoverlay, base.get(), overlay.get(), "seed " + seed) ? 1 : 0;
            }
        }
        assertThat(applied).as("overlays applied").isGreaterThan(GENERATED / 8);
    }

    private static List<String> symbols(byte[] base) {
        return Fdt.decode(base)
                .find("/__symbols__")
                .map(node -> node.properties().stream().map(DtProperty::name).toList())
                .orElse(List.of());
    }

    /** Returns the blob, which is the same for both, if the source is good for both. */
    private static Optional<byte[]> compile(String source, List<String> options, long seed) {
        String name = "seed " + seed + " " + options;
        ReferenceDtc.Run reference = dtc.compile(source, options.toArray(new String[0]));
        DtsResult ours =
                Dts.parse(source, name, OverlayGenerator.ours(options).withIncludes(GoldenFiles.includes("good")));
        if (reference.status() == 0) {
            assertThat(ours.hasErrors())
                    .as("%s is fine for dtc, but not for us:%n%s%n%s", name, ours.render(), source)
                    .isFalse();
            byte[] blob = Fdt.encode(ours.orElseThrow());
            assertThat(Dts.print(Fdt.decode(blob)))
                    .as("%s%n%s", name, source)
                    .isEqualTo(Dts.print(Fdt.decode(reference.output())));
            assertThat(blob).as("%s%n%s", name, source).isEqualTo(reference.output());
            return Optional.of(blob);
        }
        assertThat(ours.hasErrors())
                .as("%s is wrong for dtc, but not for us: %s%n%s", name, reference.messages(), source)
                .isTrue();
        return Optional.empty();
    }

    private static boolean apply(ReferenceFdtoverlay fdtoverlay, byte[] base, byte[] overlay, String what)
            throws Exception {
        Optional<byte[]> theirs = fdtoverlay.apply(base, overlay);
        DeviceTree ours;
        try {
            ours = Overlays.apply(Fdt.decode(base), Fdt.decode(overlay));
        } catch (OverlayException refusal) {
            assertThat(theirs).as("%s: %s", what, refusal.getMessage()).isEmpty();
            return false;
        }
        assertThat(theirs).as(what).isPresent();
        assertThat(Overlays.applyToBlob(base, overlay)).as(what).isEqualTo(theirs.orElseThrow());
        assertThat(TreeDiff.between(Fdt.decode(theirs.orElseThrow()), ours).changes())
                .as(what)
                .isEmpty();
        return true;
    }
}
