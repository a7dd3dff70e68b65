// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import java.util.Locale;

/**
 * What sort of failure a {@link KerfException} is, for callers that decide by sort and not by class: what to show, what to count, whom to
 * call. Every exception has exactly one; {@code docs/errors.md} lists them all. Constants are only ever added.
 *
 * <pre>{@code
 * try {
 *     host.createInstance("web").cpuCount(4).memory("2GB").create();
 * } catch (KerfException e) {
 *     switch (e.category()) {
 *         case EXHAUSTED, CONFLICT -> tryElsewhere();
 *         case OPERATOR_MUST_ACT, UNKNOWN_OUTCOME -> page(e);
 *         default -> throw e;
 *     }
 * }
 * }</pre>
 */
public enum ErrorCategory {
    /** What was given is wrong in itself: text, a blob, an image, a state that breaks rules. It stays wrong until it is changed. */
    INVALID_ARGUMENT,
    /** What was asked for is somebody else's at the moment: a name, a CPU, a device, the lock; or the host has changed since it was planned. */
    CONFLICT,
    /** There is not enough left: CPUs, memory, ids. */
    EXHAUSTED,
    /** Something has to be done or to be so first: there is no pool or no such instance, it runs, the kernel's interface has no such step. */
    PRECONDITION,
    /** The kernel was asked and said no, and all is as it was. */
    KERNEL_REFUSED,
    /** The kernel's interface cannot be reached at all: it is not there, not mounted, not permitted, or speaks what kerf does not. */
    UNAVAILABLE,
    /** Whether it was done is not known: read the host before anything else. */
    UNKNOWN_OUTCOME,
    /** The host is neither as it was nor as was meant; the message names what is left and what mends it. */
    OPERATOR_MUST_ACT;

    /** The name in small letters, with hyphens: {@code kernel-refused}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
