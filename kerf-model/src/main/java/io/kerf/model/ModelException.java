// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.util.Objects;

/**
 * A text that does not name what it should: a CPU list, a size, an instance name, a device.
 *
 * <p>The message holds all of it; {@link #text}, {@link #kind} and {@link #reason} are its parts.
 */
public final class ModelException extends KerfException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 80;

    private final String kind;
    private final String text;
    private final String reason;

    /**
     * Makes the exception.
     *
     * @param kind what the text should have been, such as {@code CPU list}
     * @param text the text as given
     * @param reason why it is none, and what would be right
     */
    public ModelException(String kind, String text, String reason) {
        super("'" + shown(text) + "' is not a valid " + kind + ": " + reason);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.text = text;
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    /**
     * Returns what the text should have been.
     *
     * @return a noun, such as {@code CPU list}
     */
    public String kind() {
        return kind;
    }

    /**
     * Returns the text as it was given.
     *
     * @return the whole text, however long
     */
    public String text() {
        return text;
    }

    /**
     * Returns why the text is refused, and what would be right.
     *
     * @return a phrase without a final stop
     */
    public String reason() {
        return reason;
    }

    /** The whole sentence: what the text should have been, and why it is not that. */
    @Override
    public String getMessage() {
        return "'" + shown(text) + "' is not a valid " + kind + ": " + reason;
    }

    /** A text of any length from anywhere becomes one short line. */
    static String shown(String text) {
        StringBuilder out = new StringBuilder();
        int end = Math.min(text.length(), SHOWN);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            out.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > SHOWN ? out + "… (" + text.length() + " characters)" : out.toString();
    }

    /** {@return always {@link ErrorCategory#INVALID_ARGUMENT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID_ARGUMENT;
    }
}
