// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary directories in memory where the system has such a place: each command writes its journal through to the disk, and hundreds of
 * commands would wait for it. {@code junit-platform.properties} makes it the factory of all.
 */
class QuickTempDir implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
        return Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "kerf-commands-")
                : Files.createTempDirectory("kerf-commands-");
    }
}
