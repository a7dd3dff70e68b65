// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The names of the properties of a blob one by one, and where each stands in the strings block. As long as another blob has the same names in
 * the same order, its strings block is the same too, and nothing has to be looked up: programs write blobs that are like each other, one
 * overlay as the next.
 */
final class NameReplay {
    /** A blob of more properties, or of a larger strings block, is not kept. */
    private static final int LONGEST = 512;

    private static final int LARGEST = 1 << 16;

    private static final int FIRST_CAPACITY = 32;

    /** Keeps nothing, and so belongs to no thread. */
    static final NameReplay NONE = new NameReplay(0);

    private final int longest;
    private @Nullable String[] names = new String[FIRST_CAPACITY];
    private int[] offsets = new int[FIRST_CAPACITY];

    /** How long the strings block is behind each name. */
    private int[] sizes = new int[FIRST_CAPACITY];

    private int length;
    private byte[] block = {};

    NameReplay() {
        this(LONGEST);
    }

    private NameReplay(int longest) {
        this.longest = longest;
    }

    /** Returns where the name stands that comes behind a number of others, or -1 if another one came there. */
    // A look at the reference spares a call: 0.75 of the time of a small blob.
    @SuppressWarnings({"ReferenceEquality", "StringEquality"})
    int offset(int position, String name) {
        if (position >= length) {
            return -1;
        }
        String before = names[position];
        if (name != before) {
            if (!name.equals(before)) {
                return -1;
            }
            // The names of the next blob are more likely to be these objects than those of the blob before.
            names[position] = name;
        }
        return offsets[position];
    }

    /** Returns a name that was seen. */
    String name(int position) {
        return Objects.requireNonNull(names[position]);
    }

    /** Returns how long the strings block is behind a number of names. */
    int size(int names) {
        return names == 0 ? 0 : sizes[names - 1];
    }

    void copyTo(byte[] target, int at, int size) {
        System.arraycopy(block, 0, target, at, size);
    }

    /** Notes the name that comes behind a number of others. */
    void note(int position, String name, int offset, int size) {
        if (position >= longest) {
            return;
        }
        if (position == names.length) {
            names = Arrays.copyOf(names, position * 2);
            offsets = Arrays.copyOf(offsets, position * 2);
            sizes = Arrays.copyOf(sizes, position * 2);
        }
        names[position] = name;
        offsets[position] = offset;
        sizes[position] = size;
    }

    /** Ends the comparison: from here on names are noted over those that were kept. */
    void forget() {
        length = 0;
    }

    /** Keeps what was noted, with the strings block that it made. */
    void keep(int length, byte[] block) {
        if (length <= longest && block.length <= LARGEST) {
            this.length = length;
            this.block = block;
        } else {
            Arrays.fill(names, null);
        }
    }
}
