// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.store.StoredFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a simulated kernel is; the contract of its files is the same everywhere. */
public enum KernelForm {
    IN_MEMORY {
        @Override
        SimulatedKernel bootWith(SimulatedMachine machine, SimulatedRelease release, List<Path> made) {
            return SimulatedKernel.inMemory(machine, release);
        }
    },
    ON_A_DIRECTORY {
        @Override
        SimulatedKernel bootWith(SimulatedMachine machine, SimulatedRelease release, List<Path> made)
                throws IOException {
            Path directory = Files.createTempDirectory("kerf-kernel");
            made.add(directory);
            return SimulatedKernel.onDirectory(directory, machine, release);
        }
    };

    abstract SimulatedKernel bootWith(SimulatedMachine machine, SimulatedRelease release, List<Path> made)
            throws IOException;

    /** A form that clears away behind itself. */
    public static final class Booter implements AutoCloseable {
        private final KernelForm form;
        private final List<Path> made = new ArrayList<>();

        public Booter(KernelForm form) {
            this.form = form;
        }

        public SimulatedKernel boot(SimulatedMachine machine) {
            return boot(machine, SimulatedRelease.POOL);
        }

        public SimulatedKernel boot(SimulatedMachine machine, SimulatedRelease release) {
            try {
                return form.bootWith(machine, release, made);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            for (Path directory : made) {
                StoredFile.removeTree(directory);
            }
        }
    }
}
