// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.dts.DtsOptions;
import io.kerf.fdt.Fdt;
import io.kerf.fdt.Overlays;
import io.kerf.tree.DeviceTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "overlay",
        header = "Applies overlays to a device tree, as fdtoverlay does.",
        description = {
            "",
            "Base and overlays are source or blobs; source of the base gets its symbols. The result is held to the rules, or to the"
                    + " checks of dtc if it is not of a multikernel host, and is written only if it passes."
        },
        customSynopsis = "kerf overlay BASE OVERLAY... [-o OUT] [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kerf overlay board.dtb camera.dtbo leds.dtbo -o board-with.dtb",
            "  kerf overlay board.dts camera.dts -o board-with.dtb"
        })
final class OverlayCommand implements Task {
    @Parameters(
            index = "0",
            paramLabel = "BASE",
            description = "The tree to apply them to, source or blob; - for standard input.",
            converter = Conversions.InputName.class)
    Path base = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "OVERLAY",
            description = "The overlays in order, source or blobs.")
    List<Path> overlays = new ArrayList<>();

    @Mixin
    OutputChoice output = new OutputChoice();

    @Mixin
    SourceChoice source = new SourceChoice();

    @Override
    public int run(Shell shell) throws IOException {
        output.requirePlaceForBlob(shell);
        TreeFile onto = read(shell, base, source.options(base).withSymbols());
        List<byte[]> blobs = new ArrayList<>();
        for (Path each : overlays) {
            TreeFile overlay = read(shell, each, source.options(each));
            if (!overlay.overlay()) {
                throw CliException.file(
                        "'" + each + "' is no overlay: no node of it has an __overlay__",
                        "Begin its source with /dts-v1/; /plugin/;");
            }
            blobs.add(blob(overlay));
        }
        byte[] merged = Overlays.applyToBlob(blob(onto), blobs.toArray(byte[][]::new));
        DeviceTree tree = Fdt.decode(merged);
        boolean multikernel = onto.isMultikernel() || TreeFile.isMultikernel(tree);
        TreeVerdict verdict = TreeVerdict.of(tree, multikernel, source);
        TreeProduct.requireValid(shell, verdict, "what comes of it");
        String what =
                "Applied " + overlays.size() + (overlays.size() == 1 ? " overlay" : " overlays") + " to '" + base + "'";
        new TreeProduct(what, merged, multikernel, verdict).write(shell, output);
        return ExitCode.DONE;
    }

    /** A part must compile; only the whole is judged by what it means. */
    private TreeFile read(Shell shell, Path file, DtsOptions options) throws IOException {
        TreeFile read = TreeFile.read(file, source, options);
        if (read.tree().isEmpty()) {
            TreeProduct.requireValid(shell, TreeVerdict.of(read, source, false), "'" + file + "'");
        }
        return read;
    }

    private static byte[] blob(TreeFile file) {
        return file.blob().orElseGet(() -> Fdt.encode(file.tree().orElseThrow()));
    }
}
