// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.util.Optional;

/**
 * The number of a transaction: directory {@code overlays/tx_<number>}. The first transaction after a boot is 2; numbers only grow,
 * and failed transactions use them up too.
 *
 * @param number the number, above 0
 */
public record TransactionId(int number) implements Comparable<TransactionId> {
    private static final String PREFIX = "tx_";
    private static final int MOST_DIGITS = 9;

    /** Refuses numbers that no transaction has. */
    public TransactionId {
        if (number <= 0) {
            throw new IllegalArgumentException("transaction numbers are above 0, not " + number);
        }
    }

    /**
     * Reads the name of a directory under {@code overlays/}.
     *
     * @param directory such as {@code tx_12}
     * @return the number, or empty if the directory is no transaction, such as {@code new}
     */
    public static Optional<TransactionId> ofDirectory(String directory) {
        if (!directory.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String digits = directory.substring(PREFIX.length());
        boolean number = !digits.isEmpty()
                && digits.length() <= MOST_DIGITS
                && digits.charAt(0) != '0'
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Optional.of(new TransactionId(Integer.parseInt(digits))) : Optional.empty();
    }

    /**
     * Returns the name of the directory.
     *
     * @return such as {@code tx_12}
     */
    public String directory() {
        return PREFIX + number;
    }

    @Override
    public int compareTo(TransactionId other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return directory();
    }
}
