// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.desired.PlanData;
import io.kerf.sysfs.ChangePlan;
import io.kerf.validate.Report;
import java.util.List;

/**
 * What it would take to bring a host into a desired state. Immutable.
 *
 * <pre>{@code
 * DesiredPlan plan = host.plan(DesiredState.read(Path.of("instances.yaml")));
 * System.out.print(plan);
 * plan.apply();
 * }</pre>
 */
public interface DesiredPlan {
    /**
     * Returns the plan without the host: a value to be looked at, compared and stored.
     *
     * @return what becomes of each instance, and why
     */
    PlanData data();

    /**
     * Returns the validation of the host as it would be.
     *
     * @return a report without errors
     */
    Report report();

    /**
     * Returns what would be written, step by step.
     *
     * @return the change, without steps if all is as it is wanted
     */
    ChangePlan change();

    /**
     * Returns the overlays that would be written as device tree source.
     *
     * @return the source of all overlays, each with a comment in front of it
     */
    String source();

    /**
     * Carries the plan out as a whole, or leaves the host as it is.
     *
     * @return handles of all instances of the desired state, sorted by name
     * @throws StalePlanException if the host has changed since the plan was made; nothing was written
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel refuses; all is as it was
     * @throws io.kerf.sysfs.PartialChangeException if something is left that could not be taken back
     */
    List<InstanceHandle> apply();
}
