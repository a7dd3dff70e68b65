// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a process is born with: its streams, environment, and whether somebody looks at a terminal.
 *
 * @param out where answers go; text is encoded as UTF-8
 * @param err where errors, warnings and progress go
 * @param environment the environment variables
 * @param terminal true if both streams are a terminal
 * @param outTerminal true if the stream of answers is a terminal
 * @param outPipe true if another program reads the answers
 */
record Surroundings(
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        boolean terminal,
        boolean outTerminal,
        boolean outPipe) {
    private static final List<String> TERMINALS = List.of("/dev/pts/", "/dev/tty", "/dev/console", "/dev/hvc");
    private static final List<String> PIPES = List.of("pipe:", "socket:");

    /** Streams that both are a terminal, or both are files. */
    Surroundings(PrintStream out, PrintStream err, Map<String, String> environment, boolean terminal) {
        this(out, err, environment, terminal, terminal, false);
    }

    /** Those of this process. */
    static Surroundings ofProcess() {
        return new Surroundings(
                new PrintStream(System.out, false, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                System.getenv(),
                isAmong(TERMINALS, 1) && isAmong(TERMINALS, 2),
                isAmong(TERMINALS, 1),
                isAmong(PIPES, 1));
    }

    /** Asks the kernel, since Java tells only whether input and output both are a terminal. */
    private static boolean isAmong(List<String> kinds, int descriptor) {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return kinds.stream().anyMatch(file::startsWith);
        } catch (IOException | UnsupportedOperationException untold) {
            return false;
        }
    }

    /** Tells whether the locale of the environment can show more than ASCII, by the order in which a C program looks. */
    boolean isUtf8() {
        return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .map(value -> value.toUpperCase(Locale.ROOT).replace("-", "").endsWith("UTF8"))
                .orElse(false);
    }
}
