// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.sysfs.Errno;
import io.kerf.sysfs.FileOperation;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.Transaction;
import io.kerf.sysfs.TransactionId;
import io.kerf.sysfs.Transactions;

/** A transaction by its number. */
record KernelTransaction(KernelHost host, Transactions records, TransactionId id) implements TransactionHandle {
    @Override
    public Transaction details() {
        host.requireOpen();
        return records.find(id)
                .orElseThrow(() -> KernelInterfaceException.refused(
                        "/sys/fs/multikernel/overlays/" + id, FileOperation.READ, Errno.ENOENT));
    }

    @Override
    public void checkRollback() {
        host.requireOpen();
        records.checkRollback(id);
    }

    @Override
    public void rollback() {
        host.exclusively(Operation.ROLLBACK, () -> {
            host.changes().rollBack(records, id);
            return this;
        });
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
