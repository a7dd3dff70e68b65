// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.List;
import java.util.Objects;

/**
 * A transaction as the kernel records it.
 *
 * @param id its number
 * @param status how it ended
 * @param target what its first fragment was aimed at, such as {@code /instances}; {@code unknown} if there is none
 * @param marker the text its writer marked it with; {@code unknown} if there is none
 * @param actions what its overlay asks for, one phrase for each item, in the order in which items run; if it failed, the last of
 *     them may not have been done
 */
public record Transaction(
        TransactionId id, TransactionStatus status, String target, String marker, List<String> actions) {
    /** Copies the list. */
    public Transaction {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(marker, "marker");
        actions = List.copyOf(actions);
    }

    /** The transaction in words: {@code tx_2 applied: create instance 'web'}. */
    @Override
    public String toString() {
        return id + " " + status + ": " + String.join("; ", actions);
    }
}
