// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.Locale;

/** How much a {@link Diagnostic} weighs, heaviest first. */
public enum Severity {
    /** The input cannot be used. */
    ERROR,
    /** The input can be used, but probably does not mean what its author thinks. */
    WARNING,
    /** Worth knowing; nothing to mend. */
    INFO;

    /**
     * Returns the word that reports use.
     *
     * @return {@code error}, {@code warning} or {@code info}
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
