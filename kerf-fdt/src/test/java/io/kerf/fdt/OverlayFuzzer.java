// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.TreeDiff;

/**
 * What must hold of {@link Overlays} for all bytes. Jazzer drives {@link #fuzzerTestOneInput} under profile {@code fuzz};
 * {@link HostileOverlayTest} drives it over the stored corpus and over spoilt blobs.
 */
public final class OverlayFuzzer {
    private OverlayFuzzer() {}

    /**
     * Takes the input for an overlay of a sound base, and for the base of a sound overlay.
     *
     * @param input any bytes
     */
    public static void fuzzerTestOneInput(byte[] input) {
        unite(OverlaySamples.BASE, input);
        unite(input, OverlaySamples.OVERLAY);
    }

    /** Tells whether the union came about; both ways to it must agree. */
    static boolean unite(byte[] base, byte[] overlay) {
        try {
            byte[] result = Overlays.applyToBlob(base, overlay);
            DeviceTree appended = Overlays.apply(Fdt.decode(base), Fdt.decode(overlay));
            if (!TreeDiff.between(Fdt.decode(result), appended).isEmpty()) {
                throw new IllegalStateException("two ways to apply an overlay give two trees");
            }
            return true;
        } catch (OverlayException | FdtFormatException refused) {
            if (refused.getMessage().isEmpty()) {
                throw new IllegalStateException("a refusal without words", refused);
            }
            return false;
        }
    }
}
