// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.PlacementOutcome;
import io.kerf.diag.KerfException;
import java.util.Objects;

/** A request that has no place on the host, or that contradicts itself. Nothing was written. */
public final class PlacementException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final transient PlacementOutcome.Refused refusal;

    PlacementException(String what, PlacementOutcome.Refused refusal) {
        super("no place for " + what + ": " + refusal.message());
        this.refusal = Objects.requireNonNull(refusal, "refusal");
    }

    /**
     * Returns what was asked, what is free, and the nearest request that fits.
     *
     * @return the allocator's answer
     */
    public PlacementOutcome.Refused refusal() {
        return refusal;
    }
}
