// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.Locale;

/** What the name of a finding's subject is the name of: an instance, a device and a part of the inventory may have one name. */
public enum SubjectKind {
    /** An instance, by its name. */
    INSTANCE,
    /** A device, by its name. */
    DEVICE,
    /** Anything else: a part of the inventory such as {@code cpus}, a node by its path, a label, a file. */
    OTHER;

    /**
     * Returns the word for it in reports.
     *
     * @return the name in lower case
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
