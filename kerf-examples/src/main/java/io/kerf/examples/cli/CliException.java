// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.List;

/** A command that ends here: what is wrong, what to do about it, and the exit code. Made by the command itself, never by kerf below it. */
final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final List<String> notes;

    private CliException(int exitCode, String message, List<String> notes) {
        super(message);
        this.exitCode = exitCode;
        this.notes = notes;
    }

    /** The command line is wrong. */
    static CliException usage(String message, String... notes) {
        return new CliException(ExitCode.USAGE, message, List.of(notes));
    }

    /** A file cannot be read, or is not what it should be. */
    static CliException file(String message, String... notes) {
        return new CliException(ExitCode.FILE, message, List.of(notes));
    }

    /** It cannot be done, or has not come about. */
    static CliException failed(String message, String... notes) {
        return new CliException(ExitCode.FAILED, message, List.of(notes));
    }

    int exitCode() {
        return exitCode;
    }

    /** What to do about it, a line each. */
    List<String> notes() {
        return notes;
    }
}
