// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
 */
record Surroundings(PrintStream out, PrintStream err, Map<String, String> environment, boolean terminal) {
    /** Those of this process. */
    static Surroundings ofProcess() {
        return new Surroundings(
                new PrintStream(System.out, false, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                System.getenv(),
                isTerminal(1) && isTerminal(2));
    }

    /** Asks the kernel what a stream is; a console of the Java machine would not tell one stream from another. */
    private static boolean isTerminal(int descriptor) {
        try {
            String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException unknown) {
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
