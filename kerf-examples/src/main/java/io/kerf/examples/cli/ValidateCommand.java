// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.Severity;
import io.kerf.validate.Report;
import io.kerf.validate.ReportDetail;
import io.kerf.validate.ReportFormat;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        header = "Checks a device tree, and reports what it finds.",
        description = {
            "",
            "The tree of a multikernel host, source or blob, gets the validation report; any other tree gets the checks of dtc."
                    + " Exits with 1 if there are errors."
        },
        customSynopsis = "kerf validate FILE [--baseline] [--format=FORMAT] [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  kerf validate baseline.dts --baseline",
            "  kerf validate state.dtb --format=json",
            "  kerf validate -E reg_format board.dts"
        })
final class ValidateCommand implements Task {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "Source or blob, whatever its name ends in; - for standard input.",
            converter = Conversions.InputName.class)
    Path file = Path.of("");

    @Option(names = "--baseline", description = "Hold it to what a baseline is: hardware, and no instances.")
    boolean baseline;

    @Mixin
    SourceChoice source = new SourceChoice();

    @Override
    public int run(Shell shell) throws IOException {
        TreeFile read = TreeFile.read(file, source, source.options(file));
        if (baseline && read.tree().isPresent() && !read.isMultikernel()) {
            throw CliException.failed(
                    "'" + file
                            + "' is no baseline: it has neither resources nor compatible = \"linux,multikernel-host\"",
                    "docs/format.md says what a baseline has");
        }
        TreeVerdict verdict = TreeVerdict.of(read, source, baseline);
        if (verdict.report().isPresent()) {
            tell(shell, verdict.report().get());
        } else {
            tell(shell, verdict);
        }
        return verdict.isValid() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void tell(Shell shell, Report report) {
        ReportDetail detail = shell.isVerbose() ? ReportDetail.VERBOSE : ReportDetail.NORMAL;
        switch (shell.format()) {
            case TEXT -> report.render(ReportFormat.TEXT, detail).lines().forEach(shell.terminal()::line);
            case JSON -> shell.terminal().raw(report.render(ReportFormat.JSON, detail));
            case YAML -> shell.terminal().raw(report.render(ReportFormat.YAML, detail));
        }
    }

    private void tell(Shell shell, TreeVerdict verdict) {
        Answer answer = Answer.of("checks")
                .with("file", file.toString())
                .with("status", verdict.isValid() ? "valid" : "invalid")
                .with("errors", verdict.count(Severity.ERROR))
                .with("warnings", verdict.count(Severity.WARNING))
                .with("findings", Findings.of(verdict.shown(shell.isVerbose())));
        shell.answer(answer, terminal -> {
            terminal.report(verdict.shown(shell.isVerbose()));
            if (verdict.isValid()) {
                terminal.done("'" + file + "' passes"
                        + (verdict.count(Severity.WARNING) == 0 ? "" : ", with " + verdict.counts()));
            } else {
                terminal.failed("'" + file + "' has " + verdict.counts());
            }
        });
    }
}
