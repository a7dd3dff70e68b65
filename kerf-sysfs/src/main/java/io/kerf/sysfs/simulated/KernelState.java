// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.InstanceState;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.simulated.SimulatedInstance.Region;
import io.kerf.sysfs.simulated.SimulatedMachine.NodeMemory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that overlays change: the pool's memory, CPUs and devices, and the instances. Guarded by the kernel's one lock. */
final class KernelState {
    private final SimulatedMachine machine;
    private final SimulatedRelease release;
    private final HostMemory hostMemory;
    private final PoolMemory memory;
    private final CpuPool cpus;
    private final DevicePool devices;
    private final Map<String, SimulatedInstance> instances = new TreeMap<>();
    private final Map<String, SimulatedInstance> byName = new HashMap<>();
    private @Nullable List<String> names;
    private final KernelLog log = new KernelLog();
    private final KernelTrees trees = new KernelTrees(this);
    private @Nullable FlatBaseline flatBaseline;

    KernelState(SimulatedMachine machine, SimulatedRelease release) {
        this.machine = machine;
        this.release = release;
        this.hostMemory = new HostMemory(machine);
        this.memory = new PoolMemory(machine.pageSize());
        this.cpus = new CpuPool(machine);
        this.devices = new DevicePool(machine);
        if (release.isFlat()) {
            machine.reservedPool().ifPresent(pool -> memory.add(new NodeMemory(0, pool)));
        }
    }

    SimulatedMachine machine() {
        return machine;
    }

    SimulatedRelease release() {
        return release;
    }

    int pageSize() {
        return machine.pageSize();
    }

    HostMemory hostMemory() {
        return hostMemory;
    }

    PoolMemory memory() {
        return memory;
    }

    CpuPool cpus() {
        return cpus;
    }

    DevicePool devices() {
        return devices;
    }

    KernelLog log() {
        return log;
    }

    /** What is generated for readers. */
    KernelTrees trees() {
        return trees;
    }

    /** Has to be called after each event that can change anything, whether it failed or not. */
    void changed() {
        trees.changed();
    }

    /** Instances in order of their names. */
    Collection<SimulatedInstance> instances() {
        return instances.values();
    }

    /** The baseline of a flat kernel; empty before the first one, and after one that failed half-way. */
    Optional<FlatBaseline> flatBaseline() {
        return Optional.ofNullable(flatBaseline);
    }

    void setFlatBaseline(@Nullable FlatBaseline baseline) {
        flatBaseline = baseline;
    }

    /** The names of the instances, in order, as they are now. */
    List<String> names() {
        List<String> known = names;
        if (known == null) {
            known = List.copyOf(instances.keySet());
            names = known;
        }
        return known;
    }

    boolean hasPool() {
        return !memory.isEmpty() || !cpus.isEmpty() || devices.hasPci();
    }

    Optional<SimulatedInstance> instance(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<SimulatedInstance> instance(int id) {
        return instances.values().stream().filter(each -> each.id() == id).findFirst();
    }

    void add(SimulatedInstance instance) {
        instances.put(instance.name(), instance);
        byName.put(instance.name(), instance);
        names = null;
    }

    /** Destroys an instance; what it had is free in the pool afterwards. */
    void destroy(SimulatedInstance instance) throws KernelError {
        if (instance.state() == InstanceState.ACTIVE || instance.state() == InstanceState.LOADED) {
            throw new KernelError(Errno.EBUSY, "instance '" + instance.name() + "' is " + instance.state());
        }
        for (long cpu : instance.cpus()) {
            cpus.takeBack(cpu, instance.id());
        }
        for (Region region : instance.regions()) {
            memory.release(region.range());
        }
        devices.release(instance.id());
        instances.remove(instance.name());
        byName.remove(instance.name());
        names = null;
    }

    /** Sets memory of a pool kernel aside for parked CPUs while there are pool CPUs, and gives it back when the last one leaves. */
    void settlePark() {
        if (cpus.isEmpty()) {
            memory.dropPark();
        } else {
            memory.takePark();
        }
    }
}
