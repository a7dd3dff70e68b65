// SPDX-License-Identifier: Apache-2.0
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command of this kind pays before it does anything: a Java machine, picocli, a root with one command. */
@Command(name = "nothing")
public final class Nothing {
    @Option(names = "--simulated")
    Path simulated;

    @Option(names = "--format")
    String format;

    @Option(names = "--verbose")
    boolean verbose;

    @Command(name = "show")
    int show(@Parameters(arity = "0..1") String name) {
        return 0;
    }

    public static void main(String[] words) {
        System.exit(new CommandLine(new Nothing()).execute(words));
    }
}
