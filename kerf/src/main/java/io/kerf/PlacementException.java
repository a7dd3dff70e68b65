// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.PlacementOutcome;
import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.util.Objects;

/** A request that has no place on the host, or that contradicts itself. Nothing was written. */
public final class PlacementException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final transient PlacementOutcome.Refused refusal;
    private final ErrorCategory category;

    PlacementException(String what, PlacementOutcome.Refused refusal) {
        super("no place for " + what + ": " + refusal.message());
        this.refusal = Objects.requireNonNull(refusal, "refusal");
        this.category = categoryOf(refusal.cause());
    }

    static ErrorCategory categoryOf(PlacementOutcome.Cause cause) {
        return switch (cause) {
            case INVALID, POLICY -> ErrorCategory.INVALID_ARGUMENT;
            case CPU_TAKEN, DEVICE_TAKEN, ID_TAKEN -> ErrorCategory.CONFLICT;
            case BASE_NOT_PREDICTED -> ErrorCategory.PRECONDITION;
            case TOO_FEW_CPUS,
                    CORES_SHARED,
                    NO_SINGLE_NODE,
                    POOL_TOO_SMALL,
                    POOL_FRAGMENTED,
                    NO_CPU_NEAR_MEMORY,
                    NO_FREE_ID -> ErrorCategory.EXHAUSTED;
        };
    }

    /**
     * Returns what was asked, what is free, and the nearest request that fits.
     *
     * @return the allocator's answer
     */
    public PlacementOutcome.Refused refusal() {
        return refusal;
    }

    /**
     * Returns the sort of refusal.
     *
     * @return {@link ErrorCategory#EXHAUSTED} where too little is left, {@link ErrorCategory#CONFLICT} where a CPU, device or id that was named is
     *     held, {@link ErrorCategory#PRECONDITION} where the kernel would put the memory elsewhere, and
     *     {@link ErrorCategory#INVALID_ARGUMENT} where no host in this state or another could grant it
     */
    @Override
    public ErrorCategory category() {
        return category;
    }
}
