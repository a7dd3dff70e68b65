// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command's product goes: to a file, as a whole or not at all, or to standard output. */
final class OutputChoice {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "File to write; it is there as a whole or as it was. Without it, or as -, standard output.")
    Optional<Path> file = Optional.empty();

    /** The file, if it is one. */
    Optional<Path> toFile() {
        return file.filter(each -> !each.toString().equals("-"));
    }

    /**
     * Refuses what would print a blob on a terminal.
     *
     * @throws CliException if it would
     */
    void requirePlaceForBlob(Shell shell) {
        if (toFile().isEmpty() && shell.isOutTerminal() && !shell.isDryRun()) {
            throw CliException.usage(
                    "a blob is not for a terminal", "Name a file, -o OUT.dtb, or send the output to another program");
        }
    }

    /** Writes the product, unless nothing is to be written. */
    void write(Shell shell, byte[] product) throws IOException {
        if (shell.isDryRun()) {
            return;
        }
        if (toFile().isPresent()) {
            FileOutput.write(toFile().get(), product);
        } else {
            shell.terminal().raw(product);
        }
    }
}
