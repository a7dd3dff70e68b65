// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Locale;

/** Which of the free runs of a node a region of memory is cut from. */
public enum MemoryFit {
    /** The lowest that is large enough: what a kernel does that is told a size. The default. */
    FIRST,
    /** The smallest that is large enough, so that large ones last; for a kernel that is told an address. */
    BEST;

    /**
     * Returns the word for messages and command lines.
     *
     * @return the name in small letters
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text();
    }
}
