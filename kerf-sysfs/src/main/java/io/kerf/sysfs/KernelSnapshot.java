// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Dialect;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a kernel says at one moment: its pool, what of it is free, and its instances with their real memory regions.
 *
 * <p>Immutable. It takes several reads to make one, so a change by another client in between can show in a part of it.
 *
 * @param host the host's own tree: pool CPUs, free CPUs, chunks, free devices; no instances
 * @param instances the instances, sorted by name, with state, id and regions
 * @param foreign names of instances that kerf would not give and so cannot handle
 */
public record KernelSnapshot(SystemState host, List<Instance> instances, List<String> foreign) {
    /** Copies the lists. */
    public KernelSnapshot {
        Objects.requireNonNull(host, "host");
        instances = List.copyOf(instances);
        foreign = List.copyOf(foreign);
    }

    /**
     * Reads the kernel, and tells by its tree which generation it speaks. Costs one read for the host, three for each instance, and one of
     * {@code /proc/iomem}.
     *
     * @param fs the kernel's files
     * @param known devices of the host, whose names the devices of instances get
     * @return the snapshot; instances that vanish while it is taken are left out, and so is the host itself (id 0)
     * @throws KernelInterfaceException if a file cannot be read or understood
     */
    public static KernelSnapshot read(MultikernelFs fs, List<Device> known) {
        return SnapshotReader.guessing(fs, known, new KnownReadings()).read();
    }

    /**
     * Reads a kernel of a known generation. Costs as much as {@link #read(MultikernelFs, List)}.
     *
     * @param fs the kernel's files
     * @param abi the generation, which says how wide CPU ids are
     * @param known devices of the host, whose names the devices of instances get
     * @return the snapshot; instances that vanish while it is taken are left out, and so is the host itself (id 0)
     * @throws KernelInterfaceException if a file cannot be read or understood; the message names the generation where another one would
     *     explain it
     */
    public static KernelSnapshot read(MultikernelFs fs, KernelAbi abi, List<Device> known) {
        return new SnapshotReader(fs, abi, known, new KnownReadings()).read();
    }

    /**
     * Tells whether a baseline is in force.
     *
     * @return true if the pool has memory
     */
    public boolean hasPool() {
        return !host.memory().pool().isEmpty();
    }

    /** Whether a flat kernel was read. */
    boolean isFlat() {
        return host.dialect() == Dialect.FLAT;
    }

    /**
     * Returns all CPUs of the pool.
     *
     * @return free and lent ones; empty without a pool. A flat kernel can have pool CPUs although no baseline is in force, after one that
     *     failed
     */
    public CpuSet poolCpus() {
        // Without memory a pool kernel that has free CPUs has a pool yet; before the baseline the same list is of the
        // host's own.
        return hasPool() || isFlat() || !freeCpus().isEmpty() ? host.cpus().available() : CpuSet.empty();
    }

    /**
     * Returns the CPUs that no instance has.
     *
     * @return the free ones; empty without a pool
     */
    public CpuSet freeCpus() {
        return host.kernelFreeCpus().orElse(CpuSet.empty());
    }

    /**
     * Returns the memory pool.
     *
     * @return the chunks with their real places and NUMA nodes
     */
    public MemoryPool pool() {
        return host.memory().pool();
    }

    /**
     * Finds an instance.
     *
     * @param name its name
     * @return the instance, or empty
     */
    public Optional<Instance> instance(InstanceName name) {
        for (Instance each : instances) {
            if (each.name().equals(name)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /**
     * Joins what the kernel says with what it does not keep: the host's own share, topology, and all that is known of devices.
     *
     * @param description the description of the host that the baseline was made from
     * @return the description with the kernel's pool, free CPUs and instances in place of its own; its CPUs that are not in the pool are
     *     the host's
     */
    public SystemState onto(SystemState description) {
        CpuInventory cpus = description.cpus();
        MemoryInventory memory = description.memory();
        return description.toBuilder()
                .cpus(new CpuInventory(cpus.total(), cpus.known().minus(poolCpus()), poolCpus()))
                .memory(new MemoryInventory(memory.total(), hostShare(memory), pool()))
                .instances(instances)
                .kernelFreeCpus(freeCpus())
                .build();
    }

    /** What the pool took beyond its description is no longer the host's. */
    private ByteSize hostShare(MemoryInventory described) {
        ByteSize pool = pool().size();
        if (described.total().compareTo(pool) < 0) {
            return described.hostReserved();
        }
        ByteSize rest = described.total().minus(pool);
        return rest.compareTo(described.hostReserved()) < 0 ? rest : described.hostReserved();
    }
}
