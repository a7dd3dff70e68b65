// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.MultikernelFs;
import java.nio.file.Path;

/**
 * The files of a kernel themselves, for what is to be shown although nothing can be made of it.
 *
 * @param fs those of the multikernel file system
 * @param roots where they and kerf's own records are
 */
record KernelFiles(MultikernelFs fs, KernelRoots roots) {
    /** The directory of the instances. */
    Path instances() {
        return roots.multikernel().resolve("instances");
    }
}
