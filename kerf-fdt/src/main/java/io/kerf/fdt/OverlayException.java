// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import io.kerf.diag.Location;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An overlay that cannot be applied: it is malformed, or it does not fit the base. The base is as it was, since trees are
 * immutable.
 */
public final class OverlayException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final int overlay;
    private final transient Subject subject;

    /** What kind of fault it is. */
    public enum Reason {
        /** A {@code phandle} or {@code linux,phandle} property of the overlay is not one cell. */
        BAD_PHANDLE,
        /** A phandle of the overlay exceeds 0xfffffffe once it is moved behind those of the base. */
        PHANDLES_EXHAUSTED,
        /** An entry of {@code __local_fixups__} names no four bytes of the overlay. */
        BAD_LOCAL_FIXUP,
        /** An entry of {@code __fixups__} is not {@code path:property:offset}, or names no four bytes of the overlay. */
        BAD_FIXUP,
        /** The overlay needs a label that the base's {@code /__symbols__} does not have. */
        MISSING_SYMBOL,
        /** The base has the label that the overlay needs, but for no node, or for one without a phandle. */
        DANGLING_SYMBOL,
        /** A fragment has neither {@code target} nor {@code target-path}, or one that cannot be read. */
        BAD_TARGET,
        /** The base has no node that is the target of a fragment. */
        MISSING_TARGET,
        /** An entry of the overlay's {@code __symbols__} is no absolute path, or leads into a fragment that is not there. */
        BAD_SYMBOL
    }

    /** What a fault is about. */
    record Subject(
            String path,
            @Nullable String property,
            @Nullable String label,
            @Nullable Location place) {
        /** The first name of the path: faults outside the bookkeeping nodes lie in fragments. */
        @Nullable
        String fragment() {
            int end = path.indexOf('/', 1);
            String first = path.substring(1, end < 0 ? path.length() : end);
            return first.isEmpty() || first.startsWith("__") ? null : first;
        }

        private String describe() {
            String where = place == null ? path : place.describe() + ": " + path;
            return property == null ? where : where + ", property '" + property + "'";
        }
    }

    OverlayException(Reason reason, int overlay, Subject subject, String problem) {
        super("overlay " + overlay + " (counted from 0) cannot be applied: " + subject.describe() + ": " + problem);
        this.reason = reason;
        this.overlay = overlay;
        this.subject = subject;
    }

    /**
     * Returns the kind of fault.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns which overlay could not be applied.
     *
     * @return its index among those given, from 0
     */
    public int overlay() {
        return overlay;
    }

    /**
     * Returns the path of the overlay's node in which the fault lies.
     *
     * @return the path, such as {@code /fragment@0/__overlay__}
     */
    public String path() {
        return subject.path();
    }

    /**
     * Returns the fragment in which the fault lies.
     *
     * @return the name, such as {@code fragment@0}, or empty for a fault of the overlay as a whole
     */
    public Optional<String> fragment() {
        return Optional.ofNullable(subject.fragment());
    }

    /**
     * Returns the property in which the fault lies.
     *
     * @return the name, or empty for a fault of a node
     */
    public Optional<String> property() {
        return Optional.ofNullable(subject.property());
    }

    /**
     * Returns the label that is missing or whose entry is malformed.
     *
     * @return the label, or empty for a fault that is not about a label
     */
    public Optional<String> label() {
        return Optional.ofNullable(subject.label());
    }

    /**
     * Returns where the fault is written.
     *
     * @return the place; empty unless the overlay was compiled from text
     */
    public Optional<Location> place() {
        return Optional.ofNullable(subject.place());
    }

    /** {@return always {@link ErrorCategory#INVALID_ARGUMENT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID_ARGUMENT;
    }
}
