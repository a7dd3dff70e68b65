// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.util.List;

/**
 * A change failed, and taking back what had been done failed as well: the kernel is neither as it was nor as was meant. The message names
 * what differs from before and what mends it.
 */
public final class PartialChangeException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final List<String> left;
    private final List<String> remedies;
    private final boolean unknown;

    PartialChangeException(KernelInterfaceException cause, List<String> left, List<String> remedies) {
        this(cause, left, remedies, false);
    }

    /** Makes the exception for a change after which the kernel could not be read. */
    static PartialChangeException unknown(KernelInterfaceException cause, List<String> remedies) {
        return new PartialChangeException(cause, List.of("unknown, as the kernel cannot be read"), remedies, true);
    }

    private PartialChangeException(
            KernelInterfaceException cause, List<String> left, List<String> remedies, boolean unknown) {
        super(
                "a change failed and could not be taken back: " + cause.getMessage() + "\nleft behind: "
                        + String.join("; ", left) + "\nto mend it: " + String.join("; ", remedies),
                cause);
        this.left = List.copyOf(left);
        this.remedies = List.copyOf(remedies);
        this.unknown = unknown;
    }

    /**
     * Returns what differs from the state before the change.
     *
     * @return one phrase for each difference, at least one
     */
    public List<String> left() {
        return left;
    }

    /**
     * Returns what to do.
     *
     * @return instructions in order, at least one
     */
    public List<String> remedies() {
        return remedies;
    }

    /** {@return {@link ErrorCategory#OPERATOR_MUST_ACT}, or {@link ErrorCategory#UNKNOWN_OUTCOME} where the kernel could not be read afterwards} */
    @Override
    public ErrorCategory category() {
        return unknown ? ErrorCategory.UNKNOWN_OUTCOME : ErrorCategory.OPERATOR_MUST_ACT;
    }
}
