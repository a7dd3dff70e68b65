// SPDX-License-Identifier: Apache-2.0
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/**
 * What every command with options like {@code kerf show} pays before it does anything: a Java machine, picocli, and the options in
 * annotations, as its manual says.
 */
@Command(name = "nothing")
public final class Nothing {
    enum Format {
        TEXT,
        JSON,
        YAML
    }

    @Option(names = "--root", scope = ScopeType.INHERIT)
    Optional<Path> root = Optional.empty();

    @Option(names = "--simulated", scope = ScopeType.INHERIT)
    Optional<Path> simulated = Optional.empty();

    @Option(names = "--abi", scope = ScopeType.INHERIT)
    Optional<String> abi = Optional.empty();

    @Option(names = "--timeout", scope = ScopeType.INHERIT)
    Optional<String> timeout = Optional.empty();

    @Option(names = "--format", scope = ScopeType.INHERIT)
    Format format = Format.TEXT;

    @Option(names = "--color", scope = ScopeType.INHERIT)
    String color = "auto";

    @Option(names = "--dry-run", scope = ScopeType.INHERIT)
    boolean dryRun;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT)
    boolean verbose;

    @Option(names = "--debug", scope = ScopeType.INHERIT)
    boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT)
    boolean help;

    @Option(names = "--version", versionHelp = true)
    boolean version;

    /** The command itself. */
    @Command(name = "show")
    public static final class Show implements Callable<Integer> {
        @Parameters(arity = "0..1")
        Optional<String> name = Optional.empty();

        @Option(names = "--svg")
        Optional<Path> svg = Optional.empty();

        @Override
        public Integer call() {
            return 0;
        }
    }

    public static void main(String[] words) {
        System.exit(new CommandLine(new Nothing()).addSubcommand("show", new Show()).execute(words));
    }
}
