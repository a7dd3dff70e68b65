// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.util.List;

/** A state that breaks rules. {@link #report} has every finding; the message has the first errors. */
public final class ValidationException extends KerfException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 3;

    private final transient Report report;

    /**
     * Makes the exception.
     *
     * @param report a report with at least one error
     */
    public ValidationException(Report report) {
        super(message(report));
        this.report = report;
    }

    /**
     * Returns what was found.
     *
     * @return the report
     */
    public Report report() {
        return report;
    }

    private static String message(Report report) {
        List<Diagnostic> errors = report.errors();
        StringBuilder out = new StringBuilder("validation failed with ").append(Words.count(errors.size(), "error"));
        for (Diagnostic error : errors.subList(0, Math.min(SHOWN, errors.size()))) {
            out.append("\n  ").append(error);
        }
        if (errors.size() > SHOWN) {
            out.append("\n  and ").append(errors.size() - SHOWN).append(" more");
        }
        return out.toString();
    }

    /** {@return always {@link ErrorCategory#INVALID_ARGUMENT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID_ARGUMENT;
    }
}
