// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Lays out the strings block as {@code dtc} does: a name gets the first byte position at which it already stands with its NUL, so
 * that {@code bar} lies inside {@code foo-bar}; otherwise it goes to the end.
 *
 * <p>Two hash tables make both steps constant time in the size of the block: one of whole names, and an open one of the places of all
 * suffixes written so far. Suffix hashes are worked out from the end of a name, so that all suffixes of one name
 * cost one pass. The tables are made when {@link FirstNames} is full.
 */
final class StringsBlock {
    private static final int RECENT_AT_FIRST = 32;
    private static final int RECENT = 512;
    private static final int SUFFIXES_AT_FIRST = 2048;
    private static final int[] NONE = {};

    private byte[] bytes = new byte[256];
    private int size;

    /** All names, as long as there are no tables. */
    private @Nullable FirstNames first = new FirstNames();

    private final Map<String, Integer> offsets = new HashMap<>();

    /** The names asked for last, by a part of their hash: nearly all names are asked for over and over. */
    private @Nullable String[] recent = new String[RECENT_AT_FIRST];

    private int[] recentOffsets = new int[RECENT_AT_FIRST];

    /** Position plus 1 of the first place of a suffix, 0 for a free slot; with the suffix's hash beside it. */
    private int[] suffixes = NONE;

    private int[] suffixHashes = NONE;
    private int suffixCount;

    /** Differs from block to block, so that nobody can choose names whose hashes collide. The layout does not depend on it. */
    private int multiplier;

    /** Returns the offset of a name, writing it if it does not stand anywhere yet. */
    int offsetOf(String name) {
        int slot = spread(name.hashCode()) & recent.length - 1;
        return name.equals(recent[slot]) ? recentOffsets[slot] : remember(name, knownOrNew(name));
    }

    private int remember(String name, int offset) {
        int slot = spread(name.hashCode()) & recent.length - 1;
        recentOffsets[slot] = offset;
        recent[slot] = name;
        return offset;
    }

    private int knownOrNew(String name) {
        if (first != null) {
            int found = first.find(name);
            if (found >= 0) {
                return found;
            }
            if (!first.isFull()) {
                first.add(name, size);
                return write(name);
            }
            makeTables();
        }
        Integer known = offsets.get(name);
        if (known != null) {
            return known;
        }
        int offset = findOrAppend(name);
        offsets.put(name, offset);
        return offset;
    }

    /** Begins with a strings block that exists: its bytes stay as they are, and names are found in them. */
    void startWith(byte[] block, int from, int to) {
        size = to - from;
        ensure(size);
        System.arraycopy(block, from, bytes, 0, size);
        makeTables();
    }

    private void makeTables() {
        first = null;
        multiplier = ThreadLocalRandom.current().nextInt() << 3 | 5;
        recent = new String[RECENT];
        recentOffsets = new int[RECENT];
        suffixes = new int[SUFFIXES_AT_FIRST];
        suffixHashes = new int[SUFFIXES_AT_FIRST];
        int start = 0;
        for (int i = 0; i < size; i++) {
            if (bytes[i] == 0) {
                addSuffixes(start, i);
                start = i + 1;
            }
        }
    }

    int size() {
        return size;
    }

    /** Returns a byte of the block, unsigned; 0 behind its end. */
    int byteAt(int position) {
        return position < size ? bytes[position] & 0xff : 0;
    }

    /** The array behind the block, which may be longer. */
    byte[] wholeArray() {
        return bytes;
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, size);
    }

    private int findOrAppend(String name) {
        int length = name.length();
        int hash = 0;
        for (int i = length - 1; i >= 0; i--) {
            hash = multiplier * hash + (byte) name.charAt(i);
        }
        int found = find(name, hash);
        return found >= 0 ? found : append(name);
    }

    private int find(String name, int hash) {
        int mask = suffixes.length - 1;
        for (int slot = spread(hash) & mask; suffixes[slot] != 0; slot = slot + 1 & mask) {
            if (suffixHashes[slot] == hash && stands(name, suffixes[slot] - 1)) {
                return suffixes[slot] - 1;
            }
        }
        return -1;
    }

    private boolean stands(String name, int position) {
        int length = name.length();
        if (position + length >= size || bytes[position + length] != 0) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[position + i] != (byte) name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int append(String name) {
        int start = write(name);
        addSuffixes(start, size - 1);
        return start;
    }

    @SuppressWarnings("deprecation") // copies low bytes without an array between; names are ISO 8859-1
    private int write(String name) {
        int start = size;
        int length = name.length();
        ensure(Math.addExact(Math.addExact(start, length), 1));
        name.getBytes(0, length, bytes, start);
        bytes[start + length] = 0;
        size = start + length + 1;
        return start;
    }

    /** Adds the suffixes of a string from the longest on: below one that is known already, all are. */
    private void addSuffixes(int start, int end) {
        while ((suffixCount + end - start + 1) * 2L > suffixes.length) {
            growSuffixes();
        }
        int[] hashes = new int[end - start + 1];
        for (int i = end - 1; i >= start; i--) {
            hashes[i - start] = multiplier * hashes[i - start + 1] + bytes[i];
        }
        int at = start;
        while (at <= end && addSuffix(at, hashes[at - start])) {
            at++;
        }
    }

    /** Keeps the earlier of two equal suffixes, which is the one that is found, and tells whether this is the first. */
    private boolean addSuffix(int position, int hash) {
        int mask = suffixes.length - 1;
        int slot = spread(hash) & mask;
        while (suffixes[slot] != 0) {
            if (suffixHashes[slot] == hash && sameSuffix(suffixes[slot] - 1, position)) {
                return false;
            }
            slot = slot + 1 & mask;
        }
        suffixes[slot] = position + 1;
        suffixHashes[slot] = hash;
        suffixCount++;
        return true;
    }

    private boolean sameSuffix(int a, int b) {
        int i = 0;
        while (bytes[a + i] == bytes[b + i]) {
            if (bytes[a + i++] == 0) {
                return true;
            }
        }
        return false;
    }

    private void ensure(int capacity) {
        if (capacity > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(capacity, bytes.length * 2));
        }
    }

    private void growSuffixes() {
        int[] old = suffixes;
        int[] oldHashes = suffixHashes;
        suffixes = new int[Math.multiplyExact(old.length, 4)];
        suffixHashes = new int[suffixes.length];
        for (int i = 0; i < old.length; i++) {
            if (old[i] != 0) {
                int slot = spread(oldHashes[i]) & suffixes.length - 1;
                while (suffixes[slot] != 0) {
                    slot = slot + 1 & suffixes.length - 1;
                }
                suffixes[slot] = old[i];
                suffixHashes[slot] = oldHashes[i];
            }
        }
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9e3779b9;
        return mixed ^ mixed >>> 16;
    }
}
