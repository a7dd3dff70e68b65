// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import java.util.Locale;

/** What {@link HostMetrics} counts: the calls that change a host. */
public enum Operation {
    /** {@link BaselineRequest#apply} and {@link InitializePlan#apply}. */
    INITIALIZE,
    /** {@link CreateInstance.Ready#create} and {@link CreatePlan#apply}. */
    CREATE,
    /** {@link UpdateInstance#apply} and {@link UpdatePlan#apply}. */
    UPDATE,
    /** {@link InstanceHandle#delete}. */
    DELETE,
    /** {@link Batch#apply} and {@link BatchPlan#apply}. */
    BATCH,
    /** {@link Host#apply(io.kerf.desired.DesiredState)} and {@link DesiredPlan#apply}. */
    DESIRED_STATE,
    /** {@link InstanceHandle#load}. */
    LOAD,
    /** {@link InstanceHandle#boot}. */
    BOOT,
    /** {@link InstanceHandle#halt}. */
    HALT,
    /** {@link InstanceHandle#forceHalt}. */
    FORCE_HALT,
    /** {@link InstanceHandle#unload}. */
    UNLOAD,
    /** {@link TransactionHandle#rollback}. */
    ROLLBACK,
    /** {@link Teardown#apply}. */
    TEARDOWN;

    /** The name in small letters, with hyphens: {@code force-halt}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
