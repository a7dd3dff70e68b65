// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.BatchPlan;
import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "delete",
        customSynopsis = "kerf delete (NAME | --id=N) [OPTIONS]",
        header = "Removes an instance and gives back what it has. Its kernel must be unloaded first.",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf delete web-server", "  kerf delete --id=1 --dry-run"})
final class DeleteCommand implements Task {
    @Mixin
    InstanceChoice instance = new InstanceChoice();

    @Override
    public int run(Shell shell) {
        instance.check();
        try (Host host = shell.host()) {
            InstanceHandle handle = instance.in(host);
            InstanceStep.DELETE.require(handle);
            Instance before = handle.describe();
            if (shell.isDryRun()) {
                plan(shell, host, handle.name());
                answer(shell, before, Optional.of(before.state()), new Transacted<>(handle, List.of()));
            } else {
                answer(shell, before, Optional.empty(), delete(shell, host, handle));
            }
        }
        return ExitCode.DONE;
    }

    private static BatchPlan plan(Shell shell, Host host, InstanceName name) {
        BatchPlan plan = host.batch().delete(name.text()).plan();
        shell.showSource(plan.source());
        return plan;
    }

    /** By the handle, which is of this very instance and not of the next one of its name. */
    private static Transacted<InstanceHandle> delete(Shell shell, Host host, InstanceHandle handle) {
        if (shell.isDebug()) {
            plan(shell, host, handle.name());
        }
        return Transacted.of(
                host,
                handle.name(),
                () -> shell.change("Deleting instance '" + handle.name() + "'", () -> {
                    handle.delete();
                    return handle;
                }));
    }

    private static void answer(
            Shell shell, Instance before, Optional<InstanceState> state, Transacted<InstanceHandle> done) {
        String name = "'" + before.name() + "'";
        Answer answer = InstanceAnswer.of("delete", before, state, done.transactions());
        shell.answer(InstanceAnswer.ended(answer, !shell.isDryRun(), shell.isDryRun(), List.of()), terminal -> {
            if (shell.isDryRun()) {
                terminal.done("Validation passed for deleting instance " + name);
                InstanceAnswer.details(terminal, before);
                terminal.line("");
                terminal.done("Instance would be deleted (dry-run mode)");
                terminal.line("  Remove --dry-run to apply overlay to kernel");
                return;
            }
            terminal.done("Deleted instance " + name + InstanceAnswer.suffix(done.transactions()));
            if (shell.isVerbose()) {
                InstanceAnswer.details(terminal, before);
            }
        });
    }
}
