// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.Locale;
import java.util.Optional;

/**
 * How a transaction ended. {@code APPLIED} does not say that an instance got everything it asked for: that only its tree tells.
 * After {@code FAILED}, what ran before the failing item stays in force.
 */
public enum TransactionStatus {
    /** Every item ran. */
    APPLIED,
    /** An item failed, when the overlay was applied or rolled back. */
    FAILED;

    /**
     * Reads the content of a {@code status} file.
     *
     * @param text such as {@code applied}, with or without white space around it
     * @return the status, or empty for any other text
     */
    public static Optional<TransactionStatus> parse(String text) {
        String word = text.strip();
        for (TransactionStatus status : values()) {
            if (status.text().equals(word)) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the word that the kernel uses.
     *
     * @return {@code applied} or {@code failed}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text();
    }
}
