// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

/**
 * The {@code kerf} command.
 *
 * <pre>{@code
 * java --module-path … --module io.kerf.examples/io.kerf.examples.cli.Main show
 * }</pre>
 */
public final class Main {
    /** Names who gets what the libraries log; nobody, unless it is set. */
    private static final String LOGGER = "slf4j.provider";

    private Main() {}

    /**
     * Runs a command line and ends the process with its exit code, which {@code docs/cli.md} lists.
     *
     * @param args the words after {@code kerf}
     */
    public static void main(String[] args) {
        if (System.getProperty(LOGGER) == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
            System.setProperty(
                    LOGGER, "org.slf4j.helpers.NOP_FallbackServiceProvider"); // spares the start a search for another
        }
        int code = new Cli(Surroundings.ofProcess(), new ChangeGuard()).run(args);
        System.exit(code);
    }
}
