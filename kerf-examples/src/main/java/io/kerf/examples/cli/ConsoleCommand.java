// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.Host;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "console",
        customSynopsis = "kerf console (NAME | --id=N) [OPTIONS]",
        header = "Attaches to the console of an instance: not supported yet.",
        footerHeading = "%nExample:%n",
        footer = "  kerf console web-server")
final class ConsoleCommand implements Task {
    @Mixin
    InstanceChoice instance = new InstanceChoice();

    @Override
    public int run(Shell shell) {
        instance.check();
        try (Host host = shell.host()) {
            String name = instance.in(host).name().text();
            throw Unsupported.yet("the console of instance '" + name + "'", "'kerf show " + name + "' tells its state");
        }
    }
}
