// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** The command that people and scripts run most: it is described by calls, by which it starts a tenth sooner. */
final class ShowCommand implements Task {
    private Optional<String> name = Optional.empty();
    private Optional<Path> picture = Optional.empty();

    @Override
    public CommandSpec spec() {
        CommandSpec spec = Specs.command(this, "show");
        spec.usageMessage()
                .header("Shows the baseline, the machine with who has what of it, and the instances.")
                .description("With a name, that instance alone. What cannot be read is said, and the rest is shown.")
                .customSynopsis("kerf show [NAME] [--svg FILE]")
                .footerHeading("%nExamples:%n")
                .footer("  kerf show", "  kerf show web --verbose", "  kerf show --svg host.svg");
        spec.addPositional(Specs.word("NAME", value -> name = Optional.of(value))
                .index("0")
                .description("Name of the instance.")
                .build());
        spec.addOption(Specs.option(
                        "--svg",
                        "FILE",
                        Path.class,
                        new Conversions.OutputName(),
                        value -> picture = Optional.of(value))
                .description(
                        "Write the picture of the machine to this file, as SVG that needs no other file; - for standard"
                                + " output.")
                .build());
        return spec;
    }

    @Override
    public int run(Shell shell) throws IOException {
        if (isToOutput() && shell.format() != Format.TEXT) {
            throw CliException.usage(
                    "--svg=- and --format both write to standard output", "Name a file for the picture: --svg=FILE");
        }
        HostReading reading = HostReading.of(shell.kernelFiles(), shell.options().abi);
        Optional<ReadInstance> one = name.map(reading::instance);
        if (picture.isPresent()) {
            draw(reading, picture.get(), shell);
        } else if (shell.format() == Format.TEXT) {
            ShowText text = new ShowText(shell.terminal(), shell.isVerbose());
            one.ifPresentOrElse(text::instance, () -> text.host(reading, shell.columns()));
        } else {
            Answer answer = one.map(ShowData::of).orElseGet(() -> ShowData.of(reading));
            shell.terminal().raw(answer.render(shell.format()));
        }
        return ExitCode.DONE;
    }

    private void draw(HostReading reading, Path file, Shell shell) throws IOException {
        MachineMap map = reading.state()
                .map(MachineMapper::map)
                .orElseThrow(() -> CliException.failed(
                        "there is nothing to draw: no baseline was applied", "Apply one: kerf init --input=FILE"));
        byte[] svg = MachineSvg.draw(map, name).getBytes(StandardCharsets.UTF_8);
        if (isToOutput() && !shell.isDryRun()) {
            shell.terminal().raw(svg);
            return;
        }
        if (!shell.isDryRun()) {
            FileOutput.write(file, svg);
        }
        String place = isToOutput() ? "standard output" : file.toString();
        shell.answer(
                Answer.of("picture").with("file", file.toString()).with("bytes", svg.length),
                terminal -> terminal.done(
                        (shell.isDryRun() ? "Would write" : "Wrote") + " the picture of this machine to " + place));
    }

    private boolean isToOutput() {
        return picture.filter(file -> file.toString().equals("-")).isPresent();
    }
}
