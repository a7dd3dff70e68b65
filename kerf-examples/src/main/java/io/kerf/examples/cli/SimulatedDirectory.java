// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.sysfs.simulated.SimulatedKernel;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory of a simulated kernel. */
final class SimulatedDirectory {
    private SimulatedDirectory() {}

    /**
     * Joins the kernel that runs there.
     *
     * @return nothing if there is none, and one can be booted there
     * @throws CliException if the directory is something else, whose files would get lost among those of a kernel
     */
    static Optional<SimulatedKernel> kernel(Path directory) {
        if (Files.notExists(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            if (Files.exists(directory.resolve("kernel/machine.dtb"))) {
                return Optional.of(SimulatedKernel.onDirectory(directory));
            }
            if (files.findAny().isPresent()) {
                throw CliException.failed(
                        "'" + directory + "' has files in it, and no simulated kernel",
                        "Name an empty directory, or one that is not there yet");
            }
            return Optional.empty();
        } catch (NotDirectoryException file) {
            throw CliException.file("'" + directory + "' is a file, not the directory of a simulated kernel");
        } catch (AccessDeniedException denied) {
            throw CliException.file(
                    "the directory '" + directory + "' cannot be read: permission denied",
                    "Try again as root, or mend its mode");
        } catch (IOException unreadable) {
            throw CliException.file("the directory '" + directory + "' cannot be read: " + unreadable.getMessage());
        }
    }
}
