// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Locale;

/**
 * What a request says about physical cores whose threads two kernels would share. The host is an owner too: a core with a
 * thread outside the pool is never free of owners.
 */
public enum SmtPolicy {
    /** Shares as few cores as possible; a shared core is reported, never a reason to refuse. The default. */
    AVOID,
    /**
     * Takes whole cores that nobody else is on. If the number of CPUs does not fill the last one, the threads that are left
     * over are {@linkplain PlacementOutcome.Placed#reserved reserved}; refuses if there are not enough such cores.
     */
    WHOLE,
    /** Does not look at cores when it counts; fills cores that somebody is on already before it opens new ones. */
    SHARE,
    /** Places as {@link #AVOID} does, but refuses to share a core. */
    REQUIRE;

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
