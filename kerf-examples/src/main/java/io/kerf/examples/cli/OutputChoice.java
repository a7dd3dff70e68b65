// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command's product goes: to a file, as a whole or not at all, or to standard output. */
final class OutputChoice {
    private static final int ATTEMPTS = 100;

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
            place(toFile().get(), product);
        } else {
            shell.terminal().raw(product);
        }
    }

    /** Writes beside the file and moves it into place, through links. What is no plain file, such as a device, is written to. */
    static void place(Path file, byte[] product) throws IOException {
        if (Files.isDirectory(file)) {
            throw CliException.file("'" + file + "' is a directory", "Name a file in it");
        }
        boolean exists = Files.exists(file);
        if (exists && !Files.isRegularFile(file)) {
            Files.write(file, product, StandardOpenOption.WRITE);
            return;
        }
        Path target = (exists ? file.toRealPath() : file).toAbsolutePath();
        Path beside = create(target, product);
        try {
            if (exists) {
                keepPermissions(target, beside);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** With the permissions that any new file of this process has. */
    private static Path create(Path target, byte[] product) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Path beside = target.resolveSibling(
                    "." + target.getFileName() + "." + ProcessHandle.current().pid() + "-" + attempt);
            try (OutputStream out =
                    Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                out.write(product);
                return beside;
            } catch (FileAlreadyExistsException taken) {
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(from, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null) {
            Files.setPosixFilePermissions(to, view.readAttributes().permissions());
        }
    }
}
