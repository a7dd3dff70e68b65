// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryPolicy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one new instance asks for. A request may ask for what cannot be: {@link Allocator#place} then refuses it as
 * {@link PlacementOutcome.Cause#INVALID}, with the reason.
 *
 * <p>Defaults: no CPUs (which is invalid, so say a number or a set), {@link CpuAffinity#COMPACT}, {@link SmtPolicy#AVOID}, any
 * NUMA node, no memory, {@link MemoryPolicy#NONE}, no devices, the lowest free id.
 *
 * <pre>{@code
 * PlacementRequest database = PlacementRequest.builder()
 *         .cpuCount(8)
 *         .memory(ByteSize.ofGiB(8))
 *         .numaNodes(List.of(1))
 *         .build();
 * }</pre>
 *
 * <p>Immutable. Equality covers everything asked for.
 */
public final class PlacementRequest {
    private final int cpuCount;
    private final @Nullable CpuSet cpus;
    private final CpuSet excludedCpus;
    private final CpuAffinity affinity;
    private final SmtPolicy smt;
    private final List<Integer> numaNodes;
    private final ByteSize memory;
    private final @Nullable Long memoryBase;
    private final MemoryPolicy memoryPolicy;
    private final List<DeviceRef> devices;
    private final @Nullable InstanceId id;

    private PlacementRequest(Builder builder) {
        this.cpuCount = builder.cpuCount;
        this.cpus = builder.cpus;
        this.excludedCpus = builder.excludedCpus;
        this.affinity = builder.affinity;
        this.smt = builder.smt;
        this.numaNodes = builder.numaNodes.stream().distinct().sorted().toList();
        this.memory = builder.memory;
        this.memoryBase = builder.memoryBase;
        this.memoryPolicy = builder.memoryPolicy;
        this.devices = List.copyOf(builder.devices);
        this.id = builder.id;
    }

    /**
     * Starts a request with the defaults.
     *
     * @return a builder that is not thread-safe
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from this request.
     *
     * @return a builder that holds all of it
     */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.cpuCount = cpuCount;
        builder.cpus = cpus;
        builder.excludedCpus = excludedCpus;
        builder.affinity = affinity;
        builder.smt = smt;
        builder.numaNodes = numaNodes;
        builder.memory = memory;
        builder.memoryBase = memoryBase;
        builder.memoryPolicy = memoryPolicy;
        builder.devices = devices;
        builder.id = id;
        return builder;
    }

    /**
     * Returns how many CPUs are asked for.
     *
     * @return the number; that of {@link #cpus} if a set is asked for
     */
    public int cpuCount() {
        return cpus == null ? cpuCount : cpus.size();
    }

    /**
     * Returns which CPUs are asked for.
     *
     * @return exactly these, or empty if any will do
     */
    public Optional<CpuSet> cpus() {
        return Optional.ofNullable(cpus);
    }

    /**
     * Returns the CPUs that count as held by somebody else, such as threads that an earlier placement reserved.
     *
     * @return the CPUs; may contain some that do not exist
     */
    public CpuSet excludedCpus() {
        return excludedCpus;
    }

    /**
     * Returns how CPUs are chosen over NUMA nodes.
     *
     * @return the affinity
     */
    public CpuAffinity affinity() {
        return affinity;
    }

    /**
     * Returns what is asked about shared cores.
     *
     * @return the policy
     */
    public SmtPolicy smt() {
        return smt;
    }

    /**
     * Returns the NUMA nodes that CPUs may come from; under {@link MemoryPolicy#BIND} those that memory may come from.
     *
     * @return the node ids, ascending; empty for any
     */
    public List<Integer> numaNodes() {
        return numaNodes;
    }

    /**
     * Returns how much memory is asked for.
     *
     * @return the size as it was given; placements round it up to pages
     */
    public ByteSize memory() {
        return memory;
    }

    /**
     * Returns where the memory is to begin.
     *
     * @return the address, or empty if any will do
     */
    public OptionalLong memoryBase() {
        return memoryBase == null ? OptionalLong.empty() : OptionalLong.of(memoryBase);
    }

    /**
     * Returns which nodes may give memory.
     *
     * @return the policy
     */
    public MemoryPolicy memoryPolicy() {
        return memoryPolicy;
    }

    /**
     * Returns the devices and parts of devices asked for.
     *
     * @return the references in the order they were given
     */
    public List<DeviceRef> devices() {
        return devices;
    }

    /**
     * Returns the id asked for.
     *
     * @return the id, or empty for the lowest free one
     */
    public Optional<InstanceId> id() {
        return Optional.ofNullable(id);
    }

    /** Every part but the id, so that equality cannot forget one. */
    private List<Object> parts() {
        return List.of(
                cpuCount(),
                cpus(),
                excludedCpus,
                affinity,
                smt,
                numaNodes,
                memory,
                memoryBase(),
                memoryPolicy,
                devices);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PlacementRequest that && parts().equals(that.parts()) && id().equals(that.id());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** Such as {@code 8 CPUs (compact) on node 1, 8GB}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        out.append(cpus == null ? Words.cpus(cpuCount) : "CPUs " + cpus).append(" (" + affinity);
        out.append(smt == SmtPolicy.AVOID ? ")" : ", " + smt + ")");
        out.append(numaNodes.isEmpty() ? "" : " on " + Words.nodes(numaNodes));
        out.append(memory.isZero() ? "" : ", " + memory);
        out.append(memoryPolicy == MemoryPolicy.NONE ? "" : " (" + memoryPolicy + ")");
        out.append(memoryBase == null ? "" : " at " + Words.address(memoryBase));
        out.append(devices.isEmpty() ? "" : ", devices " + Words.list(devices));
        out.append(id == null ? "" : ", id " + id);
        return out.toString();
    }

    /** Collects what is asked for. */
    public static final class Builder {
        private int cpuCount;
        private @Nullable CpuSet cpus;
        private CpuSet excludedCpus = CpuSet.empty();
        private CpuAffinity affinity = CpuAffinity.COMPACT;
        private SmtPolicy smt = SmtPolicy.AVOID;
        private List<Integer> numaNodes = List.of();
        private ByteSize memory = ByteSize.ZERO;
        private @Nullable Long memoryBase;
        private MemoryPolicy memoryPolicy = MemoryPolicy.NONE;
        private List<DeviceRef> devices = List.of();
        private @Nullable InstanceId id;

        private Builder() {}

        /**
         * Asks for a number of CPUs, whichever they are; takes the place of a set asked for before.
         *
         * @param cpuCount how many; numbers below 1 are refused when the request is placed
         * @return this builder
         */
        public Builder cpuCount(int cpuCount) {
            this.cpuCount = cpuCount;
            this.cpus = null;
            return this;
        }

        /**
         * Asks for certain CPUs; takes the place of a number asked for before.
         *
         * @param cpus physical ids, all of which are needed
         * @return this builder
         */
        public Builder cpus(CpuSet cpus) {
            this.cpus = Objects.requireNonNull(cpus, "cpus");
            return this;
        }

        /**
         * Treats CPUs as held by somebody else.
         *
         * @param excludedCpus physical ids
         * @return this builder
         */
        public Builder excludedCpus(CpuSet excludedCpus) {
            this.excludedCpus = Objects.requireNonNull(excludedCpus, "excludedCpus");
            return this;
        }

        /**
         * Sets how CPUs are chosen over NUMA nodes; without effect on a set of CPUs, except that {@link CpuAffinity#LOCAL}
         * wants them on one node, and the memory there too.
         *
         * @param affinity the affinity
         * @return this builder
         */
        public Builder affinity(CpuAffinity affinity) {
            this.affinity = Objects.requireNonNull(affinity, "affinity");
            return this;
        }

        /**
         * Sets what happens to cores that would be shared.
         *
         * @param smt the policy
         * @return this builder
         */
        public Builder smt(SmtPolicy smt) {
            this.smt = Objects.requireNonNull(smt, "smt");
            return this;
        }

        /**
         * Restricts the CPUs to NUMA nodes, and with {@link MemoryPolicy#BIND} the memory.
         *
         * @param numaNodes node ids; empty for any
         * @return this builder
         */
        public Builder numaNodes(List<Integer> numaNodes) {
            this.numaNodes = List.copyOf(numaNodes);
            return this;
        }

        /**
         * Asks for memory, in one region.
         *
         * @param memory how much; zero for none
         * @return this builder
         */
        public Builder memory(ByteSize memory) {
            this.memory = Objects.requireNonNull(memory, "memory");
            return this;
        }

        /**
         * Asks for memory that begins at an address. Kernels place memory themselves, so this is granted only where it is what
         * {@link Allocator#predictBase} says.
         *
         * @param memoryBase the address, unsigned
         * @return this builder
         */
        public Builder memoryBase(long memoryBase) {
            this.memoryBase = memoryBase;
            return this;
        }

        /**
         * Lets the memory begin anywhere.
         *
         * @return this builder
         */
        public Builder anyMemoryBase() {
            this.memoryBase = null;
            return this;
        }

        /**
         * Sets which nodes may give memory.
         *
         * @param memoryPolicy the policy
         * @return this builder
         */
        public Builder memoryPolicy(MemoryPolicy memoryPolicy) {
            this.memoryPolicy = Objects.requireNonNull(memoryPolicy, "memoryPolicy");
            return this;
        }

        /**
         * Asks for devices.
         *
         * @param devices whole devices or parts
         * @return this builder
         */
        public Builder devices(List<? extends DeviceRef> devices) {
            this.devices = List.copyOf(devices);
            return this;
        }

        /**
         * Asks for an id.
         *
         * @param id the id, also above those that kerf picks
         * @return this builder
         */
        public Builder id(InstanceId id) {
            this.id = Objects.requireNonNull(id, "id");
            return this;
        }

        /**
         * Asks for the lowest free id.
         *
         * @return this builder
         */
        public Builder anyId() {
            this.id = null;
            return this;
        }

        /**
         * Makes the request; the builder can go on being used.
         *
         * @return the request
         */
        public PlacementRequest build() {
            return new PlacementRequest(this);
        }
    }
}
