// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.dts.Dts;
import io.kerf.dts.DtsOptions;
import io.kerf.fdt.Fdt;
import io.kerf.fdt.OverlayException;
import io.kerf.fdt.Overlays;
import io.kerf.tree.DeviceTree;
import java.io.IOException;

/** Applies overlays to a device tree, in order and all or none, and tells why one does not fit. */
public final class MergeOverlays {
    private static final String BOARD = """
            /dts-v1/;
            / {
                i2c: i2c { status = "disabled"; };
            };
            """;
    private static final String CAMERA = """
            /dts-v1/;
            /plugin/;
            &i2c { status = "okay"; camera: camera { }; };
            """;
    private static final String LENS = """
            /dts-v1/;
            /plugin/;
            &camera { lens { focal-length = <35>; }; };
            """;

    private MergeOverlays() {}

    /**
     * Runs the example.
     *
     * @param args nothing
     * @throws IOException never
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Example.run(out -> {
            DtsOptions symbols = DtsOptions.defaults().withSymbols();
            DeviceTree board = Dts.compile(BOARD, "board.dts", symbols);
            DeviceTree camera = Dts.compile(CAMERA, "camera.dts", symbols);
            DeviceTree lens = Dts.compile(LENS, "lens.dts");

            out.print(Dts.print(Overlays.apply(board, camera, lens)));
            byte[] blob = Overlays.applyToBlob(Fdt.encode(board), Fdt.encode(camera)); // the bytes of fdtoverlay
            out.println(blob.length + " bytes");
            try {
                Overlays.apply(board, lens); // without the camera there is nothing to put it on
            } catch (OverlayException refused) {
                out.println("✗ " + refused.reason() + " '" + refused.label().orElse("") + "': " + refused.getMessage());
            }
        });
    }
}
