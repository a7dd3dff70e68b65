// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/** Bounds what paths of nodes add to the values: a short source can name a node again and again whose path is long. */
final class OutputBudget {
    private final Findings findings;
    private final long limit;
    private long spent;

    OutputBudget(Findings findings, long limit) {
        this.findings = findings;
        this.limit = limit;
    }

    boolean isSpent() {
        return spent > limit;
    }

    /** Takes bytes; returns false, and reports it once, if they go beyond the limit. */
    boolean take(long bytes, SourceUnit unit, int start, int end) {
        if (isSpent()) {
            return false;
        }
        spent += bytes;
        if (isSpent()) {
            findings.add(
                    Diagnostic.error(Codes.TOO_LARGE, "the paths of nodes add up to more than " + limit + " bytes")
                            .withSuggestion("raise the limit with DtsOptions.withMaxSourceLength"),
                    unit,
                    start,
                    end);
        }
        return !isSpent();
    }
}
