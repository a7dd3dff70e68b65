// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.model.Instance;
import io.kerf.sysfs.ChangePlan;
import io.kerf.validate.Report;

/** A change of an instance that could be made: what was checked, and what would be written. Immutable. */
public interface UpdatePlan {
    /**
     * Returns the instance as it is.
     *
     * @return the instance
     */
    Instance before();

    /**
     * Returns the instance as it would be; where memory that is added will lie is not known before.
     *
     * @return the instance
     */
    Instance after();

    /**
     * Returns what was found about the host with the instance as it would be: no errors, perhaps warnings.
     *
     * @return the report
     */
    Report report();

    /**
     * Returns what would be written, step by step.
     *
     * @return the steps; none if the instance is so already
     */
    ChangePlan change();

    /**
     * Returns what would be written, as device tree source.
     *
     * @return the overlays with a comment in front of each
     */
    String source();

    /**
     * Makes the change.
     *
     * @return the instance
     * @throws StalePlanException if the host has changed since the plan was made; nothing is written then
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel refused
     * @throws io.kerf.sysfs.PartialChangeException if it failed in the middle and could not be taken back
     */
    InstanceHandle apply();
}
