// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import io.kerf.model.SystemState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A state that broke no rule. Only {@link Validator} makes one, so whoever asks for this type gets a state that was checked.
 *
 * <p>Immutable. Two are equal if their states are.
 */
public final class ValidatedState {
    private final SystemState state;

    /** For {@link Report} alone, which has the findings. */
    ValidatedState(SystemState state) {
        this.state = Objects.requireNonNull(state, "state");
    }

    /**
     * Returns the state.
     *
     * @return the state as it was checked
     */
    public SystemState state() {
        return state;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ValidatedState that && state.equals(that.state);
    }

    @Override
    public int hashCode() {
        return state.hashCode();
    }

    @Override
    public String toString() {
        return "valid: " + state;
    }
}
