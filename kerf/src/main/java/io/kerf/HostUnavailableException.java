// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.nio.file.Path;

/**
 * The running kernel is no multikernel kernel, or its file system is not mounted. Nothing was written. {@link Host#qualify} says what else is
 * missing.
 */
public final class HostUnavailableException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final String path;

    private HostUnavailableException(Path path, String found, String remedy) {
        super("this host cannot be divided: " + found + "; " + remedy
                + ". qualify() says what else is missing. To try kerf without such a kernel, use a simulated one:"
                + " Kerf.simulated(Path.of(\"numa_topology.dts\"))");
        this.path = path.toString();
    }

    static HostUnavailableException absent(Path point) {
        return new HostUnavailableException(
                point, "its kernel is no multikernel kernel, for there is no " + point, "boot one that is");
    }

    static HostUnavailableException notMounted(Path point) {
        return new HostUnavailableException(
                point,
                "the multikernel file system is not mounted at " + point,
                "mount it with: mount -t multikernel none " + point);
    }

    /**
     * Returns what is not there.
     *
     * @return the folder where the file system should be
     */
    public Path path() {
        return Path.of(path);
    }

    /** {@return always {@link ErrorCategory#UNAVAILABLE}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.UNAVAILABLE;
    }
}
