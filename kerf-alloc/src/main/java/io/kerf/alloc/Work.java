// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

/** Counts decisions and how many nodes, CPUs and gaps of memory they look at, which is what their time goes by; the same on every machine. */
final class Work {
    /** So many steps weigh as much as all that a decision does in any case. */
    private static final int STEPS_OF_DECISION = 1024;

    private long steps;

    /** Counts what a decision does in any case. */
    void addDecision() {
        steps += STEPS_OF_DECISION;
    }

    void add(long more) {
        steps += more;
    }

    long steps() {
        return steps;
    }

    /** Returns the steps as a number of small decisions. */
    long decisions() {
        return steps / STEPS_OF_DECISION;
    }
}
