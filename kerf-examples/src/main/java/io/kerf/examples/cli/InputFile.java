// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a command line names to be read. */
final class InputFile {
    /** No device tree is longer, nor is anything else that is read whole. */
    private static final int LONGEST = 256 << 20;

    private InputFile() {}

    /**
     * Makes sure that there is a file that can be read.
     *
     * @throws CliException with exit code 3 if not
     */
    static Path require(Path file) {
        if (!Files.exists(file)) {
            String note = file.startsWith("~")
                    ? "The shell puts your home in place of '~' only at the beginning of a word: write $HOME/… or a blank in place of '='"
                    : "Check the name; a relative one counts from "
                            + Path.of("").toAbsolutePath();
            throw CliException.file("'" + file + "' does not exist", note);
        }
        if (Files.isDirectory(file)) {
            throw CliException.file("'" + file + "' is a directory", "Name a file in it");
        }
        if (!Files.isReadable(file)) {
            throw CliException.file("'" + file + "' cannot be read", "Check its permissions");
        }
        return file;
    }

    /** Reads a file, device or pipe whole. */
    static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(require(file))) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw CliException.file(
                        "'" + file + "' has more than " + LONGEST + " bytes", "Name a file with a device tree");
            }
            return bytes;
        }
    }
}
