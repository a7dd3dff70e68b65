// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/** An instance is in a state that does not permit a step, or did not come to the state that was waited for. */
public final class InstanceStateException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final InstanceName instance;
    private final InstanceState found;
    private final EnumSet<InstanceState> wanted;

    InstanceStateException(InstanceName instance, InstanceState found, Set<InstanceState> wanted, String message) {
        super(message);
        this.instance = Objects.requireNonNull(instance, "instance");
        this.found = Objects.requireNonNull(found, "found");
        this.wanted = EnumSet.copyOf(wanted);
    }

    /**
     * Returns the instance.
     *
     * @return its name
     */
    public InstanceName instance() {
        return instance;
    }

    /**
     * Returns the state it is in.
     *
     * @return the state that was read last
     */
    public InstanceState found() {
        return found;
    }

    /**
     * Returns the states that were wanted.
     *
     * @return at least one state, unmodifiable
     */
    public Set<InstanceState> wanted() {
        return Collections.unmodifiableSet(wanted);
    }

    /** {@return always {@link ErrorCategory#PRECONDITION}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.PRECONDITION;
    }
}
