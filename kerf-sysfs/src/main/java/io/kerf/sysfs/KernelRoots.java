// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the files of a host are. Nothing in kerf names {@code /sys} or {@code /proc} but {@link #system()}, so that the same code works on a
 * container's view of its host, and on a directory that only looks like one.
 *
 * <pre>{@code
 * MultikernelFs fs = SysfsMultikernel.of(KernelRoots.system());
 * }</pre>
 *
 * @param sys where sysfs is, normally {@code /sys}
 * @param proc where procfs is, normally {@code /proc}
 * @param dev where device files are, normally {@code /dev}
 * @param state where kerf keeps what the kernel does not, normally {@code /var/lib/kerf}
 * @param run where lock files are, normally {@code /run}
 */
public record KernelRoots(Path sys, Path proc, Path dev, Path state, Path run) {
    /** Checks that all are given. */
    public KernelRoots {
        Objects.requireNonNull(sys, "sys");
        Objects.requireNonNull(proc, "proc");
        Objects.requireNonNull(dev, "dev");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(run, "run");
    }

    /**
     * Returns the places of the running system.
     *
     * @return {@code /sys}, {@code /proc}, {@code /dev}, {@code /var/lib/kerf} and {@code /run}
     */
    public static KernelRoots system() {
        return under(Path.of("/"));
    }

    /**
     * Returns the usual places below another root.
     *
     * @param root a directory that is laid out as a root file system is
     * @return {@code sys}, {@code proc}, {@code dev}, {@code var/lib/kerf} and {@code run} below it
     */
    public static KernelRoots under(Path root) {
        return new KernelRoots(
                root.resolve("sys"),
                root.resolve("proc"),
                root.resolve("dev"),
                root.resolve("var/lib/kerf"),
                root.resolve("run"));
    }

    /**
     * Sets where kerf keeps its own records.
     *
     * @param directory the directory; made when it is first needed
     * @return a copy with it
     */
    public KernelRoots withState(Path directory) {
        return new KernelRoots(sys, proc, dev, directory, run);
    }

    /**
     * Sets where lock files are.
     *
     * @param directory the directory
     * @return a copy with it
     */
    public KernelRoots withRun(Path directory) {
        return new KernelRoots(sys, proc, dev, state, directory);
    }

    /**
     * Returns where the multikernel file system is.
     *
     * @return {@code fs/multikernel} below sysfs
     */
    public Path multikernel() {
        return sys.resolve("fs/multikernel");
    }
}
