// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.HexFormat;
import java.util.Optional;

/**
 * A run of physical memory that holds at least one byte and ends at or below 2<sup>64</sup>.
 *
 * <p>Both numbers are unsigned. Ranges compare by base, then by size.
 *
 * @param base address of the first byte
 * @param size number of bytes, never zero
 */
public record MemoryRange(long base, long size) implements Comparable<MemoryRange> {
    /** The alignment of everything a kernel is given: {@value} bytes. */
    public static final long PAGE_SIZE = 4096;

    /** Refuses a range without bytes, and one that runs past the end of the address space. */
    public MemoryRange {
        if (!exists(base, size)) {
            throw new IllegalArgumentException(
                    "no such range: base 0x" + Long.toHexString(base) + ", size 0x" + Long.toHexString(size));
        }
    }

    /**
     * Makes a range.
     *
     * @param base address of the first byte, unsigned
     * @param size the size, not zero
     * @return the range
     * @throws IllegalArgumentException if the size is zero or the range runs past 2^64
     */
    public static MemoryRange of(long base, ByteSize size) {
        return new MemoryRange(base, size.bytes());
    }

    /**
     * Tells whether a base and a size make a range.
     *
     * @param base address of the first byte, unsigned
     * @param size number of bytes, unsigned
     * @return false if the size is zero or the range runs past 2^64
     */
    public static boolean exists(long base, long size) {
        return size != 0 && Long.compareUnsigned(base + (size - 1), base) >= 0;
    }

    /**
     * Returns the address of the last byte; the first address behind a range may be 2^64 and so has no number.
     *
     * @return the address, unsigned and inclusive
     */
    public long last() {
        return base + (size - 1);
    }

    /**
     * Returns the size as a value.
     *
     * @return the size; capped at 2^63-1 bytes for a range larger than that
     */
    public ByteSize byteSize() {
        return new ByteSize(size < 0 ? Long.MAX_VALUE : size);
    }

    /**
     * Tells whether two ranges share a byte.
     *
     * @param other a range
     * @return true if they do
     */
    public boolean overlaps(MemoryRange other) {
        return Long.compareUnsigned(base, other.last()) <= 0 && Long.compareUnsigned(other.base, last()) <= 0;
    }

    /**
     * Tells whether a range lies inside this one.
     *
     * @param other a range
     * @return true if every byte of it is in this one
     */
    public boolean contains(MemoryRange other) {
        return Long.compareUnsigned(base, other.base) <= 0 && Long.compareUnsigned(other.last(), last()) <= 0;
    }

    /**
     * Tells whether a byte lies inside this range.
     *
     * @param address its address, unsigned
     * @return true if it does
     */
    public boolean contains(long address) {
        return Long.compareUnsigned(base, address) <= 0 && Long.compareUnsigned(address, last()) <= 0;
    }

    /**
     * Returns the bytes that two ranges share.
     *
     * @param other a range
     * @return the shared run, or empty
     */
    public Optional<MemoryRange> intersection(MemoryRange other) {
        if (!overlaps(other)) {
            return Optional.empty();
        }
        long from = Long.compareUnsigned(base, other.base) >= 0 ? base : other.base;
        long to = Long.compareUnsigned(last(), other.last()) <= 0 ? last() : other.last();
        return Optional.of(new MemoryRange(from, to - from + 1));
    }

    /**
     * Tells whether base and size are whole pages.
     *
     * @return true if both are multiples of {@link #PAGE_SIZE}
     */
    public boolean isPageAligned() {
        return ((base | size) & (PAGE_SIZE - 1)) == 0;
    }

    @Override
    public int compareTo(MemoryRange other) {
        int order = Long.compareUnsigned(base, other.base);
        return order != 0 ? order : Long.compareUnsigned(size, other.size);
    }

    /** The form of {@code /proc/iomem}: first and last address in hexadecimal, {@code 40000000-463fffff}. */
    @Override
    public String toString() {
        return hex(base) + "-" + hex(last());
    }

    /** At least eight digits. */
    private static String hex(long address) {
        return address >>> Integer.SIZE == 0 ? HexFormat.of().toHexDigits((int) address) : Long.toHexString(address);
    }
}
