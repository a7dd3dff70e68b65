// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import io.kerf.model.InstanceName;

/** An idempotency key that another creation was asked for with. Nothing was written. */
public final class KeyReusedException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final transient InstanceName name;

    KeyReusedException(String key, InstanceName name, String before, String now) {
        super("the key '" + key + "' was used before, for " + before + ", and not for " + now
                + ": use a new key for a new request");
        this.key = key;
        this.name = name;
    }

    /**
     * Returns the key.
     *
     * @return the key
     */
    public String key() {
        return key;
    }

    /**
     * Returns which instance was created with the key.
     *
     * @return its name
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
