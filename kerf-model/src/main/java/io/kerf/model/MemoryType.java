// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Locale;

/** The kind of memory that a NUMA node has. */
public enum MemoryType {
    /** Ordinary memory, which is the default. */
    DRAM,
    /** High-bandwidth memory. */
    HBM,
    /** Memory behind a CXL link. */
    CXL,
    /** A kind that kerf does not know; never given to an instance that did not ask for its node. */
    OTHER;

    /**
     * Returns the word that device trees use.
     *
     * @return the name in small letters
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word, in any letter case.
     *
     * @param text such as {@code dram}
     * @return the type; {@link #OTHER} for a word that kerf does not know
     */
    public static MemoryType of(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        for (MemoryType type : values()) {
            if (type.text().equals(word)) {
                return type;
            }
        }
        return OTHER;
    }

    @Override
    public String toString() {
        return text();
    }
}
