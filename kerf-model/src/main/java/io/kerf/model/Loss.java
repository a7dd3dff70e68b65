// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import java.util.Objects;

/**
 * Something of a state that trees of a dialect cannot say, and what becomes of it there: see {@link Dialect#losses}.
 *
 * @param subject what the loss is about: an instance or a device by its name, else a part as {@link Places} names it
 * @param what what is lost, as one sentence without a final stop
 */
public record Loss(String subject, String what) {
    /** Checks the arguments. */
    public Loss {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(what, "what");
    }

    /** Such as {@code eth0: the class NETWORK is read back as OTHER}. */
    @Override
    public String toString() {
        return subject + ": " + what;
    }
}
