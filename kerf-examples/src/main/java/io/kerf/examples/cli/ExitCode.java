// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

/** What the process tells whoever started it. Stable; {@code docs/cli.md} has the table. */
final class ExitCode {
    /** Done, or nothing to do. */
    static final int DONE = 0;
    /** Invalid, refused, missing on the host, or in the wrong state. */
    static final int FAILED = 1;
    /** The command line is wrong: options, syntax, exclusions, ranges. */
    static final int USAGE = 2;
    /** A file cannot be read, or is not what it should be. */
    static final int FILE = 3;
    /** The running kernel is no multikernel kernel, or its file system is not mounted. */
    static final int NO_KERNEL = 4;
    /** The program that reads the answer has read enough, as if the signal for that (SIGPIPE) had ended this one. */
    static final int NO_READER = 141;

    private ExitCode() {}
}
