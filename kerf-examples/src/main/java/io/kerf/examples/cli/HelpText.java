// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of a command: what it does, its own options, those of all commands, examples. */
final class HelpText {
    private static final String GLOBAL = "globalOptions";

    private HelpText() {}

    /** Renders the help of a command by its qualified name, such as {@code kerf create}. */
    static String of(CommandLine root, String qualifiedName) {
        CommandLine line = root;
        for (String name : qualifiedName.split(" ", -1)) {
            line = line.getSubcommands().getOrDefault(name, line);
        }
        Map<String, IHelpSectionRenderer> sections = line.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, help -> options(help, false));
        sections.put(GLOBAL, help -> options(help, true));
        List<String> keys = new ArrayList<>(line.getHelpSectionKeys());
        keys.add(keys.indexOf(UsageMessageSpec.SECTION_KEY_OPTION_LIST) + 1, GLOBAL);
        line.setHelpSectionKeys(keys);
        line.getCommandSpec().usageMessage().sortOptions(false).width(100);
        return line.getUsageMessage(Ansi.OFF);
    }

    private static String options(Help help, boolean inherited) {
        List<OptionSpec> options = help.commandSpec().options().stream()
                .filter(option -> option.inherited() == inherited)
                .toList();
        if (options.isEmpty()) {
            return "";
        }
        String title = inherited ? "\nOptions of every command:\n" : "\nOptions:\n";
        return title + help.optionListExcludingGroups(options);
    }

    /** The synopsis of a command, in one line. */
    static String synopsis(CommandLine line) {
        return line.getHelp().synopsis(0).strip();
    }
}
