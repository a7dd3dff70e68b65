// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

/** What can go wrong in one call to a kernel's files. */
public enum Fault {
    /** The call fails with EIO, and nothing happens. */
    REFUSED,
    /** What was asked happens, and the call fails with EIO all the same. */
    ANSWER_LOST,
    /**
     * Half of it: the kernel gets the first half of a blob and the call tells so; of a tree or a text that is read the second half is
     * missing.
     */
    CUT,
    /** The last entry of a list is missing, as of a directory that is late; a call that lists nothing is as ever. */
    ENTRY_MISSING,
    /** A read brings what is not there: another transaction's marker, status {@code failed}; any other call is as ever. */
    MISREAD,
    /** The program dies before the call: {@link SimulatedCrash}. */
    CRASH_BEFORE,
    /** The program dies after the call, before it learns how that ended. */
    CRASH_AFTER
}
