// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Locale;

/** Which NUMA nodes may give an instance its memory. */
public enum MemoryPolicy {
    /** No wish: nearest to the CPUs, which is the default. */
    NONE,
    /** Only a node that holds one of its CPUs. */
    LOCAL,
    /** Only the nodes that are listed. */
    BIND,
    /** In equal shares from several nodes. */
    INTERLEAVE;

    /**
     * Returns the word that device trees and command lines use.
     *
     * @return the name in small letters
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word, in any letter case.
     *
     * @param text none, local, bind or interleave
     * @return the value
     * @throws ModelException if the word is none of them
     */
    public static MemoryPolicy parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        for (MemoryPolicy value : values()) {
            if (value.text().equals(word)) {
                return value;
            }
        }
        throw new ModelException("memory policy", text, "expected none, local, bind or interleave");
    }

    @Override
    public String toString() {
        return text();
    }
}
