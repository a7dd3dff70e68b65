// SPDX-License-Identifier: Apache-2.0
package io.kerf.diag;

import org.jspecify.annotations.Nullable;

/**
 * Root of every exception that kerf throws for bad input or a bad host.
 *
 * <p>Each module adds its own final subclass with fields to branch on. A mistake of the calling code (a null argument, a
 * closed host, an index out of range) is not a {@code KerfException}: it is the JDK's {@link NullPointerException},
 * {@link IllegalArgumentException} or {@link IllegalStateException}. The message says what failed, on what, why, and what
 * to do about it.
 */
public abstract class KerfException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message what failed, on what, why, and what to do
     */
    protected KerfException(String message) {
        super(message);
    }

    /**
     * Makes an exception with a cause.
     *
     * @param message what failed, on what, why, and what to do
     * @param cause the failure underneath, or null where there is none
     */
    protected KerfException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Returns what sort of failure it is. {@code docs/errors.md} says which exception has which, and when.
     *
     * @return the category, the same for the life of this exception
     */
    public abstract ErrorCategory category();

    /**
     * Tells whether the same operation, begun anew after a pause and from a fresh reading of the host, may well succeed although the caller
     * asks for nothing else: somebody was faster, or the kernel was busy. A plan is not begun anew by applying it again.
     *
     * <pre>{@code
     * for (int attempt = 1; ; attempt++) {
     *     try {
     *         host.createInstance("web").cpuCount(4).memory("2GB").create();
     *         break;
     *     } catch (KerfException e) {
     *         if (!e.isRetryable() || attempt == 3) {
     *             throw e;
     *         }
     *     }
     * }
     * }</pre>
     *
     * @return true if it is worth a few tries; false for most
     */
    public boolean isRetryable() {
        return false;
    }
}
