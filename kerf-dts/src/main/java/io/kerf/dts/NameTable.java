// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes one {@link Name} for each spelling, looked up straight from the source characters, eight at a time. Open addressing, O(1)
 * expected.
 */
final class NameTable {
    /** Both differ from run to run, so that no source can be written to collide. The order of entries is never seen. */
    private final long seed = ThreadLocalRandom.current().nextLong();

    private final long factor = ThreadLocalRandom.current().nextLong() | 1;

    private @Nullable Name[] slots;
    private int size;

    /** Of a hash, the highest bits are the place to begin at: they are those that all bits of a product's factors have a part in. */
    private int shift;

    /**
     * Makes an empty table.
     *
     * @param slots how many places to start with, a power of two
     */
    NameTable(int slots) {
        this.slots = new Name[slots];
        this.shift = Integer.numberOfLeadingZeros(slots) + 1;
    }

    /** Makes a table that most sources of a length do not outgrow. */
    static NameTable forSource(int length) {
        return new NameTable(Integer.highestOneBit(Math.min(Math.max(length, 16_384), 4_194_304) / 32));
    }

    /** Returns the name that stands in {@code chars[from, to)}, which are {@link AsciiBytes}. */
    Name of(byte[] chars, int from, int to) {
        int length = to - from;
        long first = AsciiBytes.word(chars, from);
        long last = 0;
        if (length < Long.BYTES) {
            first &= (1L << length * Byte.SIZE) - 1;
        } else {
            last = AsciiBytes.word(chars, to - Long.BYTES);
        }
        int hash = hash(chars, from, length, first, last);
        int mask = slots.length - 1;
        for (int at = hash >>> shift; ; at = (at + 1) & mask) {
            Name found = slots[at];
            if (found == null) {
                return add(at, new Name(AsciiBytes.text(chars, from, to), hash, first, last));
            }
            if (found.first == first
                    && found.last == last
                    && found.text.length() == length
                    && (length <= 2 * Long.BYTES || matches(found.text, chars, from))) {
                return found;
            }
        }
    }

    Name of(String text) {
        return of(AsciiBytes.of(text), 0, text.length());
    }

    /** Multiplies word by word with a random number. */
    private int hash(byte[] chars, int from, int length, long first, long last) {
        long hash = (first ^ seed) * factor;
        if (last != 0) {
            for (int i = Long.BYTES; i < length - Long.BYTES; i += Long.BYTES) {
                hash = mix(hash, AsciiBytes.word(chars, from + i));
            }
            hash = mix(hash, last);
        }
        return (int) (hash >>> 32);
    }

    private long mix(long hash, long word) {
        return (hash ^ hash >>> 32 ^ word) * factor;
    }

    private static boolean matches(String text, byte[] chars, int from) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != chars[from + i]) {
                return false;
            }
        }
        return true;
    }

    private Name add(int at, Name name) {
        slots[at] = name;
        if (++size * 2 > slots.length) {
            grow();
        }
        return name;
    }

    private void grow() {
        @Nullable Name[] old = slots;
        slots = new Name[old.length * 2];
        shift--;
        int mask = slots.length - 1;
        for (Name name : old) {
            if (name != null) {
                int at = name.hash >>> shift;
                while (slots[at] != null) {
                    at = (at + 1) & mask;
                }
                slots[at] = name;
            }
        }
    }
}
