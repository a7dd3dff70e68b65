// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.dts.DtsOptions;
import io.kerf.fdt.Fdt;
import io.kerf.tree.DeviceTree;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "compile",
        header = "Compiles device tree source to a blob, as dtc does.",
        description = {
            "",
            "The tree of a multikernel host is held to all rules, and no blob comes of one that breaks any; other trees get the"
                    + " checks of dtc. Every error is shown with its line."
        },
        customSynopsis = "kerf compile FILE [-o OUT] [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kerf compile baseline.dts -o baseline.dtb",
            "  kerf compile -@ -I include -Wno-unit_address_vs_reg board.dts -o board.dtb",
            "  cpp -nostdinc -undef -x assembler-with-cpp board.dts | kerf compile - > board.dtb"
        })
final class CompileCommand implements Task {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The source, whatever its name ends in; - for standard input.",
            converter = Conversions.InputName.class)
    Path file = Path.of("");

    @Mixin
    OutputChoice output = new OutputChoice();

    @Mixin
    SourceChoice source = new SourceChoice();

    @Option(
            names = {"-@", "--symbols"},
            description = "Add __symbols__, which overlays for this tree need.")
    boolean symbols;

    @Option(
            names = {"-A", "--auto-alias"},
            description = "Add an alias for each label.")
    boolean aliases;

    @Override
    public int run(Shell shell) throws IOException {
        DtsOptions options = source.options(file);
        options = symbols ? options.withSymbols() : options;
        options = aliases ? options.withAliases() : options;
        output.requirePlaceForBlob(shell);
        TreeFile read = TreeFile.read(file, source, options);
        if (read.isBlob()) {
            throw CliException.file(
                    "'" + file + "' is a blob already, whatever its name says",
                    "kerf decompile makes source of it, kerf validate checks it");
        }
        TreeVerdict verdict = TreeVerdict.of(read, source, false);
        TreeProduct.requireValid(shell, verdict, "'" + file + "'");
        DeviceTree tree = read.tree().orElseThrow();
        new TreeProduct("Compiled '" + file + "'", Fdt.encode(tree), read.isMultikernel(), verdict)
                .write(shell, output);
        return ExitCode.DONE;
    }
}
