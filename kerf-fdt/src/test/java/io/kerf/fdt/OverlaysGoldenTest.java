// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.TreeDiff;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code fdtoverlay} made of the stored cases, which needs no {@code fdtoverlay} to compare. */
class OverlaysGoldenTest {
    static List<Path> cases() throws IOException {
        return OverlayCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void storedCasesComeOutAsFdtoverlayHadThem(Path folder) throws IOException {
        byte[] base = OverlayCases.base(folder);
        byte[][] overlays = OverlayCases.overlays(folder).toArray(new byte[0][]);
        DeviceTree[] trees =
                OverlayCases.overlays(folder).stream().map(Fdt::decode).toArray(DeviceTree[]::new);
        assertThat(overlays).isNotEmpty();
        Optional<byte[]> result = OverlayCases.result(folder);
        if (result.isEmpty()) {
            assertThatExceptionOfType(OverlayException.class).isThrownBy(() -> Overlays.applyToBlob(base, overlays));
            assertThatExceptionOfType(OverlayException.class).isThrownBy(() -> Overlays.apply(Fdt.decode(base), trees));
            return;
        }
        assertThat(HexDump.of(Overlays.applyToBlob(base, overlays))).isEqualTo(HexDump.of(result.get()));
        DeviceTree united = Fdt.decode(result.get());
        assertThat(TreeDiff.between(united, Overlays.apply(Fdt.decode(base), trees))
                        .changes())
                .isEmpty();
        assertThat(Overlays.apply(Fdt.decode(base), List.of(trees), OverlayOrder.LIBFDT))
                .isEqualTo(united);
    }
}
