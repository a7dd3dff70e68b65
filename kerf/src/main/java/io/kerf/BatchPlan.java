// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.alloc.PlacementOutcome;
import io.kerf.model.InstanceName;
import io.kerf.model.StateDelta;
import io.kerf.sysfs.ChangePlan;
import io.kerf.validate.Report;
import java.util.List;
import java.util.Map;

/** A {@link Batch} that could be carried out: what would become of each instance, what was checked, and what would be written. Immutable. */
public interface BatchPlan {
    /**
     * Returns what would become of the instances.
     *
     * @return those removed, created and changed, each sorted by name
     */
    StateDelta delta();

    /**
     * Returns where instances that are created would sit, and why there.
     *
     * @return the placements by name, sorted
     */
    Map<InstanceName, PlacementOutcome.Placed> placements();

    /**
     * Returns the validation of the host as it would be.
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
     * @return the source of all overlays, each with a comment in front of it
     */
    String source();

    /**
     * Carries the batch out as planned.
     *
     * @return handles of the instances that were created and changed, sorted by name
     * @throws StalePlanException if the host has changed since the plan was made; nothing was written
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel refuses; all is as it was
     * @throws io.kerf.sysfs.PartialChangeException if something is left that could not be taken back
     */
    List<InstanceHandle> apply();
}
