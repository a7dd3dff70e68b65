// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;

/** Writes files that users name. Whoever reads one sees the old content or the new one, never a part. */
final class FileOutput {
    private static final int ATTEMPTS = 100;

    private FileOutput() {}

    /** Writes beside the file and moves it into place, through links. What is no plain file, such as a device, is written to. */
    static void write(Path file, byte[] content) throws IOException {
        if (Files.isDirectory(file)) {
            throw CliException.file("'" + file + "' is a directory", "Name a file in it");
        }
        boolean exists = Files.exists(file);
        if (exists && !Files.isRegularFile(file)) {
            toDevice(file, content);
            return;
        }
        Path target = (exists ? file.toRealPath() : file).toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw CliException.file("'" + file + "' cannot be written: there is no directory '" + folder + "'");
        }
        Path beside = beside(file, folder, target, content);
        try {
            if (exists) {
                keepPermissions(target, beside);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private static Path beside(Path file, Path folder, Path target, byte[] content) throws IOException {
        try {
            return create(target, content);
        } catch (AccessDeniedException denied) {
            throw CliException.file(
                    "'" + file + "' cannot be written: permission denied in '" + folder + "'",
                    "Try again as root, or name a file elsewhere");
        }
    }

    private static void toDevice(Path file, byte[] content) {
        try {
            Files.write(file, content, StandardOpenOption.WRITE);
        } catch (IOException refused) {
            throw CliException.file("'" + file + "' cannot be written: " + refused.getMessage());
        }
    }

    /** With the permissions that any new file of this process has. */
    private static Path create(Path target, byte[] content) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Path beside = target.resolveSibling(
                    "." + target.getFileName() + "." + ProcessHandle.current().pid() + "-" + attempt);
            try (OutputStream out =
                    Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                out.write(content);
                return beside;
            } catch (FileAlreadyExistsException taken) {
                if (attempt == ATTEMPTS) {
                    throw taken;
                }
            } catch (IOException full) {
                Files.deleteIfExists(beside);
                throw full;
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
