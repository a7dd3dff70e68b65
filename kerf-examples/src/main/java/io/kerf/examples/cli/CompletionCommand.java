// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        header = "Prints a script that lets bash complete kerf's words.",
        customSynopsis = "kerf completion [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {"  source <(kerf completion)", "  kerf completion > /etc/bash_completion.d/kerf"})
final class CompletionCommand implements Task {
    @Override
    public int run(Shell shell) {
        shell.terminal().raw(AutoComplete.bash("kerf", Commands.all(new GlobalOptions())));
        return ExitCode.DONE;
    }
}
