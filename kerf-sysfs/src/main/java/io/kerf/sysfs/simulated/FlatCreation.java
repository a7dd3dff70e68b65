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
            instance.cpus().add(cpu);
        }
        devices.lend(state, instance);
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

    /** The oldest kernels do not pick an id themselves. */
    private int id() throws KernelError {
        if (state.release() == SimulatedRelease.EARLY_FLAT) {
            KernelProperty.u32(operation, "id");
        }
        return InstanceCreation.pickId(state, operation);
    }
}
