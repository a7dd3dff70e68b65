// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.util.List;

/**
 * A step of a teardown failed. What was done before it stays done; the step itself is as its cause says. To go on, mend the cause and tear
 * down again.
 */
public final class TeardownException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final List<String> done;
    private final ErrorCategory category;
    private final boolean retryable;

    TeardownException(String step, List<String> done, KerfException cause) {
        super(
                "the teardown came to an end at: " + step + ": " + cause.getMessage() + "; done before: "
                        + (done.isEmpty() ? "nothing" : String.join(", ", done)) + "; mend it and tear down again",
                cause);
        this.done = List.copyOf(done);
        this.category = cause.category();
        this.retryable = cause.isRetryable();
    }

    /**
     * Returns what was done.
     *
     * @return the steps in words, in order
     */
    public List<String> done() {
        return done;
    }

    /** {@return the category of the failure underneath} */
    @Override
    public ErrorCategory category() {
        return category;
    }

    /** {@return whether the failure underneath is worth another try} */
    @Override
    public boolean isRetryable() {
        return retryable;
    }
}
