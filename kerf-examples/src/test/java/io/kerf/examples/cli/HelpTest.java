// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.kerf.examples.cli.Console.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The help of each command, and that its examples are command lines which the command takes. */
class HelpTest {
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

    static Stream<String> commands() {
        return Commands.all(new GlobalOptions()).getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithSynopsisOptionsAndExample(String command) {
        Outcome outcome = new Console().run(command, "--help");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .contains("Usage: kerf " + command, "\nOptions of every command:\n", "--help", "\n  kerf ")
                .containsPattern("\nExamples?:\n");
        assertThat(outcome.out().lines()).allMatch(line -> line.length() <= 100 || line.startsWith("  "));
        assertThat(new Console().run(command, "-h")).usingRecursiveComparison().isEqualTo(outcome);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void f67_everyExampleStandsOnALineOfItsOwnAndParses(String command) {
        String help = new Console().run(command, "--help").out();
        List<String> examples = help.substring(help.lastIndexOf("\nExample"))
                .lines()
                .filter(line -> line.contains("kerf "))
                .toList();

        assertThat(examples)
                .isNotEmpty()
                .allMatch(line -> line.startsWith("  ") && line.stripTrailing().length() > 6);
        for (String example : examples) {
            List<String> words = words(example);
            assertThat(words).as(example).contains(command);
            CommandLine line = Cli.settings(Commands.all(new GlobalOptions()));
            assertThatCode(() -> assertThat(
                                    line.parseArgs(words.toArray(String[]::new)).unmatched())
                            .isEmpty())
                    .as(example)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theRootListsEveryCommandWithItsHeader() {
        Outcome outcome = new Console().run();

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("Usage: kerf ");
        commands().forEach(command -> assertThat(outcome.out()).containsPattern("\n  " + command + " +\\p{Lu}"));
        assertThat(new Console().run("--help").out()).isEqualTo(outcome.out());
    }

    /** The words behind {@code kerf}, as a shell would give them, without what it redirects. */
    private static List<String> words(String example) {
        String line = example.substring(example.lastIndexOf("kerf ") + "kerf ".length())
                .replaceAll("\\)$", "")
                .replaceAll("\\s[>|&].*$", "");
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group().replaceAll("['\"]", ""));
        }
        return words;
    }
}
