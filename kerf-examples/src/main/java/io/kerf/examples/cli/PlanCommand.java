// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.DesiredPlan;
import io.kerf.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        header = "Shows what it takes to bring this host into a desired state.",
        description = {
            "",
            "The desired state is YAML, JSON, or a device tree with instances, source or blob. It names all instances: one that is"
                    + " there and not in it would be deleted. Nothing is written to the kernel; --debug shows what would be, as source."
        },
        customSynopsis = "kerf plan FILE [-o PLAN] [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf plan instances.yaml", "  kerf plan instances.yaml -o agreed.json"})
final class PlanCommand implements Task {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The desired state, or a stored plan to be looked at again; - for standard input.",
            converter = Conversions.InputName.class)
    Path file = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PLAN",
            description =
                    "Store the plan here, for 'kerf apply'. It holds as long as nothing else changes on the host.")
    Optional<Path> output = Optional.empty();

    @Override
    public int run(Shell shell) throws IOException {
        InputFile.required(file, "file");
        try (Host host = shell.host()) {
            DesiredPlan plan = PlanFile.on(host, file);
            shell.showSource(plan.source());
            if (output.isPresent() && !shell.isDryRun()) {
                FileOutput.write(output.get(), plan.data().toJson().getBytes(StandardCharsets.UTF_8));
            }
            shell.answer(PlanAnswer.of(plan.data(), false), terminal -> {
                plan.data().toString().lines().forEach(terminal::line);
                if (output.isPresent() && !shell.isDryRun()) {
                    terminal.line("");
                    terminal.done("Stored the plan in " + output.get() + "; 'kerf apply " + output.get()
                            + "' carries it out");
                }
            });
            return ExitCode.DONE;
        }
    }
}
