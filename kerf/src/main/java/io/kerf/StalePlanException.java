// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;

/** A plan that was made for another state of the host than the present one. Nothing was written; make a new plan. */
public final class StalePlanException extends KerfException {
    private static final long serialVersionUID = 1L;

    StalePlanException(String what) {
        super("the host has changed since the plan for " + what + " was made, so nothing was written: plan again");
    }

    /** {@return always {@link ErrorCategory#CONFLICT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.CONFLICT;
    }

    /** {@return true: a new plan starts from the present state} */
    @Override
    public boolean isRetryable() {
        return true;
    }
}
