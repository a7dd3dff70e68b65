// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import io.kerf.diag.DiagnosticRenderer;
import io.kerf.dts.Dts;
import io.kerf.dts.DtsResult;
import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import io.kerf.tree.NodePath;
import io.kerf.tree.PropertyValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compiles device tree source, edits the tree, writes the blob, and prints it as source: with kerf-dts and kerf-fdt alone. */
public final class CompileAndEdit {
    private static final String BOARD = """
            /dts-v1/;

            / {
                model = "A board";
                serial@1000 { status = "disabled"; };
                watchdog { timeout-sec = <30>; };
            };
            """;

    private CompileAndEdit() {}

    /**
     * Runs the example.
     *
     * @param args where to write the blob, or nothing for a temporary file
     * @throws IOException if the blob cannot be written
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Example.run(out -> {
            DtsResult result = Dts.parse(BOARD, "board.dts");
            out.print(DiagnosticRenderer.plain().render(result.diagnostics())); // one warning: no reg for @1000

            DeviceTree edited = result.orElseThrow()
                    .update(
                            NodePath.of("/serial@1000"),
                            serial -> serial.withProperty("reg", PropertyValue.ofU32(0x1000, 0x100))
                                    .withProperty("status", PropertyValue.ofStrings("okay")))
                    .update(NodePath.of("/"), root -> root.withoutChild("watchdog"));

            Path file = args.length > 0 ? Path.of(args[0]) : Files.createTempFile("board-", ".dtb");
            Fdt.write(edited, file);
            out.println(Files.size(file) + " bytes in " + file.getFileName());
            out.print(Dts.print(Fdt.read(file)));
        });
    }
}
