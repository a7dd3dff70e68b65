// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Makes one {@link Name} for each spelling, looked up straight from the source characters. Open addressing, O(1) expected. */
final class NameTable {
    private static final int FNV_PRIME = 0x01000193;

    /** Differs from run to run, so that no source can be written to collide. The order of entries is never seen. */
    private final int seed = ThreadLocalRandom.current().nextInt();

    private @Nullable Name[] slots;
    private int size;

    /**
     * Makes an empty table.
     *
     * @param slots how many places to start with, a power of two
     */
    NameTable(int slots) {
        this.slots = new Name[slots];
    }

    /** Makes a table that most sources of a length do not outgrow. */
    static NameTable forSource(int length) {
        return new NameTable(Integer.highestOneBit(Math.min(Math.max(length, 16_384), 4_194_304) / 32));
    }

    /** Returns the name that stands in {@code chars[from, to)}. */
    Name of(char[] chars, int from, int to) {
        int hash = startOfHash();
        for (int i = from; i < to; i++) {
            hash = hash(hash, chars[i]);
        }
        return of(chars, from, to, hash);
    }

    /** The hash of no characters, for who reads them one by one anyway. */
    int startOfHash() {
        return seed;
    }

    /** The hash of some characters and one more. */
    static int hash(int before, char c) {
        return (before ^ c) * FNV_PRIME;
    }

    /** Returns the name that stands in {@code chars[from, to)} and has a hash. */
    Name of(char[] chars, int from, int to, int hash) {
        int mask = slots.length - 1;
        for (int at = spread(hash) & mask; ; at = (at + 1) & mask) {
            Name found = slots[at];
            if (found == null) {
                return add(at, new Name(new String(chars, from, to - from), hash));
            }
            if (found.hash == hash && matches(found.text, chars, from, to)) {
                return found;
            }
        }
    }

    Name of(String text) {
        char[] chars = text.toCharArray();
        return of(chars, 0, chars.length);
    }

    private static boolean matches(String text, char[] chars, int from, int to) {
        if (text.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (text.charAt(i - from) != chars[i]) {
                return false;
            }
        }
        return true;
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 15);
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
        int mask = slots.length - 1;
        for (Name name : old) {
            if (name != null) {
                int at = spread(name.hash) & mask;
                while (slots[at] != null) {
                    at = (at + 1) & mask;
                }
                slots[at] = name;
            }
        }
    }
}
