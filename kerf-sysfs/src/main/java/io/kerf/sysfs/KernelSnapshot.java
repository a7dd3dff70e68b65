// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.fdt.Fdt;
import io.kerf.fdt.FdtFormatException;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuInventory;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceState;
import io.kerf.model.MemoryInventory;
import io.kerf.model.MemoryPool;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import io.kerf.model.binding.Bindings;
import io.kerf.tree.DeviceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a pool kernel says at one moment: its pool, what of it is free, and its instances with their real memory regions.
 *
 * <p>Immutable. It takes several reads to make one, so a change by another client in between can show in a part of it.
 *
 * @param host the host's own tree: pool CPUs, free CPUs, chunks, free devices; no instances
 * @param instances the instances, sorted by name, with state, id and regions
 * @param foreign names of instances that kerf would not give and so cannot handle
 */
public record KernelSnapshot(SystemState host, List<Instance> instances, List<String> foreign) {
    private static final String ROOT = "/sys/fs/multikernel/";

    /** Copies the lists. */
    public KernelSnapshot {
        Objects.requireNonNull(host, "host");
        instances = List.copyOf(instances);
        foreign = List.copyOf(foreign);
    }

    /**
     * Reads the kernel. Costs one read for the host, three for each instance, and one of {@code /proc/iomem}.
     *
     * @param fs the kernel's files
     * @param known devices of the host, whose names the devices of instances get
     * @return the snapshot; instances that vanish while it is taken are left out, and so is the host itself (id 0)
     * @throws KernelInterfaceException if a file cannot be read or understood
     */
    public static KernelSnapshot read(MultikernelFs fs, List<Device> known) {
        SystemState host = Bindings.read(decode(ROOT + "device_tree", fs.readDeviceTree()));
        IomemRegions regions = IomemRegions.parse(fs.iomem());
        List<Instance> instances = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        for (String name : fs.instances()) {
            if (InstanceName.isValid(name)) {
                readInstance(fs, InstanceName.of(name), known, regions).ifPresent(instances::add);
            } else {
                foreign.add(name);
            }
        }
        return new KernelSnapshot(host, instances, foreign);
    }

    private static Optional<Instance> readInstance(
            MultikernelFs fs, InstanceName name, List<Device> known, IomemRegions regions) {
        try {
            int id = fs.instanceId(name.text());
            if (id == 0) {
                return Optional.empty();
            }
            InstanceState state = fs.instanceState(name.text());
            String path = ROOT + "instances/" + name + "/device_tree";
            DeviceTree tree = decode(path, fs.readInstanceTree(name.text()));
            Instance read = Bindings.readInstance(tree, name, known).instance().withState(state);
            read = InstanceId.isValid(id) ? read.withId(InstanceId.of(id)) : read;
            List<MemoryRange> pieces = regions.of(id, name.text());
            long sum = pieces.stream().mapToLong(MemoryRange::size).sum();
            return Optional.of(sum == read.memory().bytes() ? read.withRegions(pieces) : read);
        } catch (KernelInterfaceException e) {
            if (e.reason() == KernelInterfaceException.Reason.GONE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static DeviceTree decode(String path, byte[] blob) {
        try {
            return Fdt.decode(blob);
        } catch (FdtFormatException e) {
            throw KernelInterfaceException.malformed(
                    path, "a damaged tree (" + e.getMessage() + ")", "a device tree blob");
        }
    }

    /**
     * Tells whether a baseline is in force.
     *
     * @return true if the pool has memory
     */
    public boolean hasPool() {
        return !host.memory().pool().isEmpty();
    }

    /**
     * Returns all CPUs of the pool.
     *
     * @return free and lent ones; empty without a pool
     */
    public CpuSet poolCpus() {
        return hasPool() ? host.cpus().available() : CpuSet.empty();
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
        return instances.stream().filter(each -> each.name().equals(name)).findFirst();
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
