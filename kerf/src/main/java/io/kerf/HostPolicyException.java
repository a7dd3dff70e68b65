// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;

/** A baseline that leaves the host less than its {@link HostPolicy} says. Nothing was written. */
public final class HostPolicyException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final transient HostPolicy policy;

    HostPolicyException(HostPolicy policy, String left) {
        super("the baseline leaves the host " + left + ", and its policy is to keep " + policy
                + ": give the pool less, or set another policy with HostConfig.withPolicy(…)");
        this.policy = policy;
    }

    /**
     * Returns what the host is to keep.
     *
     * @return the policy
     */
    public HostPolicy policy() {
        return policy;
    }

    /** {@return always {@link ErrorCategory#INVALID_ARGUMENT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID_ARGUMENT;
    }
}
