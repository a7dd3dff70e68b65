// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs.simulated;

import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.model.PciAddress;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import io.kerf.sysfs.PciIdLookup;
import io.kerf.sysfs.PciIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The hardware under a simulated kernel: CPUs, memory by NUMA node, PCI functions, the size of a page.
 *
 * <pre>{@code
 * SimulatedMachine machine = SimulatedMachine.builder()
 *         .cpus(CpuSet.range(0, 15))
 *         .memory(0, MemoryRange.of(0, ByteSize.ofGiB(16)))
 *         .pci(PciAddress.parse("0000:01:00.0"), 0x8086, 0x1572)
 *         .build();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class SimulatedMachine {
    private final CpuSet cpus;
    private final long bootCpu;
    private final List<NodeMemory> memory;
    private final List<PciFunction> pciFunctions;
    private final int pageSize;
    private final @Nullable MemoryRange reservedPool;
    private final Topology topology;

    /**
     * Memory that belongs to a NUMA node.
     *
     * @param node the node's number, 0 to 63
     * @param range where it is, in whole pages
     */
    public record NodeMemory(int node, MemoryRange range) {
        /** Checks the number. */
        public NodeMemory {
            Objects.requireNonNull(range, "range");
            if (node < 0 || node >= KernelProperty.MAX_NODES) {
                throw new IllegalArgumentException(
                        "the simulated kernel has NUMA nodes 0 to " + (KernelProperty.MAX_NODES - 1) + ", not " + node);
            }
        }
    }

    /**
     * A PCI function.
     *
     * @param address where it is
     * @param vendorId 16 bits
     * @param deviceId 16 bits
     */
    public record PciFunction(PciAddress address, int vendorId, int deviceId) {
        /** Checks the width of the ids. */
        public PciFunction {
            Objects.requireNonNull(address, "address");
            if ((vendorId & ~0xffff) != 0 || (deviceId & ~0xffff) != 0) {
                throw new IllegalArgumentException("PCI ids have 16 bits: " + vendorId + ", " + deviceId);
            }
        }
    }

    private SimulatedMachine(Builder builder) {
        this.cpus = builder.cpus;
        this.bootCpu = builder.bootCpu.orElseGet(() -> builder.cpus.first());
        this.memory = List.copyOf(builder.memory);
        this.pciFunctions = List.copyOf(builder.pciFunctions);
        this.pageSize = builder.pageSize;
        this.reservedPool = builder.reservedPool;
        this.topology = builder.topology;
    }

    /**
     * Starts a machine without hardware, with pages of 4096 bytes.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Derives the machine that a description of a host tells of, such as a baseline in the inventory format: the host's CPUs and those
     * of the pool, all memory by NUMA node, the PCI devices. Devices get the ids that are stated, else ids that are usual for their
     * kind; the host gets a CPU to boot from even if none is left to it. Where the pool is one range, that is reserved for it. Nothing is
     * applied to the machine.
     *
     * @param state the description; it need not be valid, and what contradicts itself in it is bent until a machine can be built
     * @return the machine, with pages of 4096 bytes
     */
    public static SimulatedMachine describedBy(SystemState state) {
        return new DescribedMachine(state).build();
    }

    /**
     * Finds a PCI function.
     *
     * @param address where
     * @return the function, or empty
     */
    public Optional<PciFunction> pciFunction(PciAddress address) {
        return pciFunctions.stream()
                .filter(function -> function.address().equals(address))
                .findFirst();
    }

    /**
     * Returns what a client would find out about PCI functions by asking the hardware.
     *
     * @return a lookup over the PCI functions
     */
    public PciIdLookup pciIds() {
        return address -> pciFunction(address).map(each -> new PciIds(each.vendorId(), each.deviceId()));
    }

    /**
     * Returns the CPUs.
     *
     * @return all physical ids, the host's and those that can go into the pool
     */
    public CpuSet cpus() {
        return cpus;
    }

    /**
     * Returns the CPU that boots the host: logical CPU 0, which can never leave it.
     *
     * @return its physical id
     */
    public long bootCpu() {
        return bootCpu;
    }

    /**
     * Returns the memory.
     *
     * @return the ranges in the order they were given
     */
    public List<NodeMemory> memory() {
        return memory;
    }

    /**
     * Returns the PCI functions.
     *
     * @return the functions in the order they were given
     */
    public List<PciFunction> pciFunctions() {
        return pciFunctions;
    }

    /**
     * Returns the size of a page.
     *
     * @return bytes: 4096, 16384 or 65536
     */
    public int pageSize() {
        return pageSize;
    }

    /**
     * Returns the memory that was reserved for the pool when the machine booted ({@code mkkernel_pool=}). Flat kernels take their pool from
     * it and have none without it; pool kernels take no notice of it.
     *
     * @return the range in whole pages, or empty if none was reserved
     */
    public Optional<MemoryRange> reservedPool() {
        return Optional.ofNullable(reservedPool);
    }

    /**
     * Returns how the CPUs hang together, as the files of sysfs show it.
     *
     * @return the topology; empty if none was given
     */
    public Topology topology() {
        return topology;
    }

    @Override
    public String toString() {
        return cpus.size() + " CPUs, " + memory.size() + " memory ranges, " + pciFunctions.size() + " PCI functions";
    }

    /** Collects the hardware of a machine. */
    public static final class Builder {
        private CpuSet cpus = CpuSet.empty();
        private Optional<Long> bootCpu = Optional.empty();
        private final List<NodeMemory> memory = new ArrayList<>();
        private final List<PciFunction> pciFunctions = new ArrayList<>();
        private int pageSize = 4096;
        private @Nullable MemoryRange reservedPool;
        private Topology topology = Topology.empty();

        private Builder() {}

        /**
         * Sets the CPUs. Unless said otherwise the lowest id boots the host.
         *
         * @param ids all physical ids
         * @return this builder
         */
        public Builder cpus(CpuSet ids) {
            cpus = Objects.requireNonNull(ids, "ids");
            return this;
        }

        /**
         * Sets the CPU that boots the host.
         *
         * @param id one of the CPUs
         * @return this builder
         */
        public Builder bootCpu(long id) {
            bootCpu = Optional.of(id);
            return this;
        }

        /**
         * Adds memory.
         *
         * @param node the NUMA node, 0 to 63
         * @param range where
         * @return this builder
         */
        public Builder memory(int node, MemoryRange range) {
            memory.add(new NodeMemory(node, range));
            return this;
        }

        /**
         * Adds a PCI function.
         *
         * @param address where
         * @param vendorId 16 bits
         * @param deviceId 16 bits
         * @return this builder
         */
        public Builder pci(PciAddress address, int vendorId, int deviceId) {
            pciFunctions.add(new PciFunction(address, vendorId, deviceId));
            return this;
        }

        /**
         * Sets the size of a page.
         *
         * @param bytes 4096, 16384 or 65536
         * @return this builder
         */
        public Builder pageSize(int bytes) {
            if (bytes != 4096 && bytes != 16384 && bytes != 65536) {
                throw new IllegalArgumentException("Linux has pages of 4096, 16384 or 65536 bytes, not " + bytes);
            }
            pageSize = bytes;
            return this;
        }

        /**
         * Reserves memory for the pool of a flat kernel, as the boot parameter {@code mkkernel_pool=size@start} does.
         *
         * @param range where, in whole pages; all of it must be memory
         * @return this builder
         */
        public Builder reservedPool(MemoryRange range) {
            reservedPool = Objects.requireNonNull(range, "range");
            return this;
        }

        /**
         * Sets how the CPUs hang together: nodes, cores, caches, distances. Where memory lies is not taken from it.
         *
         * @param cpuTopology the topology
         * @return this builder
         */
        public Builder topology(Topology cpuTopology) {
            topology = Objects.requireNonNull(cpuTopology, "topology");
            return this;
        }

        /**
         * Makes the machine.
         *
         * @return the machine
         * @throws IllegalStateException if there is no CPU or no memory, the boot CPU is not one of the CPUs, ranges overlap or
         *     are not whole pages, memory is reserved that is not there, or two PCI functions share an address
         */
        public SimulatedMachine build() {
            require(!cpus.isEmpty(), "a machine needs a CPU");
            require(bootCpu.isEmpty() || cpus.contains(bootCpu.get()), "the boot CPU must be one of the CPUs");
            require(!memory.isEmpty(), "a machine needs memory");
            for (int i = 0; i < memory.size(); i++) {
                MemoryRange range = memory.get(i).range();
                require(((range.base() | range.size()) & (pageSize - 1)) == 0, "memory comes in whole pages: " + range);
                for (NodeMemory other : memory.subList(0, i)) {
                    require(!other.range().overlaps(range), "memory ranges overlap: " + other.range() + ", " + range);
                }
            }
            requireReservable();
            long addresses =
                    pciFunctions.stream().map(PciFunction::address).distinct().count();
            require(addresses == pciFunctions.size(), "two PCI functions share an address");
            return new SimulatedMachine(this);
        }

        private void requireReservable() {
            MemoryRange pool = reservedPool;
            if (pool == null) {
                return;
            }
            require(((pool.base() | pool.size()) & (pageSize - 1)) == 0, "memory is reserved in whole pages: " + pool);
            long there = memory.stream()
                    .flatMap(each -> each.range().intersection(pool).stream())
                    .mapToLong(MemoryRange::size)
                    .sum();
            require(there == pool.size(), "memory is reserved that is not there: " + pool);
        }

        private static void require(boolean holds, String message) {
            if (!holds) {
                throw new IllegalStateException(message);
            }
        }
    }
}
