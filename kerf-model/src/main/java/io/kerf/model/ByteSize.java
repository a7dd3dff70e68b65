// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes from 0 to 2<sup>63</sup>-1. Units are powers of 1024, whichever way they are spelled.
 *
 * <pre>{@code
 * ByteSize.parse("1.5GB").equals(ByteSize.ofMiB(1536))     // true
 * }</pre>
 *
 * @param bytes the number of bytes, not negative
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    /** No bytes. */
    public static final ByteSize ZERO = new ByteSize(0);

    private static final String KIND = "size";
    private static final int MAX_TEXT = 64;
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *([A-Za-z]*)");
    private static final String UNITS = "KMGT";
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /** Refuses a negative number. */
    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be " + bytes + " bytes");
        }
    }

    /**
     * Makes a size.
     *
     * @param bytes the number of bytes, not negative
     * @return the size
     * @throws IllegalArgumentException if the number is negative
     */
    public static ByteSize ofBytes(long bytes) {
        return new ByteSize(bytes);
    }

    /**
     * Makes a size of kibibytes.
     *
     * @param kib units of 1024 bytes
     * @return the size
     * @throws IllegalArgumentException if the number is negative
     * @throws ArithmeticException if the size exceeds 2^63-1 bytes
     */
    public static ByteSize ofKiB(long kib) {
        return new ByteSize(Math.multiplyExact(kib, 1L << 10));
    }

    /**
     * Makes a size of mebibytes.
     *
     * @param mib units of 1024 * 1024 bytes
     * @return the size
     * @throws IllegalArgumentException if the number is negative
     * @throws ArithmeticException if the size exceeds 2^63-1 bytes
     */
    public static ByteSize ofMiB(long mib) {
        return new ByteSize(Math.multiplyExact(mib, 1L << 20));
    }

    /**
     * Makes a size of gibibytes.
     *
     * @param gib units of 1024 * 1024 * 1024 bytes
     * @return the size
     * @throws IllegalArgumentException if the number is negative
     * @throws ArithmeticException if the size exceeds 2^63-1 bytes
     */
    public static ByteSize ofGiB(long gib) {
        return new ByteSize(Math.multiplyExact(gib, 1L << 30));
    }

    /**
     * Reads a number with an optional unit: {@code B}, {@code K}, {@code KB}, {@code KiB} and the same with {@code M},
     * {@code G}, {@code T}, in any letter case. Without a unit the number counts bytes. Fractions are allowed as long as the
     * result is a whole number of bytes. Zero is a size; whether it makes sense is for the caller to say.
     *
     * @param text such as {@code 2GB}, {@code 512MiB}, {@code 1.5G} or {@code 4096}
     * @return the size
     * @throws ModelException if the text is anything else, or more than 2^63-1 bytes
     */
    public static ByteSize parse(String text) {
        String stripped = text.strip();
        Matcher matcher = FORM.matcher(stripped);
        if (stripped.length() > MAX_TEXT || !matcher.matches()) {
            throw wrong(text, "write a number and a unit, such as 2GB, 512MB or 4096");
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit(matcher.group(2), text)));
        if (bytes.compareTo(LARGEST) > 0) {
            throw wrong(text, "it is more than 2^63-1 bytes");
        }
        if (bytes.stripTrailingZeros().scale() > 0) {
            throw wrong(text, "it is not a whole number of bytes");
        }
        return new ByteSize(bytes.longValueExact());
    }

    private static long unit(String word, String text) {
        String unit = word.toUpperCase(Locale.ROOT);
        if (unit.isEmpty() || unit.equals("B")) {
            return 1;
        }
        int power = UNITS.indexOf(unit.charAt(0));
        String rest = unit.substring(1);
        if (power < 0 || !(rest.isEmpty() || rest.equals("B") || rest.equals("IB"))) {
            throw wrong(text, "'" + ModelException.shown(word) + "' is not a unit; use KB, MB, GB or TB");
        }
        return 1L << (10 * (power + 1));
    }

    private static ModelException wrong(String text, String reason) {
        return new ModelException(KIND, text, reason);
    }

    /**
     * Adds two sizes.
     *
     * @param other a size
     * @return the sum
     * @throws ArithmeticException if it exceeds 2^63-1 bytes
     */
    public ByteSize plus(ByteSize other) {
        return new ByteSize(Math.addExact(bytes, other.bytes));
    }

    /**
     * Takes a size away.
     *
     * @param other a size, not larger than this one
     * @return the difference
     * @throws ArithmeticException if the other size is larger
     */
    public ByteSize minus(ByteSize other) {
        if (other.bytes > bytes) {
            throw new ArithmeticException(this + " is less than " + other);
        }
        return new ByteSize(bytes - other.bytes);
    }

    /**
     * Adds two sizes unless the sum exceeds 2^63-1 bytes.
     *
     * @param other a size
     * @return the sum, or empty
     */
    public Optional<ByteSize> plusIfFits(ByteSize other) {
        return Long.MAX_VALUE - bytes < other.bytes ? Optional.empty() : Optional.of(new ByteSize(bytes + other.bytes));
    }

    /**
     * Tells whether there are no bytes.
     *
     * @return true for zero
     */
    public boolean isZero() {
        return bytes == 0;
    }

    /**
     * Tells whether the size is a whole number of pages of {@link MemoryRange#PAGE_SIZE} bytes.
     *
     * @return true if it is, also for zero
     */
    public boolean isPageMultiple() {
        return bytes % MemoryRange.PAGE_SIZE == 0;
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The exact size in the largest unit that divides it: {@code 14GB}, {@code 1536MB}, {@code 4097B}. */
    @Override
    public String toString() {
        if (bytes == 0) {
            return "0B";
        }
        int power = Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
        return (bytes >>> (10 * power)) + (power == 0 ? "B" : UNITS.charAt(power - 1) + "B");
    }
}
