// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.BaselineText;
import io.kerf.Kerf;
import io.kerf.diag.Diagnostic;
import io.kerf.model.Dialect;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.discovery.BaselineProposal;
import io.kerf.sysfs.discovery.HostHardware;
import io.kerf.sysfs.discovery.HostPicture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "discover",
        header = "Looks at this machine and suggests a baseline for it.",
        description = "Needs no multikernel kernel and changes nothing.",
        customSynopsis = "kerf discover [--dialect DIALECT] [-o FILE]",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf discover -o baseline.dts", "  kerf discover --dialect=flat"})
final class DiscoverCommand implements Task {
    /** A dialect of baselines. */
    static final class DialectWord implements ITypeConverter<Dialect> {
        @Override
        public Dialect convert(String text) {
            return Conversions.constant(text, "dialect", Dialect.values());
        }
    }

    @Option(
            names = "--dialect",
            paramLabel = "DIALECT",
            description = "Dialect of the baseline: inventory, flat, pool; inventory if it is not said.",
            converter = DialectWord.class)
    Dialect dialect = Dialect.INVENTORY;

    @Mixin
    OutputChoice output = new OutputChoice();

    @Override
    public int run(Shell shell) throws IOException {
        KernelRoots roots = shell.simulated().isPresent() ? shell.kernelFiles().roots() : shell.roots();
        HostHardware machine = Kerf.discover(roots);
        BaselineProposal proposal = machine.suggestedBaseline().propose();
        String source = BaselineText.of(proposal, dialect);
        Optional<Path> file = shell.isDryRun() ? Optional.empty() : output.toFile();
        if (file.isPresent()) {
            FileOutput.write(file.get(), source.getBytes(StandardCharsets.UTF_8));
        }
        Answer answer = Answer.of("discover")
                .with("machine", JsonValues.read(machine.toJson()))
                .with(
                        "baseline",
                        Answer.part(
                                "dialect",
                                Conversions.word(dialect),
                                "valid",
                                proposal.valid().isPresent(),
                                "findings",
                                proposal.findings().stream()
                                        .<Object>map(DiscoverCommand::finding)
                                        .toList(),
                                "source",
                                source))
                .with("file", file.map(Path::toString));
        shell.answer(answer, terminal -> {
            HostPicture.of(proposal).lines().map(Printable::of).forEach(terminal::line);
            findings(terminal, "Of the machine:", machine.findings());
            findings(terminal, "Of the baseline:", proposal.findings());
            file.ifPresentOrElse(
                    written -> terminal.done("Wrote a baseline to " + written), () -> terminal.raw("\n" + source));
        });
        return ExitCode.DONE;
    }

    private static Object finding(Diagnostic finding) {
        return Answer.part(
                "code",
                finding.code(),
                "severity",
                finding.severity().word(),
                "message",
                finding.message(),
                "suggestion",
                finding.suggestion());
    }

    private static void findings(Terminal terminal, String title, List<Diagnostic> findings) {
        if (!findings.isEmpty()) {
            terminal.line("");
            terminal.line(title);
            findings.forEach(finding -> terminal.line(Printable.of("  " + finding
                    + finding.suggestion().map(text -> "; " + text).orElse(""))));
        }
    }
}
