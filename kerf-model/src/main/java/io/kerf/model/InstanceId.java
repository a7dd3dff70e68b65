// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

/**
 * The number of an instance. The flags of {@code kexec_file_load} hold it in 11 bits, so {@value #LAST} is the highest that
 * can be loaded ({@code KEXEC_MK_ID_MASK}); 0 is the host.
 *
 * @param value from {@value #FIRST} to {@value #LAST}
 */
public record InstanceId(int value) implements Comparable<InstanceId> {
    /** The lowest id: {@value}. */
    public static final int FIRST = 1;
    /** The highest id that kerf picks by itself: {@value}. */
    public static final int LAST_PICKED = 511;
    /** The highest id: {@value}. */
    public static final int LAST = 2047;

    /** Refuses a number outside {@value #FIRST} to {@value #LAST}. */
    public InstanceId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("instance ids are " + FIRST + " to " + LAST + ", not " + value);
        }
    }

    /**
     * Makes an id.
     *
     * @param value from {@value #FIRST} to {@value #LAST}
     * @return the id
     * @throws IllegalArgumentException if the number is outside that
     */
    public static InstanceId of(int value) {
        return new InstanceId(value);
    }

    /**
     * Reads a decimal id.
     *
     * @param text such as {@code 3}
     * @return the id
     * @throws ModelException if the text is not a number from {@value #FIRST} to {@value #LAST}
     */
    public static InstanceId parse(String text) {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong(text);
        }
        int value = Integer.parseInt(digits);
        if (!isValid(value)) {
            throw wrong(text);
        }
        return new InstanceId(value);
    }

    /**
     * Tells whether a number is an id.
     *
     * @param value any number
     * @return true if {@link #of} accepts it
     */
    public static boolean isValid(long value) {
        return value >= FIRST && value <= LAST;
    }

    private static ModelException wrong(String text) {
        return new ModelException(
                "instance id", text, "use a number from " + FIRST + " to " + LAST + "; 0 is the host");
    }

    @Override
    public int compareTo(InstanceId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
