// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.PlacementOutcome;
import io.kerf.model.Instance;
import io.kerf.sysfs.ChangePlan;
import io.kerf.validate.Report;

/** An instance that could be created: where it would sit, what was checked, and what would be written. Immutable. */
public interface CreatePlan {
    /**
     * Returns where the instance would sit, and why there.
     *
     * @return the placement; {@code explain()} tells it in words
     */
    PlacementOutcome.Placed placement();

    /**
     * Returns the instance that would be created.
     *
     * @return the instance with its CPUs, memory, devices and id
     */
    Instance instance();

    /**
     * Returns the validation of the host with the instance.
     *
     * @return a report without errors
     */
    Report report();

    /**
     * Returns what would be written, step by step.
     *
     * @return the change
     */
    ChangePlan change();

    /**
     * Returns the overlays that would be written as device tree source.
     *
     * @return the source of all overlays, one below the other
     */
    String source();

    /**
     * Creates the instance as planned.
     *
     * @return a handle of the instance, whose resources were read back and compared
     * @throws StalePlanException if the host has changed since the plan was made; nothing was written
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel refuses; all is as it was
     * @throws io.kerf.sysfs.PartialChangeException if something is left that could not be taken back
     */
    InstanceHandle apply();
}
