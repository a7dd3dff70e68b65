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
    private Main() {}

    /**
     * Runs a command line and ends the process with its exit code, which {@code docs/cli.md} lists.
     *
     * @param args the words after {@code kerf}
     */
    public static void main(String[] args) {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // no logger is on the path, and that is meant
        int code = new Cli(Surroundings.ofProcess(), new ChangeGuard()).run(args);
        System.exit(code);
    }
}
