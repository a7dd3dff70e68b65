// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.MemoryRange;
import io.kerf.sysfs.Errno;
import io.kerf.tree.DtNode;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * One {@code instance-create} of a flat kernel: CPUs that must be in the pool, memory that the kernel places itself, devices by the names
 * they have in the baseline. Everything is checked before anything is done.
 */
final class FlatCreation {
    private final KernelState state;
    private final DtNode operation;

    FlatCreation(KernelState state, DtNode operation) {
        this.state = state;
        this.operation = operation;
    }

    void run() throws KernelError {
        String name = InstanceSetTarget.instanceName(operation);
        DtNode resources = operation
                .child("resources")
                .orElseThrow(() -> new KernelError(Errno.EINVAL, "instance-create needs resources"));
        Set<Long> cpus = cpus(resources);
        long bytes = KernelProperty.pages(resources, "memory-bytes", state.pageSize());
        int cacheWays = cacheWays(resources);
        CreationDevices devices = CreationDevices.of(state, resources);
        devices.requireFree(state);
        if (state.instance(name).isPresent()) {
            throw new KernelError(Errno.EEXIST, "there is an instance '" + name + "'");
        }
        SimulatedInstance instance = new SimulatedInstance(id(), name);
        for (MemoryRange piece : state.memory().grant(bytes, KernelProperty.ANY_NODE)) {
            instance.addRegion(piece);
        }
        for (long cpu : cpus) {
            state.cpus().lend(cpu, instance.id());
            instance.addCpu(cpu);
        }
        devices.lend(state, instance);
        instance.setCacheWays(cacheWays);
        state.add(instance);
    }

    private Set<Long> cpus(DtNode resources) throws KernelError {
        Set<Long> cpus = new LinkedHashSet<>();
        for (long cpu : KernelProperty.cpus(resources, state.release().cpuIdBytes())) {
            if (!state.cpus().isFree(cpu)) {
                throw new KernelError(
                        Errno.EINVAL, "CPU " + Long.toUnsignedString(cpu) + " is not in the pool, or not free in it");
            }
            cpus.add(cpu);
        }
        return cpus;
    }

    /** Ways of the cache must be the baseline's and nobody else's; the class that stands for them the kernel picks itself. */
    private int cacheWays(DtNode resources) throws KernelError {
        boolean last = state.release() == SimulatedRelease.FLAT_U64;
        if (last && resources.property("linux,resctrl-closid").isPresent()) {
            throw new KernelError(Errno.EINVAL, "linux,resctrl-closid is not for the caller to give");
        }
        int ways = FlatBaseline.cacheWays(state, resources);
        int pool = state.flatBaseline().map(FlatBaseline::cacheWays).orElse(0);
        int taken = state.instances().stream()
                .mapToInt(SimulatedInstance::cacheWays)
                .reduce(0, (all, each) -> all | each);
        if ((ways & ~pool) != 0 || (ways & taken) != 0) {
            throw new KernelError(Errno.EINVAL, "llc-way-mask names ways that are not free in the pool");
        }
        return ways;
    }

    /** The oldest kernels do not pick an id themselves. */
    private int id() throws KernelError {
        if (state.release() == SimulatedRelease.EARLY_FLAT) {
            KernelProperty.u32(operation, "id");
        }
        return InstanceCreation.pickId(state, operation);
    }
}
