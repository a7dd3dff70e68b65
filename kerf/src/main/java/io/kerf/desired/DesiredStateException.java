// SPDX-License-Identifier: Apache-2.0
package io.kerf.desired;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import io.kerf.diag.Location;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A desired state, or a stored plan, that cannot be read: where, what is wrong, and what would be right. */
public final class DesiredStateException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Location> location;

    DesiredStateException(String problem, Optional<Location> location) {
        this(problem, location, null);
    }

    DesiredStateException(String problem, Optional<Location> location, @Nullable Throwable cause) {
        super(location.map(place -> place + ": ").orElse("") + problem, cause);
        this.location = location;
    }

    /**
     * Returns where the fault is.
     *
     * @return file, line and column; empty if it is in no text
     */
    public Optional<Location> location() {
        return location;
    }

    /** {@return always {@link ErrorCategory#INVALID_ARGUMENT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID_ARGUMENT;
    }
}
