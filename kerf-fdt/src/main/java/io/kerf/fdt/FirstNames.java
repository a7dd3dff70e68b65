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
    private int count;

    boolean isFull() {
        return count == CAPACITY;
    }

    /** Adds a name that stands at the end of the block. */
    void add(String name, int offset) {
        names[count] = name;
        offsets[count++] = offset;
    }

    /** Returns the first place where a name stands, as a whole or as the end of another; -1 if there is none. */
    int find(String name) {
        int length = name.length();
        for (int i = 0; i < count; i++) {
            String known = names[i];
            if (known != null && known.length() >= length && known.endsWith(name)) {
                return offsets[i] + known.length() - length;
            }
        }
        return -1;
    }
}
