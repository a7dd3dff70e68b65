// SPDX-License-Identifier: Apache-2.0
package io.kerf;

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
     * Works out what {@link #apply} would write, and writes nothing. On a host that has a pool already this is a change of that pool: CPUs, whole
     * chunks of memory and PCI devices come and go, and no instance loses what it has.
     *
     * @return the plan, in the kernel's own dialect
     * @throws io.kerf.validate.ValidationException if the baseline has errors
     * @throws HostPolicyException if it leaves the host less than the host's policy says
     * @throws io.kerf.sysfs.KernelInterfaceException if it holds what the kernel cannot be told, would take from an instance what it has, or the
     *     kernel cannot change the pool that it has
     */
    InitializePlan plan();

    /**
     * Validates the baseline, writes it to the kernel or changes the pool that is there, and reads back what came of it. Nothing is written if
     * the pool is so already.
     *
     * @return what was written
     * @throws io.kerf.validate.ValidationException if the baseline has errors; nothing was written
     * @throws HostPolicyException if it leaves the host less than the host's policy says; nothing was written
     * @throws io.kerf.sysfs.KernelInterfaceException as for {@link #plan}, with nothing written, or if the kernel refuses
     * @throws io.kerf.sysfs.PartialChangeException if the kernel took only part of it
     */
    InitializePlan apply();
}
