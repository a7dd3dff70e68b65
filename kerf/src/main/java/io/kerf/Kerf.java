// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.kexec.simulated.SimulatedSyscalls;
import io.kerf.model.SystemState;
import io.kerf.sysfs.Ticker;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.validate.Validator;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where everything begins: gives a {@link Host}.
 *
 * <pre>{@code
 * Host host = Kerf.simulated(Path.of("numa_topology.dts"));
 * }</pre>
 */
public final class Kerf {
    private Kerf() {}

    /**
     * Makes a simulated kernel in memory, on a machine with the hardware that a baseline describes. Nothing is applied yet: the host
     * has its CPUs, memory and devices for itself until {@link Host#initialize(Path)}.
     *
     * @param machine a device tree source or blob, told by its content
     * @return a host that behaves as a real one and touches nothing of this computer
     * @throws io.kerf.dts.DtsException if the source cannot be read or compiled
     * @throws io.kerf.fdt.FdtFormatException if the blob is not sound
     * @throws io.kerf.validate.ValidationException if there can be no such machine
     */
    public static Host simulated(Path machine) {
        SystemState described = BaselineFile.read(machine);
        Validator.baseline().validate(described).requireValid();
        return simulated(SimulatedKernel.inMemory(SimulatedMachine.describedBy(described)));
    }

    /**
     * Uses a simulated kernel. Several hosts may use one kernel, as several programs would. On a kernel in memory, a host that did not apply
     * the baseline itself knows of the hardware what the kernel tells, which is no topology. On a kernel in a directory, hosts of all processes
     * share what is known, change the kernel one at a time (a wait of more than 30 seconds is a
     * {@link io.kerf.sysfs.LockTimeoutException}), and bring to an end what a killed one left.
     *
     * @param kernel the kernel
     * @return a host on that kernel
     */
    public static Host simulated(SimulatedKernel kernel) {
        Objects.requireNonNull(kernel, "kernel");
        return new KernelHost(
                kernel.fs(),
                kernel.roots(),
                new SimulatedSyscalls(kernel),
                Ticker.system(),
                kernel.machine().pciIds());
    }
}
