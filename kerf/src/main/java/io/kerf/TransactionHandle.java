// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.sysfs.Transaction;
import io.kerf.sysfs.TransactionId;

/** The kernel's record of one overlay. Each call reads the kernel. */
public interface TransactionHandle {
    /**
     * Returns the number.
     *
     * @return the id; numbers grow, and restart when the host boots
     */
    TransactionId id();

    /**
     * Reads the record.
     *
     * @return whether the overlay was applied, and what it asks for in words
     * @throws io.kerf.sysfs.KernelInterfaceException if the record is gone
     */
    Transaction details();

    /**
     * Makes the checks of {@link #rollback} and undoes nothing.
     *
     * <pre>{@code
     * transaction.checkRollback();     // throws, with the reason, what rollback() would throw
     * }</pre>
     *
     * @throws io.kerf.sysfs.KernelInterfaceException if undoing would do harm or is impossible, with the reason
     */
    void checkRollback();

    /**
     * Undoes the transaction, where every step of it can be undone without harm.
     *
     * @throws io.kerf.sysfs.KernelInterfaceException if undoing would do harm or is impossible, with the reason; all is as it was
     */
    void rollback();
}
