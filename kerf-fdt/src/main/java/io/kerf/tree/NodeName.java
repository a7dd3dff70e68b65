// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import java.util.Optional;

/**
 * A node's name: a base name and, after {@code @}, a unit address (Devicetree Specification, section 2.2.1).
 *
 * @param text the whole name, such as {@code ethernet@0}; empty for a root node
 */
public record NodeName(String text) {
    /** Refuses a NUL, {@code /}, and characters above U+00FF: in a blob each character is one byte (ISO 8859-1). */
    public NodeName {
        check(text);
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

    /** Checks the name of a node. */
    static void check(String name) {
        checkBytes("node", name);
        if (name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("the name of a node cannot hold a '/': '" + name + "'");
        }
    }

    /** Checks what nodes and properties share: each character is one byte of a blob, and a NUL ends a name there. */
    static void checkBytes(String kind, String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == 0 || c > 0xff) {
                throw new IllegalArgumentException("the name of a " + kind + " cannot hold U+"
                        + String.format("%04X", (int) c) + " (character " + (i + 1) + " of '" + name + "')");
            }
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
