// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.Locale;

/** What weighs most in a compact placement, where both cannot be had. */
public enum PlacementPriority {
    /** As few cores as possible are shared with others, even if that takes more nodes. The default. */
    ISOLATION,
    /** As few NUMA nodes as possible are used, even if that shares cores. */
    FEWEST_NODES;

    /**
     * Returns the word for messages and command lines.
     *
     * @return the name in small letters, with a hyphen between words
     */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return text();
    }
}
