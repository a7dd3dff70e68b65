// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.function.LongPredicate;

/** Closes in on the largest amount that will do, where less than an amount that will do is taken to do as well. */
final class Bisection {
    private final LongPredicate willDo;
    private final long least;
    private long placed;
    private long beyond;

    /** Starts with nothing known of the amounts from one to another, which may be less than that: then there are none. */
    Bisection(long least, long most, LongPredicate willDo) {
        this.willDo = willDo;
        this.least = least;
        this.placed = least - 1;
        this.beyond = Math.max(placed, most) + 1;
    }

    /** Tries an amount between the bounds; returns whether it will do. */
    boolean tryAt(long amount) {
        boolean isPlaced = willDo.test(amount);
        if (isPlaced) {
            placed = amount;
        } else {
            beyond = amount;
        }
        return isPlaced;
    }

    boolean isAnyPlaced() {
        return placed >= least;
    }

    /** Returns the largest amount that is known to do; less than the least one if there is none yet. */
    long placed() {
        return placed;
    }

    /** Returns the smallest amount that is known not to do, or one more than the most. */
    long beyond() {
        return beyond;
    }

    /** Tells whether the answer is not known yet. */
    boolean isOpen() {
        return beyond - placed > 1;
    }
}
