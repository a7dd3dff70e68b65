// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** One command of {@code kerf}, with what its command line says already in its fields. */
interface Task {
    /** Describes its command line to the parser, by annotations unless it says so in another way. */
    default CommandSpec spec() {
        return CommandSpec.forAnnotatedObject(this, Specs.FACTORY);
    }

    /**
     * Does it.
     *
     * @param shell what the global options say, the host, and where answers go
     * @return the exit code
     * @throws IOException if a file cannot be read or written
     * @throws InterruptedException if whoever waits is told to stop
     */
    int run(Shell shell) throws IOException, InterruptedException;
}
