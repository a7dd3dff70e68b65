// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command reads; what is none ends the command with exit code 3, before anything else is done. */
final class InputFile {
    /** No device tree is longer, nor is anything else that is read whole. */
    private static final int LONGEST = 64 << 20;

    private InputFile() {}

    /**
     * Insists that it is a file that can be read.
     *
     * @param what what it is to be, such as {@code kernel}
     * @throws CliException with exit code 3 if not
     */
    static Path required(Path file, String what) {
        String named = what + " '" + file + "'";
        if (Files.notExists(file)) {
            throw CliException.file(
                    named + " does not exist",
                    file.startsWith("~")
                            ? "The shell puts the home directory in place of '~' only where a word begins: write a blank"
                                    + " in place of '=', or $HOME"
                            : "Check the name; a relative one counts from "
                                    + Path.of("").toAbsolutePath());
        }
        if (Files.isDirectory(file)) {
            throw CliException.file(named + " is a directory, not a file", "Name a file in it");
        }
        if (!Files.isReadable(file)) {
            throw CliException.file(
                    named + " cannot be read: permission denied", "Try again as root, or mend its mode");
        }
        return file;
    }

    /** Insists as well that it is no device and no pipe, of which the kernel could not take as many bytes as it has. */
    static Path regular(Path file, String what) {
        required(file, what);
        if (!Files.isRegularFile(file)) {
            throw CliException.file(
                    what + " '" + file + "' is a device or a pipe, not a file", "Copy it to a file first");
        }
        return file;
    }

    /** Reads a file, device or pipe whole. */
    static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(required(file, "file"))) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw CliException.file(
                        "'" + file + "' has more than " + LONGEST + " bytes", "Name a file with a device tree");
            }
            return bytes;
        }
    }
}
