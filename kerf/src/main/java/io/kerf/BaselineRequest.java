// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.sysfs.BaselinePlan;
import io.kerf.validate.Report;

/** A baseline that could be applied. Immutable; made by {@link Host#initialize(java.nio.file.Path)}. */
public interface BaselineRequest {
    /**
     * Validates the baseline. Nothing is applied.
     *
     * @return the report; it may hold errors
     */
    Report validate();

    /**
     * Works out what {@link #apply} would write, and writes nothing.
     *
     * @return the plan: the tree for the kernel, in the kernel's own dialect
     * @throws io.kerf.validate.ValidationException if the baseline has errors
     * @throws HostPolicyException if it leaves the host less than the host's policy says
     * @throws io.kerf.sysfs.KernelInterfaceException if it holds what the kernel cannot be told
     */
    BaselinePlan plan();

    /**
     * Validates the baseline, writes it to the kernel, and reads it back.
     *
     * @return what was written
     * @throws io.kerf.validate.ValidationException if the baseline has errors; nothing was written
     * @throws HostPolicyException if it leaves the host less than the host's policy says; nothing was written
     * @throws io.kerf.sysfs.KernelInterfaceException if the kernel refuses, as it does when a baseline is applied already
     * @throws io.kerf.sysfs.PartialChangeException if the kernel took only part of it
     */
    BaselinePlan apply();
}
