// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command reads; what is none ends the command with exit code 3, before anything else is done. */
final class InputFile {
    private InputFile() {}

    /** Insists that it is a file that can be read. */
    static Path required(Path file, String what) {
        String named = what + " '" + file + "'";
        if (!Files.exists(file)) {
            throw file.toString().startsWith("~")
                    ? CliException.file(
                            named + " does not exist",
                            "The shell puts the home directory in place of '~' only where a word begins: write a blank"
                                    + " in place of '=', or $HOME")
                    : CliException.file(named + " does not exist");
        }
        if (Files.isDirectory(file)) {
            throw CliException.file(named + " is a directory, not a file");
        }
        if (!Files.isReadable(file)) {
            throw CliException.file(
                    named + " cannot be read: permission denied", "Try again as root, or mend its mode");
        }
        return file;
    }
}
