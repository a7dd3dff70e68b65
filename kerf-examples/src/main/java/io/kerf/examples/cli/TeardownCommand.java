// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.Teardown;
import io.kerf.TeardownResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "teardown",
        header = "Deletes all instances and gives their hardware back to the host.",
        description = {
            "",
            "Undoes 'kerf init'. Instances whose kernel is loaded are unloaded; while one is active the teardown is refused, or halts"
                    + " it with --force. Steps that were done are not undone if a later one fails."
        },
        customSynopsis = "kerf teardown [--force] [--dry-run] [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf teardown --dry-run", "  kerf teardown --force"})
final class TeardownCommand implements Task {
    @Option(
            names = {"-f", "--force"},
            description = "Halt active instances, too.")
    boolean force;

    @Override
    public int run(Shell shell) {
        try (Host host = shell.host()) {
            Teardown teardown = force ? host.teardown().evenIfActive() : host.teardown();
            if (shell.isDryRun()) {
                List<String> steps = teardown.plan().steps();
                shell.answer(answer(steps, Optional.empty()), terminal -> {
                    steps.forEach(step -> terminal.line("  " + step));
                    terminal.line("");
                    terminal.done("The host would be torn down (dry-run mode)");
                    terminal.line("  Remove --dry-run to do it");
                });
                return ExitCode.DONE;
            }
            TeardownResult result = shell.change("Giving the hardware back to the host", teardown::apply);
            shell.answer(answer(result.done(), Optional.of(result)), terminal -> {
                result.done().forEach(step -> terminal.line("  " + step));
                terminal.line("");
                terminal.done("Torn down");
                terminal.detail("Before", result.before());
                terminal.detail("After", result.after());
            });
            if (!result.isComplete()) {
                throw CliException.failed(
                        "something is left in the pool: " + result.after(),
                        "Devices of the platform bus come back when the host boots");
            }
            return ExitCode.DONE;
        }
    }

    private static Answer answer(List<String> steps, Optional<TeardownResult> result) {
        return Answer.of("teardown")
                .with("applied", result.isPresent())
                .with("complete", result.map(TeardownResult::isComplete))
                .with("steps", steps)
                .with("before", result.map(each -> part(each.before())))
                .with("after", result.map(each -> part(each.after())));
    }

    private static Map<String, Object> part(TeardownResult.Holdings holdings) {
        return Answer.part(
                "cpus", PlanAnswer.ids(holdings.cpus()),
                "memory_bytes", holdings.memory().bytes(),
                "devices", holdings.devices(),
                "instances", holdings.instances(),
                "host_cpus", holdings.hostCpus());
    }
}
