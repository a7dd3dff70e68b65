// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The sources under {@code testdata/dts} and what is kept beside them. {@code -Dkerf.golden=write} writes the latter anew. */
final class GoldenFiles {
    private GoldenFiles() {}

    static Path folder(String kind) {
        return Path.of(System.getProperty("kerf.testdata"), "dts", kind);
    }

    /** All sources of a kind in the order of their names. */
    static List<Path> in(String kind) {
        try (var files = Files.list(folder(kind))) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".dts"))
                    .sorted()
                    .toList();
            assertThat(sources).as("sources in " + folder(kind)).isNotEmpty();
            return sources;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of the same name with another ending. */
    static Path beside(Path source, String extension) {
        String name = source.getFileName().toString();
        return source.resolveSibling(name.substring(0, name.length() - ".dts".length()) + extension);
    }

    /** Whether the files are to be written anew. */
    static boolean writing() {
        return "write".equals(System.getProperty("kerf.golden"));
    }

    /** Finds files of a kind beside the including one; their names are relative, so that messages are the same everywhere. */
    static IncludeResolver includes(String kind) {
        return (file, from) -> {
            try {
                Path folder = folder(kind);
                Path path = folder.resolve(from).resolveSibling(file).normalize();
                return Files.isRegularFile(path)
                        ? Optional.of(IncludedFile.of(folder.relativize(path).toString(), Files.readAllBytes(path)))
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    static void check(Path source, String extension, String actual) throws IOException {
        Path golden = beside(source, extension);
        if (writing()) {
            Files.writeString(golden, actual);
        }
        assertThat(actual).as(golden.toString()).isEqualTo(Files.readString(golden));
    }
}
