// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Locale;

/**
 * Where an instance is in its life, as {@code instances/<name>/status} says it.
 *
 * <p>{@code READY --load--> LOADED --boot--> ACTIVE --halt--> LOADED --unload--> READY}. The kernel knows {@code EMPTY} and
 * {@code FAILED} but does not enter them.
 */
public enum InstanceState {
    /** Described, without anything: what an instance is before the kernel knows it. */
    EMPTY,
    /** Holds its resources; no kernel image. */
    READY,
    /** A kernel image is in its memory; its CPUs are parked. */
    LOADED,
    /** Its kernel runs. */
    ACTIVE,
    /** The kernel gave it up. */
    FAILED;

    /** Kernels before 2025-11-14 said {@code loading} for {@code loaded}. */
    private static final String OLD_LOADED = "loading";

    /**
     * Returns the kernel's word.
     *
     * @return the name in small letters, such as {@code ready}
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the kernel's word, in any letter case and with white space around it; {@code loading} is {@link #LOADED}.
     *
     * @param text such as {@code "active\n"}
     * @return the state
     * @throws ModelException if the word is none of them
     */
    public static InstanceState parse(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals(OLD_LOADED)) {
            return LOADED;
        }
        for (InstanceState state : values()) {
            if (state.text().equals(word)) {
                return state;
            }
        }
        throw new ModelException("instance state", text, "expected empty, ready, loaded, active or failed");
    }

    @Override
    public String toString() {
        return text();
    }
}
