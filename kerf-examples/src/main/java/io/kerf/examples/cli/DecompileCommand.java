// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.dts.Dts;
import io.kerf.dts.DtsPrintOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "decompile",
        header = "Prints a device tree blob as source, as dtc does.",
        description = {
            "",
            "Also prints a tree that is not valid, so that it can be looked at; what is wrong with it goes to standard error."
        },
        customSynopsis = "kerf decompile FILE [-o OUT] [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf decompile baseline.dtb", "  kerf decompile --labels /sys/firmware/fdt -o host.dts"})
final class DecompileCommand implements Task {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The blob, whatever its name ends in; - for standard input.",
            converter = Conversions.InputName.class)
    Path file = Path.of("");

    @Mixin
    OutputChoice output = new OutputChoice();

    @Mixin
    SourceChoice source = new SourceChoice();

    @Option(names = "--labels", description = "Write labels and references, where __symbols__ and phandles tell them.")
    boolean labels;

    @Override
    public int run(Shell shell) throws IOException {
        TreeFile read = TreeFile.read(file, source, source.options(file));
        if (!read.isBlob()) {
            throw CliException.file(
                    "'" + file + "' is no blob: it does not begin with d00dfeed",
                    "kerf compile makes a blob of source, kerf validate checks it");
        }
        TreeVerdict verdict = TreeVerdict.of(read, source, false);
        shell.terminal().findings(verdict.shown(shell.isVerbose()));
        if (!verdict.isValid()) {
            shell.terminal()
                    .warning("'" + file + "' has " + verdict.counts() + " and is printed nevertheless; 'kerf validate "
                            + file + "' has the report");
        }
        DtsPrintOptions options = DtsPrintOptions.defaults();
        String text = Dts.print(
                read.tree().orElseThrow(), labels ? options.withLabels().withReferences() : options);
        new TreeProduct(
                        "Decompiled '" + file + "'",
                        text.getBytes(StandardCharsets.UTF_8),
                        read.isMultikernel(),
                        verdict)
                .write(shell, output);
        return ExitCode.DONE;
    }
}
