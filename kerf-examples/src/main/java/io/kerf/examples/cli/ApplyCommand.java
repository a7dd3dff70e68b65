// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.DesiredPlan;
import io.kerf.Host;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "apply",
        header = "Brings this host into a desired state, as a whole or not at all.",
        description = {
            "",
            "What 'kerf plan' shows is done: instances are created, updated, replaced, deleted. An instance with a loaded or running"
                    + " kernel is never deleted. A second time nothing is left to do."
        },
        customSynopsis = "kerf apply FILE [--dry-run] [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf apply instances.yaml --dry-run", "  kerf apply instances.yaml", "  kerf apply agreed.json"})
final class ApplyCommand implements Task {
    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A desired state, or what 'kerf plan -o' stored; - for standard input.",
            converter = Conversions.InputName.class)
    Path file = Path.of("");

    @Override
    public int run(Shell shell) throws IOException {
        InputFile.required(file, "file");
        try (Host host = shell.host()) {
            DesiredPlan plan = PlanFile.on(host, file);
            shell.showSource(plan.source());
            boolean applies = !shell.isDryRun() && !plan.data().isEmpty();
            if (applies) {
                shell.change("Applying " + file, plan::apply);
            }
            shell.answer(PlanAnswer.of(plan.data(), applies), terminal -> {
                plan.data().toString().lines().forEach(terminal::line);
                terminal.line("");
                if (plan.data().isEmpty()) {
                    terminal.done("Nothing to change");
                } else if (applies) {
                    terminal.done("Applied: " + PlanAnswer.done(plan.data()));
                } else {
                    terminal.done("The plan would be applied (dry-run mode)");
                    terminal.line("  Remove --dry-run to apply it");
                }
            });
            return ExitCode.DONE;
        }
    }
}
