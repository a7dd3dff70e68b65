// SPDX-License-Identifier: Apache-2.0
package io.kerf.tree;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;

/** The bytes of a property do not fit the type they were read as. */
public final class PropertyTypeException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final String property;
    private final String expected;
    private final String found;

    PropertyTypeException(String property, String expected, String found) {
        super((property.isEmpty() ? "the value" : "property '" + property + "'") + " is not " + expected + ": "
                + found);
        this.property = property;
        this.expected = expected;
        this.found = found;
    }

    /**
     * Returns the name of the property.
     *
     * @return the name, or an empty string for a value that belongs to no property
     */
    public String property() {
        return property;
    }

    /**
     * Returns the type that was asked for.
     *
     * @return a phrase such as {@code a 32-bit cell (4 bytes)}
     */
    public String expected() {
        return expected;
    }

    /**
     * Returns what is there instead.
     *
     * @return a phrase such as {@code it has 3 bytes}
     */
    public String found() {
        return found;
    }

    /** {@return always {@link ErrorCategory#INVALID_ARGUMENT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID_ARGUMENT;
    }
}
