// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/**
 * A refusal before it is known what would fit.
 *
 * @param wanted CPUs or bytes, as the cause says; 0 where it counts nothing
 * @param available how much of it there is
 */
record Refusal(PlacementOutcome.Cause cause, long wanted, long available, String message) {
    static Refusal of(PlacementOutcome.Cause cause, String message) {
        return new Refusal(cause, 0, 0, message);
    }

    /** Tells whether the reason may go away if any node may give the memory. */
    boolean isAboutMemory() {
        return switch (cause) {
            case POLICY, POOL_TOO_SMALL, POOL_FRAGMENTED, NO_CPU_NEAR_MEMORY -> true;
            default -> false;
        };
    }
}
