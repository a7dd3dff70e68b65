// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.List;
import java.util.Objects;

/**
 * How a change ended. There are two ways; a third, that something is left half done, is a {@link PartialChangeException}.
 *
 * <p>Immutable.
 */
public sealed interface ChangeOutcome {
    /**
     * The kernel did all of it, and reads back as was meant.
     *
     * @param transactions the transactions of the change, in order; none for a baseline
     * @param after what the kernel says now of its pool and of the instances that the change was about; after a change of instances the
     *     others are as the plan knew them
     */
    record Done(List<TransactionId> transactions, KernelSnapshot after) implements ChangeOutcome {
        /** Copies the list. */
        public Done {
            transactions = List.copyOf(transactions);
            Objects.requireNonNull(after, "after");
        }
    }

    /**
     * Nothing of it is in force: what had been done was taken back, and the kernel reads back as it did before, save for where memory lies and
     * for the records of transactions.
     *
     * @param cause why the change failed
     * @param after what the kernel says now
     */
    record NotDone(KernelInterfaceException cause, KernelSnapshot after) implements ChangeOutcome {
        /** Checks the arguments. */
        public NotDone {
            Objects.requireNonNull(cause, "cause");
            Objects.requireNonNull(after, "after");
        }
    }

    /**
     * Insists that the change was done.
     *
     * @return the outcome, if it is {@link Done}
     * @throws KernelInterfaceException the cause, if it is {@link NotDone}
     */
    default Done requireDone() {
        if (this instanceof NotDone notDone) {
            throw notDone.cause();
        }
        return (Done) this;
    }
}
