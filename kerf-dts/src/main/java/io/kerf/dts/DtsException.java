// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.DiagnosticRenderer;
import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import io.kerf.diag.Severity;
import java.util.List;

/**
 * Thrown when a source cannot be compiled. It carries all that was found, warnings too, in the order of the places; the message shows
 * every finding with its line of source.
 */
public final class DtsException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final transient List<Diagnostic> diagnostics;

    DtsException(List<Diagnostic> diagnostics) {
        super(message(diagnostics));
        this.diagnostics = List.copyOf(diagnostics);
    }

    /**
     * Returns errors and warnings.
     *
     * @return the findings in the order of their places, at least one error among them
     */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    private static String message(List<Diagnostic> diagnostics) {
        long errors = diagnostics.stream()
                .filter(each -> each.severity() == Severity.ERROR)
                .count();
        return "the device tree source has " + errors + (errors == 1 ? " error" : " errors") + "\n"
                + DiagnosticRenderer.plain().render(diagnostics);
    }

    /** {@return always {@link ErrorCategory#INVALID_ARGUMENT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID_ARGUMENT;
    }
}
