// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.kexec.RebootCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The same under three names: what {@code exec} did first, and what later releases call {@code start}. */
@Command(
        customSynopsis = "${COMMAND-FULL-NAME} (NAME | --id=N) [OPTIONS]",
        header = "Boots the kernel that is loaded for an instance. boot, start and exec are the same.",
        footerHeading = "%nExamples:%n",
        footer = {"  ${COMMAND-FULL-NAME} web-server", "  ${COMMAND-FULL-NAME} --id=1"})
final class BootCommand implements Task {
    @Mixin
    InstanceChoice instance = new InstanceChoice();

    @Option(names = "--console", description = "Attach to its console: not supported yet.")
    boolean console;

    @Override
    public int run(Shell shell) {
        instance.check();
        if (console) {
            throw Unsupported.yet("--console", "Boot without it: the instance writes to /dev/mktty of the host");
        }
        try (Host host = shell.host()) {
            InstanceHandle handle = instance.in(host);
            InstanceStep.BOOT.require(handle);
            Calls.show(shell, RebootCommand.BOOT, handle.id());
            Steps.run(
                    shell,
                    handle,
                    "boot",
                    shell.waiting(handle::boot),
                    "Booting",
                    "Boot command executed successfully");
        }
        return ExitCode.DONE;
    }
}
