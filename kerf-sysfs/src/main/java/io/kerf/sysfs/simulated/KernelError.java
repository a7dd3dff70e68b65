// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.sysfs.Errno;

/** The simulated kernel refuses: the errno it answers, and the line it writes to its log. Checked, so that none gets lost. */
final class KernelError extends Exception {
    private static final long serialVersionUID = 1L;

    private final Errno errno;

    KernelError(Errno errno, String line) {
        super(line, null, false, false);
        this.errno = errno;
    }

    Errno errno() {
        return errno;
    }

    String line() {
        return String.valueOf(getMessage());
    }
}
