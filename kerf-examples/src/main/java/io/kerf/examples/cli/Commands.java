// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The list of commands. One that nobody asks for is not made: the parser would read its annotations first. */
final class Commands {
    private static final Map<String, Supplier<Object>> ALL = all();

    private Commands() {}

    private static Map<String, Supplier<Object>> all() {
        Map<String, Supplier<Object>> all = new LinkedHashMap<>();
        all.put("init", InitCommand::new);
        all.put("create", CreateCommand::new);
        all.put("update", UpdateCommand::new);
        all.put("load", LoadCommand::new);
        all.put("exec", BootCommand::new);
        all.put("boot", BootCommand::new);
        all.put("start", BootCommand::new);
        all.put("wait", WaitCommand::new);
        all.put("kill", KillCommand::new);
        all.put("unload", UnloadCommand::new);
        all.put("delete", DeleteCommand::new);
        all.put("console", ConsoleCommand::new);
        all.put("show", ShowCommand::new);
        all.put("capacity", CapacityCommand::new);
        all.put("discover", DiscoverCommand::new);
        all.put("doctor", DoctorCommand::new);
        all.put("dump", DumpCommand::new);
        all.put("transactions", TransactionsCommand::new);
        all.put("watch", WatchCommand::new);
        all.put("plan", PlanCommand::new);
        all.put("apply", ApplyCommand::new);
        all.put("teardown", TeardownCommand::new);
        all.put("rollback", RollbackCommand::new);
        all.put("validate", ValidateCommand::new);
        all.put("compile", CompileCommand::new);
        all.put("decompile", DecompileCommand::new);
        all.put("overlay", OverlayCommand::new);
        all.put("completion", CompletionCommand::new);
        return all;
    }

    /** The commands among the words of a command line; all of them if there is none. */
    static CommandLine among(GlobalOptions root, String... words) {
        List<String> named = new ArrayList<>(ALL.keySet());
        named.retainAll(List.of(words));
        return of(root, named.isEmpty() ? List.copyOf(ALL.keySet()) : named);
    }

    /** All commands. */
    static CommandLine all(GlobalOptions root) {
        return of(root, List.copyOf(ALL.keySet()));
    }

    private static CommandLine of(GlobalOptions root, List<String> names) {
        CommandLine line = new CommandLine(root.spec());
        for (String name : names) {
            Supplier<Object> command = ALL.get(name);
            if (command != null) {
                line.addSubcommand(name, command.get());
            }
        }
        return line;
    }
}
