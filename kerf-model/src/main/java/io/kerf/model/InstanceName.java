// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

/**
 * The name of an instance: a letter or digit, then letters, digits, {@code .}, {@code _} and {@code -}, 63 characters at most.
 * The kernel makes a directory of it below {@code /sys/fs/multikernel/instances} and checks only that it is not empty and
 * holds no {@code /}; these rules keep it safe as a file name everywhere.
 *
 * @param text the name
 */
public record InstanceName(String text) implements Comparable<InstanceName> {
    /** The most characters a name has: {@value}. */
    public static final int MAX_LENGTH = 63;

    /**
     * Checks the name.
     *
     * @throws ModelException if the text is no name
     */
    public InstanceName {
        if (!isValid(text)) {
            throw new ModelException(
                    "instance name",
                    text,
                    "use 1 to " + MAX_LENGTH + " letters, digits, '.', '_' and '-', beginning with a letter or digit");
        }
    }

    /**
     * Makes a name.
     *
     * @param text the name
     * @return the name
     * @throws ModelException if the text is no name
     */
    public static InstanceName of(String text) {
        return new InstanceName(text);
    }

    /**
     * Tells whether a text is a name.
     *
     * @param text any text
     * @return true if {@link #of} accepts it
     */
    public static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !isLetterOrDigit(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char next = text.charAt(i);
            if (!isLetterOrDigit(next) && next != '.' && next != '_' && next != '-') {
                return false;
            }
        }
        return true;
    }

    /** Of ASCII alone. */
    private static boolean isLetterOrDigit(char character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9';
    }

    @Override
    public int compareTo(InstanceName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
