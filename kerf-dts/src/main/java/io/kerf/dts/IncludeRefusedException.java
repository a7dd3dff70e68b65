// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;

/** Says why a file that is asked for is not read. It becomes a diagnostic before it reaches a caller. */
final class IncludeRefusedException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final String suggestion;

    IncludeRefusedException(String message, String suggestion) {
        super(message);
        this.suggestion = suggestion;
    }

    String suggestion() {
        return suggestion;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** {@return always {@link ErrorCategory#INVALID_ARGUMENT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID_ARGUMENT;
    }
}
