// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No bytes, as base or as overlay, bring anything but a union or a refusal, in bounded time and memory. */
class HostileOverlayTest {
    private static final int MUTATIONS = 100_000;

    static Stream<Path> corpus() throws IOException {
        return HostileBlobTest.corpus();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void storedCornerCasesStayHarmless(Path file) throws IOException {
        byte[] input = Files.readAllBytes(file);
        assertThat(OverlayFuzzer.unite(OverlaySamples.BASE, input)).isFalse();
        assertThat(OverlayFuzzer.unite(input, OverlaySamples.OVERLAY)).isFalse();
    }

    @Test
    void spoiltOverlaysAndBasesAreUnitedOrRefusedWithinBounds() {
        BlobMutator mutator = new BlobMutator(20261124);
        int united = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            boolean overlay = i % 3 > 0;
            byte[] spoilt = mutator.spoil(overlay ? OverlaySamples.OVERLAY : OverlaySamples.BASE);
            byte[] base = overlay ? OverlaySamples.BASE : spoilt;
            byte[] other = overlay ? spoilt : OverlaySamples.OVERLAY;
            boolean[] outcome = new boolean[1];
            Bounds.check(base.length + other.length, () -> outcome[0] = applies(base, other));
            united += outcome[0] ? 1 : 0;
            if (i % 10 == 0) {
                OverlayFuzzer.unite(base, other);
            }
        }
        assertThat(united)
                .as("a mutator that spoils too little or too much shows nothing")
                .isBetween(2_000, 70_000);
    }

    private static boolean applies(byte[] base, byte[] overlay) {
        try {
            return Overlays.apply(Fdt.decode(base), Fdt.decode(overlay)) != null;
        } catch (OverlayException | FdtFormatException refused) {
            return false;
        }
    }
}
