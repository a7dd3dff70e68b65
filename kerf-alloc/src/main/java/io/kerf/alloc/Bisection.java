// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import java.util.function.LongPredicate;

/** Closes in on the largest amount that will do, where less than an amount that will do is taken to do as well. */
final class Bisection {
    private final LongPredicate willDo;
    private final long least;
    private long enough;
    private long tooMuch;

    /** Starts with nothing known of the amounts from the least to the most; there are none if that is less. */
    Bisection(long least, long most, LongPredicate willDo) {
        this.willDo = willDo;
        this.least = least;
        this.enough = least - 1;
        this.tooMuch = Math.max(enough, most) + 1;
    }

    /** Tries an amount if that says anything new. */
    void tryAt(long amount) {
        if (amount <= enough || amount >= tooMuch) {
            return;
        }
        if (willDo.test(amount)) {
            enough = amount;
        } else {
            tooMuch = amount;
        }
    }

    /** Tries an amount that is likely the answer. */
    void tryAsAnswer(long amount) {
        tryAt(amount);
        if (amount == enough && amount >= least) {
            tryAt(amount + 1);
        }
    }

    /** Finds the largest of some amounts, ascending, that will do, and sees whether it is the answer. */
    void closeInOn(long[] amounts) {
        int from = 0;
        int to = amounts.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            tryAt(amounts[middle]);
            if (amounts[middle] <= enough) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        if (from > 0) {
            tryAsAnswer(enough);
        }
    }

    /** Finds the answer; some amount must do. */
    void closeIn() {
        while (tooMuch - enough > 1) {
            tryAt(enough + (tooMuch - enough) / 2);
        }
    }

    /** Tells whether some amount will do. */
    boolean isAnyEnough() {
        return enough >= least;
    }

    /** Returns the largest amount that is known to do. */
    long enough() {
        return enough;
    }
}
