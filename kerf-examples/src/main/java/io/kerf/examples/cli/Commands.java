// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The list of commands. One that nobody asks for is not made: the parser would read its annotations first. */
final class Commands {
    /** As help lists them. */
    private static final List<String> NAMES = List.of(
            "init",
            "create",
            "update",
            "load",
            "exec",
            "boot",
            "start",
            "wait",
            "kill",
            "unload",
            "delete",
            "console",
            "show",
            "capacity",
            "discover",
            "doctor",
            "dump",
            "transactions",
            "watch",
            "plan",
            "apply",
            "teardown",
            "rollback",
            "validate",
            "compile",
            "decompile",
            "overlay",
            "completion");

    private Commands() {}

    /** Not a table of suppliers, each of which a start would pay for. */
    private static Task make(String name) {
        return switch (name) {
            case "init" -> new InitCommand();
            case "create" -> new CreateCommand();
            case "update" -> new UpdateCommand();
            case "load" -> new LoadCommand();
            case "exec", "boot", "start" -> new BootCommand();
            case "wait" -> new WaitCommand();
            case "kill" -> new KillCommand();
            case "unload" -> new UnloadCommand();
            case "delete" -> new DeleteCommand();
            case "console" -> new ConsoleCommand();
            case "show" -> new ShowCommand();
            case "capacity" -> new CapacityCommand();
            case "discover" -> new DiscoverCommand();
            case "doctor" -> new DoctorCommand();
            case "dump" -> new DumpCommand();
            case "transactions" -> new TransactionsCommand();
            case "watch" -> new WatchCommand();
            case "plan" -> new PlanCommand();
            case "apply" -> new ApplyCommand();
            case "teardown" -> new TeardownCommand();
            case "rollback" -> new RollbackCommand();
            case "validate" -> new ValidateCommand();
            case "compile" -> new CompileCommand();
            case "decompile" -> new DecompileCommand();
            case "overlay" -> new OverlayCommand();
            case "completion" -> new CompletionCommand();
            default -> throw new IllegalArgumentException("no command is called " + name);
        };
    }

    /** The commands among the words of a command line; all of them if there is none. */
    static CommandLine among(GlobalOptions root, String... words) {
        List<String> named = new ArrayList<>(NAMES);
        named.retainAll(List.of(words));
        return of(root, named.isEmpty() ? NAMES : named);
    }

    /** All commands. */
    static CommandLine all(GlobalOptions root) {
        return of(root, NAMES);
    }

    private static CommandLine of(GlobalOptions root, List<String> names) {
        CommandLine line = new CommandLine(root.spec(), Specs.FACTORY);
        for (String name : names) {
            line.addSubcommand(name, new CommandLine(make(name).spec(), Specs.FACTORY));
        }
        return line;
    }
}
