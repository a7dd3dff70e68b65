// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.MultikernelFs;
import java.util.Optional;

/** A simulated kernel that runs, wherever its files are. */
interface RunningKernel {
    SimulatedMachine machine();

    SimulatedRelease release();

    MultikernelFs fs();

    /** Where its files are, if they are in a directory. */
    Optional<KernelRoots> roots();

    /** Lets an event happen whose errors are a system call's. */
    Optional<Errno> call(KernelEvent event);

    /** The state itself, for tests that compare it with what the files say. */
    KernelState state();
}
