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
    /** A copy that nobody changes. */
    private final Builder spec;

    private PlacementRequest(Builder spec) {
        this.spec = spec;
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
        return spec.copy();
    }

    /**
     * Returns how many CPUs are asked for.
     *
     * @return the number; that of {@link #cpus} if a set is asked for
     */
    public int cpuCount() {
        return spec.cpus == null ? spec.cpuCount : spec.cpus.size();
    }

    /**
     * Returns which CPUs are asked for.
     *
     * @return exactly these, or empty if any will do
     */
    public Optional<CpuSet> cpus() {
        return Optional.ofNullable(spec.cpus);
    }

    /**
     * Returns the CPUs that count as held by somebody else, such as threads that an earlier placement reserved.
     *
     * @return the CPUs; may contain some that do not exist
     */
    public CpuSet excludedCpus() {
        return spec.excludedCpus;
    }

    /**
     * Returns how CPUs are chosen over NUMA nodes.
     *
     * @return the affinity
     */
    public CpuAffinity affinity() {
        return spec.affinity;
    }

    /**
     * Returns what is asked about shared cores.
     *
     * @return the policy
     */
    public SmtPolicy smt() {
        return spec.smt;
    }

    /**
     * Returns the NUMA nodes that CPUs may come from; under {@link MemoryPolicy#BIND} those that memory may come from.
     *
     * @return the node ids, ascending; empty for any
     */
    public List<Integer> numaNodes() {
        return spec.numaNodes;
    }

    /**
     * Returns how much memory is asked for.
     *
     * @return the size as it was given; placements round it up to pages
     */
    public ByteSize memory() {
        return spec.memory;
    }

    /**
     * Returns where the memory is to begin.
     *
     * @return the address, or empty if any will do
     */
    public OptionalLong memoryBase() {
        return spec.memoryBase == null ? OptionalLong.empty() : OptionalLong.of(spec.memoryBase);
    }

    /**
     * Returns which nodes may give memory.
     *
     * @return the policy
     */
    public MemoryPolicy memoryPolicy() {
        return spec.memoryPolicy;
    }

    /**
     * Returns the devices and parts of devices asked for.
     *
     * @return the references in the order they were given
     */
    public List<DeviceRef> devices() {
        return spec.devices;
    }

    /**
     * Returns the id asked for.
     *
     * @return the id, or empty for the lowest free one
     */
    public Optional<InstanceId> id() {
        return Optional.ofNullable(spec.id);
    }

    /**
     * Tells whether the memory policy is a wish only: if memory cannot be had by it, any node may give it.
     *
     * @return true if it was asked for with {@link Builder#preferredMemoryPolicy}
     */
    public boolean isMemoryPolicySoft() {
        return spec.isMemoryPolicySoft;
    }

    /**
     * Returns how many regions the memory may be cut into.
     *
     * @return the number, 1 unless it was set
     */
    public int maxRegions() {
        return spec.maxRegions;
    }

    /**
     * Returns which of the free runs of a node a region is cut from.
     *
     * @return the fit
     */
    public MemoryFit memoryFit() {
        return spec.memoryFit;
    }

    /**
     * Returns the parts of devices asked for by their number.
     *
     * @return the wishes in the order they were given
     */
    public List<DeviceUnits> deviceUnits() {
        return spec.deviceUnits;
    }

    /**
     * Returns what weighs most in a compact placement.
     *
     * @return the priority
     */
    public PlacementPriority priority() {
        return spec.priority;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PlacementRequest that && spec.parts().equals(that.spec.parts());
    }

    @Override
    public int hashCode() {
        return spec.parts().hashCode();
    }

    /** Such as {@code 8 CPUs (compact) on node 1, 8GB}. */
    @Override
    public String toString() {
        return RequestText.of(this);
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
        private boolean isMemoryPolicySoft;
        private int maxRegions = 1;
        private MemoryFit memoryFit = MemoryFit.FIRST;
        private List<DeviceUnits> deviceUnits = List.of();
        private PlacementPriority priority = PlacementPriority.ISOLATION;
        private @Nullable InstanceId id;

        private Builder() {}

        private Builder copy() {
            Builder copy = new Builder();
            copy.cpuCount = cpuCount;
            copy.cpus = cpus;
            copy.excludedCpus = excludedCpus;
            copy.affinity = affinity;
            copy.smt = smt;
            copy.numaNodes = numaNodes;
            copy.memory = memory;
            copy.memoryBase = memoryBase;
            copy.memoryPolicy = memoryPolicy;
            copy.isMemoryPolicySoft = isMemoryPolicySoft;
            copy.maxRegions = maxRegions;
            copy.memoryFit = memoryFit;
            copy.devices = devices;
            copy.deviceUnits = deviceUnits;
            copy.priority = priority;
            copy.id = id;
            return copy;
        }

        private List<Object> parts() {
            return List.of(
                    cpus == null ? cpuCount : cpus,
                    excludedCpus,
                    affinity,
                    smt,
                    numaNodes,
                    memory,
                    Optional.ofNullable(memoryBase),
                    memoryPolicy,
                    isMemoryPolicySoft,
                    maxRegions,
                    memoryFit,
                    devices,
                    deviceUnits,
                    priority,
                    Optional.ofNullable(id));
        }

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
            this.numaNodes = numaNodes.stream().distinct().sorted().toList();
            return this;
        }

        /**
         * Asks for memory, in one region unless more are {@linkplain #maxRegions allowed}.
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
            this.isMemoryPolicySoft = false;
            return this;
        }

        /**
         * Sets which nodes had better give memory. If they cannot, any node may, and the placement has a warning.
         *
         * @param memoryPolicy the policy
         * @return this builder
         */
        public Builder preferredMemoryPolicy(MemoryPolicy memoryPolicy) {
            memoryPolicy(memoryPolicy);
            this.isMemoryPolicySoft = true;
            return this;
        }

        /**
         * Lets the memory be cut into several regions, for a kernel that adds memory to an instance region by region.
         *
         * @param maxRegions the most regions; numbers below 1 are refused when the request is placed
         * @return this builder
         */
        public Builder maxRegions(int maxRegions) {
            this.maxRegions = maxRegions;
            return this;
        }

        /**
         * Sets which of the free runs of a node a region is cut from. Memory in several regions is always a best fit.
         *
         * @param memoryFit the fit
         * @return this builder
         */
        public Builder memoryFit(MemoryFit memoryFit) {
            this.memoryFit = Objects.requireNonNull(memoryFit, "memoryFit");
            return this;
        }

        /**
         * Asks for parts of devices by their number, beside those asked for by name.
         *
         * @param deviceUnits what kind, how many and of which device
         * @return this builder
         */
        public Builder deviceUnits(List<DeviceUnits> deviceUnits) {
            this.deviceUnits = List.copyOf(deviceUnits);
            return this;
        }

        /**
         * Sets what weighs most in a compact placement.
         *
         * @param priority the priority
         * @return this builder
         */
        public Builder priority(PlacementPriority priority) {
            this.priority = Objects.requireNonNull(priority, "priority");
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
            return new PlacementRequest(copy());
        }
    }
}
