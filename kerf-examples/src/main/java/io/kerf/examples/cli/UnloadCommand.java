// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import io.kerf.InstanceHandle;
import io.kerf.kexec.KexecFlags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "unload",
        customSynopsis = "kerf unload (NAME | --id=N) [OPTIONS]",
        header = "Drops the kernel that is loaded for an instance.",
        footerHeading = "%nExamples:%n",
        footer = {"  kerf unload web-server", "  kerf unload --id=1 --verbose"})
final class UnloadCommand implements Task {
    @Mixin
    InstanceChoice instance = new InstanceChoice();

    @Override
    public int run(Shell shell) {
        instance.check();
        try (Host host = shell.host()) {
            InstanceHandle handle = instance.in(host);
            InstanceStep.UNLOAD.require(handle);
            Calls.show(shell, KexecFlags.unload(handle.id()));
            Steps.run(shell, handle, "unload", handle::unload, "Unloading", "Kernel unloaded successfully");
        }
        return ExitCode.DONE;
    }
}
