// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "completion",
        header = "Prints a script that lets bash complete kerf's words.",
        customSynopsis = "kerf completion [OPTIONS]",
        footerHeading = "%nExamples:%n",
        footer = {"  source <(kerf completion)", "  kerf completion > /etc/bash_completion.d/kerf"})
final class CompletionCommand implements Task {
    private static final String NOTHING = "      return\n      ;;\n";
    private static final String FILES = """
                  local IFS=$'\\n'
                  type compopt &>/dev/null && compopt -o filenames
                  COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
                  return $?
                  ;;
            """;

    @Override
    public int run(Shell shell) {
        CommandLine all = Commands.all(new GlobalOptions());
        String script = AutoComplete.bash("kerf", all);
        for (String option : fileOptions(all)) {
            script = script.replace(option + NOTHING, option + FILES);
        }
        shell.terminal().raw(script);
        return ExitCode.DONE;
    }

    /** Options that may have a file, which the generator of scripts takes for options of any text; as the scripts write them. */
    private static Set<String> fileOptions(CommandLine all) {
        return Stream.concat(Stream.of(all), all.getSubcommands().values().stream())
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> option.type() == Optional.class && option.auxiliaryTypes()[0] == Path.class)
                .map(option -> Arrays.stream(option.names())
                        .map(name -> "'" + name + "'")
                        .collect(Collectors.joining("|", "    ", ")\n")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
