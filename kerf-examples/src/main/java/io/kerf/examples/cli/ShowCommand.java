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
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("show");
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
        spec.addOption(Specs.option("--svg", "FILE", Path.class, Path::of, value -> picture = Optional.of(value))
                .description("Write the picture of the machine to this file, as SVG that needs no other file.")
                .build());
        return spec;
    }

    @Override
    public int run(Shell shell) throws IOException {
        HostReading reading = HostReading.of(shell.kernelFiles(), shell.options().abi);
        Optional<ReadInstance> one = name.map(wanted -> find(reading, wanted));
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

    private static ReadInstance find(HostReading reading, String wanted) {
        return reading.instances().stream()
                .filter(instance -> instance.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> HostReading.notFound(
                        wanted,
                        reading.instances().stream().map(ReadInstance::name).toList()));
    }

    private void draw(HostReading reading, Path file, Shell shell) throws IOException {
        MachineMap map = reading.state()
                .map(MachineMapper::map)
                .orElseThrow(() -> CliException.failed(
                        "there is nothing to draw: no baseline was applied", "Apply one: kerf init --input=FILE"));
        byte[] svg = MachineSvg.draw(map, name).getBytes(StandardCharsets.UTF_8);
        if (!shell.isDryRun()) {
            FileOutput.write(file, svg);
        }
        shell.answer(
                Answer.of("picture").with("file", file.toString()).with("bytes", svg.length),
                terminal -> terminal.done(
                        (shell.isDryRun() ? "Would write" : "Wrote") + " the picture of this machine to " + file));
    }
}
