// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import io.kerf.model.InstanceName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A change of several instances of which more than one part cannot be. All reasons are listed; nothing was written. */
public final class ChangeRefusedException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final transient List<Reason> reasons;

    /**
     * Why one part cannot be.
     *
     * @param instance the instance that it is about; empty if it is about the host as a whole
     * @param cause what would be thrown if this were the only reason
     */
    public record Reason(Optional<InstanceName> instance, KerfException cause) {
        /** Checks that both are there. */
        public Reason {
            Objects.requireNonNull(instance, "instance");
            Objects.requireNonNull(cause, "cause");
        }

        @Override
        public String toString() {
            return instance.map(name -> name + ": ").orElse("") + cause.getMessage();
        }
    }

    /** What to throw for some reasons: the only one itself. */
    static KerfException of(List<Reason> reasons) {
        return reasons.size() == 1 ? reasons.get(0).cause() : new ChangeRefusedException(reasons);
    }

    private ChangeRefusedException(List<Reason> reasons) {
        super(message(reasons));
        this.reasons = List.copyOf(reasons);
        reasons.forEach(reason -> addSuppressed(reason.cause()));
    }

    /**
     * Returns the sort of refusal.
     *
     * @return the category that all reasons have in common; {@link ErrorCategory#PRECONDITION} where they differ
     */
    @Override
    public ErrorCategory category() {
        ErrorCategory first = reasons.get(0).cause().category();
        return reasons.stream().allMatch(reason -> reason.cause().category() == first)
                ? first
                : ErrorCategory.PRECONDITION;
    }

    private static String message(List<Reason> reasons) {
        StringBuilder out = new StringBuilder()
                .append(reasons.size())
                .append(" parts of the change cannot be, so nothing was written:");
        reasons.forEach(reason -> out.append("\n- ").append(reason));
        return out.toString();
    }

    /**
     * Returns all reasons.
     *
     * @return two or more: those about placement by name, then what the host would break, then what the kernel cannot do, by name
     */
    public List<Reason> reasons() {
        return reasons;
    }
}
