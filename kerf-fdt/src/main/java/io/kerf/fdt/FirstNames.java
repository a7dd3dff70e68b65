// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import org.jspecify.annotations.Nullable;

/**
 * The names of a strings block as long as they are few. They are compared one by one: most blobs have no more names, and tables would
 * cost more than all the rest of such a blob.
 */
final class FirstNames {
    private static final int CAPACITY = 24;

    private final @Nullable String[] names = new String[CAPACITY];
    private final int[] offsets = new int[CAPACITY];

    /** The last two characters of each name: most that differ do so there. */
    private final int[] tails = new int[CAPACITY];

    private int count;

    boolean isFull() {
        return count == CAPACITY;
    }

    /** Adds a name that stands at the end of the block. */
    void add(String name, int offset) {
        names[count] = name;
        tails[count] = tail(name);
        offsets[count++] = offset;
    }

    /** Returns the first place where a name stands, as a whole or as the end of another; -1 if there is none. */
    int find(String name) {
        int tail = tail(name);
        boolean any = name.length() < 2;
        for (int i = 0; i < count; i++) {
            if (tails[i] == tail || any) {
                String known = names[i];
                if (known != null && known.endsWith(name)) {
                    return offsets[i] + known.length() - name.length();
                }
            }
        }
        return -1;
    }

    /** Two names of which one is the end of the other have the same one, unless the shorter has less than two characters. */
    private static int tail(String name) {
        int length = name.length();
        return length < 2 ? -1 : name.charAt(length - 2) << Character.SIZE | name.charAt(length - 1);
    }
}
