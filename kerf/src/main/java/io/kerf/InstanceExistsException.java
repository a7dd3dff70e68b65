// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;

/** A name that an instance has already. Nothing was written. */
public final class InstanceExistsException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final transient InstanceName name;

    InstanceExistsException(Instance present) {
        super("there is an instance '" + present.name() + "' already, with CPUs " + present.cpus() + " and "
                + present.memory() + ": delete it, or choose another name");
        this.name = present.name();
    }

    /**
     * Returns the name that is taken.
     *
     * @return the name
     */
    public InstanceName name() {
        return name;
    }

    /** {@return always {@link ErrorCategory#CONFLICT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.CONFLICT;
    }
}
