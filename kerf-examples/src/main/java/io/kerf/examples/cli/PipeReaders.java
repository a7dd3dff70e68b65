// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who reads a pipe that this process writes to, as far as {@code /proc} shows. Java can ask a pipe only by writing to it, and whoever has nothing
 * to write for an hour would not notice for an hour that nobody is there any more.
 */
final class PipeReaders {
    private static final String PIPE = "pipe:";

    private final Path proc;
    private final int descriptor;
    private boolean sought;
    private Optional<Path> reader = Optional.empty();
    private int misses;

    /** Looks at a descriptor of this process, which {@code proc} has as {@code self}. */
    PipeReaders(Path proc, int descriptor) {
        this.proc = proc;
        this.descriptor = descriptor;
    }

    /**
     * Tells whether somebody was seen to read the pipe, and nobody was when this was asked the last two times. Whoever was never seen, such as a
     * program outside of this container, is not missed either.
     */
    boolean areGone() {
        Optional<Path> pipe = linkOf(proc.resolve("self/fd/" + descriptor))
                .filter(link -> link.toString().startsWith(PIPE));
        if (pipe.isEmpty() || sought && reader.isEmpty()) {
            return false;
        }
        boolean isThere = reader.filter(file -> isReader(file, pipe.get())).isPresent();
        if (!isThere) {
            Optional<Path> found = find(pipe.get());
            if (sought && found.isEmpty()) {
                misses++;
                return misses > 1;
            }
            reader = found;
        }
        sought = true;
        misses = 0;
        return false;
    }

    private Optional<Path> find(Path pipe) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[1-9]*")) {
            for (Path process : processes) {
                Optional<Path> found = findIn(process.resolve("fd"), pipe);
                if (found.isPresent()) {
                    return found;
                }
            }
        } catch (IOException | DirectoryIteratorException | SecurityException unseen) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** In the files of one process, which may be another user's, or gone. */
    private static Optional<Path> findIn(Path files, Path pipe) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(files)) {
            for (Path file : all) {
                if (isReader(file, pipe)) {
                    return Optional.of(file);
                }
            }
        } catch (IOException | DirectoryIteratorException | SecurityException unseen) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isReader(Path file, Path pipe) {
        return linkOf(file).filter(pipe::equals).isPresent() && isOpenForReading(file);
    }

    /** By the flags of open(2), whose lowest two bits are 0 for reading alone. */
    private static boolean isOpenForReading(Path file) {
        Path info = file.resolveSibling("../fdinfo/" + file.getFileName());
        try {
            return Files.readAllLines(info).stream()
                    .filter(line -> line.startsWith("flags:"))
                    .anyMatch(line ->
                            (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & 3) == 0);
        } catch (IOException | UncheckedIOException | NumberFormatException unseen) {
            return false;
        }
    }

    private static Optional<Path> linkOf(Path file) {
        try {
            return Optional.of(Files.readSymbolicLink(file));
        } catch (IOException | UnsupportedOperationException | SecurityException none) {
            return Optional.empty();
        }
    }
}
