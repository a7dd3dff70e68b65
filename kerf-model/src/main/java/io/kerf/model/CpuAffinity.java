// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Locale;

/** How the CPUs of an instance are chosen over NUMA nodes. */
public enum CpuAffinity {
    /** As few nodes and as close together as possible, which is the default. */
    COMPACT,
    /** Evenly over the nodes. */
    SPREAD,
    /** All on one node, together with the memory. */
    LOCAL;

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
     * @param text compact, spread or local
     * @return the value
     * @throws ModelException if the word is none of them
     */
    public static CpuAffinity parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        for (CpuAffinity value : values()) {
            if (value.text().equals(word)) {
                return value;
            }
        }
        throw new ModelException("CPU affinity", text, "expected compact, spread or local");
    }

    @Override
    public String toString() {
        return text();
    }
}
