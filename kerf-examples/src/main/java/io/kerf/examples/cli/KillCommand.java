// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.kexec.RebootCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "kill",
        customSynopsis = "kerf kill (NAME | --id=N) [--force] [OPTIONS]",
        header = "Halts an instance. Its kernel stays loaded.",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf kill web-server", "  kerf kill --id=1 --force"})
final class KillCommand implements Task {
    @Mixin
    InstanceChoice instance = new InstanceChoice();

    @Option(
            names = {"-f", "--force"},
            description = "Stop its CPUs without asking its kernel.")
    boolean force;

    @Override
    public int run(Shell shell) {
        instance.check();
        try (Host host = shell.host()) {
            InstanceHandle handle = instance.in(host);
            (force ? InstanceStep.FORCE_HALT : InstanceStep.HALT).require(handle);
            Calls.show(shell, force ? RebootCommand.FORCE_HALT : RebootCommand.HALT, handle.id());
            Runnable halt = force ? handle::forceHalt : handle::halt;
            Steps.run(shell, handle, "kill", shell.waiting(halt), "Halting", "Shutdown command executed successfully");
        }
        return ExitCode.DONE;
    }
}
