// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import java.util.Objects;
import java.util.Optional;

/**
 * A node's name: a base name and, after {@code @}, a unit address (Devicetree Specification, section 2.2.1).
 *
 * @param text the whole name, such as {@code ethernet@0}; empty for a root node
 */
public record NodeName(String text) {
    /** Refuses a NUL and {@code /}, which no format of a device tree can hold. */
    public NodeName {
        if (!Objects.requireNonNull(text, "text").isEmpty()) {
            check("node", text);
        }
    }

    /**
     * Returns the part before the first {@code @}.
     *
     * @return the base name
     */
    public String base() {
        return baseOf(text);
    }

    /**
     * Returns the part behind the first {@code @}.
     *
     * @return the unit address, or empty if the name has no {@code @}
     */
    public Optional<String> unitAddress() {
        int at = text.indexOf('@');
        return at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1));
    }

    static String baseOf(String name) {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }

    static void check(String kind, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a " + kind + " needs a name");
        }
        if (name.indexOf('\0') >= 0 || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("the name of a " + kind + " cannot hold a NUL or '/': '" + name + "'");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
