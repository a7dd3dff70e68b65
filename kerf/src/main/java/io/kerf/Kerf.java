// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.kexec.Syscalls;
import io.kerf.kexec.simulated.SimulatedSyscalls;
import io.kerf.model.SystemState;
import io.kerf.sysfs.ChangeEngine;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.Ticker;
import io.kerf.sysfs.discovery.HostDiscovery;
import io.kerf.sysfs.discovery.HostHardware;
import io.kerf.sysfs.simulated.SimulatedKernel;
import io.kerf.sysfs.simulated.SimulatedMachine;
import io.kerf.validate.Validator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

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
     * Opens the running kernel at {@code /sys/fs/multikernel}. That succeeds on any Linux: {@link Host#qualify} tells whether this one can be
     * divided, and if its kernel is no multikernel kernel every call that needs one fails with a {@link HostUnavailableException}, which says
     * what to do, before anything is locked or written.
     *
     * <pre>{@code
     * try (Host host = Kerf.host()) {
     *     System.out.println(host.qualify());
     * }
     * }</pre>
     *
     * @return the host
     */
    public static Host host() {
        return host(HostConfig.system());
    }

    /**
     * Opens a running kernel, and not in the usual way.
     *
     * <pre>{@code
     * Host host = Kerf.host(HostConfig.system().withStateDirectory(Path.of("/srv/kerf")));
     * }</pre>
     *
     * @param config where the kernel's files are, where kerf keeps its own, and the rest
     * @return the host
     */
    public static Host host(HostConfig config) {
        KernelRoots roots = config.roots();
        SysfsMultikernel fs = SysfsMultikernel.of(roots);
        Syscalls syscalls = Syscalls.system(fs);
        return new KernelHost(
                fs,
                Optional.of(roots),
                syscalls,
                Ticker.system(),
                new SysfsPciIds(roots),
                KernelPresence.of(fs, syscalls, config.mountsIfNeeded()),
                config);
    }

    /**
     * Reads a baseline from a file, as {@link Host#initialize(Path)} does, for whoever needs what it says before there is a host.
     *
     * <pre>{@code
     * SystemState described = Kerf.baseline(Path.of("numa_topology.dts"));
     * SimulatedKernel.onDirectory(folder, SimulatedMachine.describedBy(described), SimulatedRelease.FLAT_U64);
     * }</pre>
     *
     * @param file a device tree source or blob, told by its content
     * @return what it says, valid or not; what was found while it was read is among its findings
     * @throws io.kerf.dts.DtsException if the source cannot be read or compiled; it carries all findings
     * @throws io.kerf.fdt.FdtFormatException if the blob is not sound
     */
    public static SystemState baseline(Path file) {
        return BaselineFile.read(file);
    }

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
        SystemState described = baseline(machine);
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
        return simulated(kernel, HostConfig.system());
    }

    /**
     * Uses a simulated kernel, and not in the usual way.
     *
     * <pre>{@code
     * Host host = Kerf.simulated(kernel, HostConfig.system().withAbi(KernelAbi.FLAT_U32));
     * }</pre>
     *
     * @param kernel the kernel
     * @param config generation, lock timeout and policy; its roots are of no account
     * @return a host on that kernel
     */
    public static Host simulated(SimulatedKernel kernel, HostConfig config) {
        Objects.requireNonNull(kernel, "kernel");
        Objects.requireNonNull(config, "config");
        return new KernelHost(
                kernel.fs(),
                kernel.roots(),
                new SimulatedSyscalls(kernel),
                Ticker.system(),
                kernel.machine().pciIds(),
                KernelPresence.simulated(),
                config);
    }

    /**
     * Looks at the machine that this program runs on. Nothing is written, and no multikernel kernel is needed.
     *
     * @return its CPUs, NUMA nodes, memory and devices
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no {@code /proc} or no {@code /sys}
     */
    public static HostHardware discover() {
        return discover(KernelRoots.system());
    }

    /**
     * Looks at the machine whose files are at some places. On a host with a pool, the description that kerf keeps of its baseline says where
     * the CPUs are that the host does not see any more.
     *
     * @param roots where the files are
     * @return its CPUs, NUMA nodes, memory and devices
     * @throws io.kerf.sysfs.KernelInterfaceException if there is no procfs or no sysfs there
     */
    public static HostHardware discover(KernelRoots roots) {
        Optional<SystemState> recorded = Files.isDirectory(roots.multikernel())
                ? ChangeEngine.journaled(SysfsMultikernel.of(roots), roots.state())
                        .description()
                : Optional.empty();
        return recorded.map(description -> HostDiscovery.discover(roots, description))
                .orElseGet(() -> HostDiscovery.discover(roots));
    }
}
