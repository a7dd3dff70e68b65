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
    private final RequestSpec spec;

    private PlacementRequest(RequestSpec spec) {
        this.spec = spec;
    }

    /**
     * Starts a request with the defaults.
     *
     * @return a builder that is not thread-safe
     */
    public static Builder builder() {
        return new Builder(new RequestSpec());
    }

    /**
     * Starts from this request.
     *
     * @return a builder that holds all of it
     */
    public Builder toBuilder() {
        return new Builder(spec.copy());
    }

    /** {@return how many CPUs are asked for; the number of {@link #cpus} if a set is} */
    public int cpuCount() {
        return spec.cpus == null ? spec.cpuCount : spec.cpus.size();
    }

    /** {@return exactly the CPUs that are asked for; empty if any will do} */
    public Optional<CpuSet> cpus() {
        return Optional.ofNullable(spec.cpus);
    }

    /** {@return the CPUs that count as held by somebody else; some need not exist} */
    public CpuSet excludedCpus() {
        return spec.excludedCpus;
    }

    /** {@return how CPUs are chosen over NUMA nodes} */
    public CpuAffinity affinity() {
        return spec.affinity;
    }

    /** {@return what is asked about shared cores} */
    public SmtPolicy smt() {
        return spec.smt;
    }

    /** {@return the nodes that CPUs, under {@link MemoryPolicy#BIND} memory, may come from, ascending; empty for any} */
    public List<Integer> numaNodes() {
        return spec.numaNodes;
    }

    /** {@return how much memory is asked for, as it was given; placements round it up to pages} */
    public ByteSize memory() {
        return spec.memory;
    }

    /** {@return the address at which the memory is to begin, unsigned; empty if any will do} */
    public OptionalLong memoryBase() {
        return spec.memoryBase == null ? OptionalLong.empty() : OptionalLong.of(spec.memoryBase);
    }

    /** {@return which nodes may give memory} */
    public MemoryPolicy memoryPolicy() {
        return spec.memoryPolicy;
    }

    /** {@return the devices and parts of devices asked for, in the order they were given} */
    public List<DeviceRef> devices() {
        return spec.devices;
    }

    /** {@return the id asked for; empty for the lowest free one} */
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

    /** {@return how many regions the memory may be cut into, 1 unless it was set} */
    public int maxRegions() {
        return spec.maxRegions;
    }

    /** {@return which of the free runs of a node a region is cut from} */
    public MemoryFit memoryFit() {
        return spec.memoryFit;
    }

    /** {@return the parts of devices asked for by their number, in the order they were given} */
    public List<DeviceUnits> deviceUnits() {
        return spec.deviceUnits;
    }

    /** {@return what weighs most in a compact placement} */
    public PlacementPriority priority() {
        return spec.priority;
    }

    /** All that equality goes by. */
    List<Object> parts() {
        return spec.parts();
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
        private final RequestSpec spec;

        private Builder(RequestSpec spec) {
            this.spec = spec;
        }

        /**
         * Asks for a number of CPUs, whichever they are; takes the place of a set asked for before.
         *
         * @param cpuCount how many; numbers below 1 are refused when the request is placed
         * @return this builder
         */
        public Builder cpuCount(int cpuCount) {
            spec.cpuCount = cpuCount;
            spec.cpus = null;
            return this;
        }

        /**
         * Asks for certain CPUs; takes the place of a number asked for before.
         *
         * @param cpus physical ids, all of which are needed
         * @return this builder
         */
        public Builder cpus(CpuSet cpus) {
            spec.cpus = Objects.requireNonNull(cpus, "cpus");
            return this;
        }

        /**
         * Treats CPUs as held by somebody else.
         *
         * @param excludedCpus physical ids
         * @return this builder
         */
        public Builder excludedCpus(CpuSet excludedCpus) {
            spec.excludedCpus = Objects.requireNonNull(excludedCpus, "excludedCpus");
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
            spec.affinity = Objects.requireNonNull(affinity, "affinity");
            return this;
        }

        /**
         * Sets what happens to cores that would be shared.
         *
         * @param smt the policy
         * @return this builder
         */
        public Builder smt(SmtPolicy smt) {
            spec.smt = Objects.requireNonNull(smt, "smt");
            return this;
        }

        /**
         * Restricts the CPUs to NUMA nodes, and with {@link MemoryPolicy#BIND} the memory; under that policy the CPUs may be on any
         * node if none of these has one.
         *
         * @param numaNodes node ids; empty for any
         * @return this builder
         */
        public Builder numaNodes(List<Integer> numaNodes) {
            spec.numaNodes = numaNodes.stream().distinct().sorted().toList();
            return this;
        }

        /**
         * Asks for memory, in one region unless more are {@linkplain #maxRegions allowed}.
         *
         * @param memory how much; zero for none
         * @return this builder
         */
        public Builder memory(ByteSize memory) {
            spec.memory = Objects.requireNonNull(memory, "memory");
            return this;
        }

        /**
         * Asks for memory that begins at an address, in one region. Kernels place memory themselves, so this is granted only where
         * it is what {@link Allocator#predictBase} says, whatever the {@linkplain #memoryFit fit}.
         *
         * @param memoryBase the address, unsigned
         * @return this builder
         */
        public Builder memoryBase(long memoryBase) {
            spec.memoryBase = memoryBase;
            return this;
        }

        /**
         * Lets the memory begin anywhere.
         *
         * @return this builder
         */
        public Builder anyMemoryBase() {
            spec.memoryBase = null;
            return this;
        }

        /**
         * Sets which nodes may give memory.
         *
         * @param memoryPolicy the policy
         * @return this builder
         */
        public Builder memoryPolicy(MemoryPolicy memoryPolicy) {
            spec.memoryPolicy = Objects.requireNonNull(memoryPolicy, "memoryPolicy");
            spec.isMemoryPolicySoft = false;
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
            spec.isMemoryPolicySoft = true;
            return this;
        }

        /**
         * Lets the memory be cut into several regions, for a kernel that adds memory to an instance region by region.
         *
         * @param maxRegions the most regions; numbers below 1 are refused when the request is placed
         * @return this builder
         */
        public Builder maxRegions(int maxRegions) {
            spec.maxRegions = maxRegions;
            return this;
        }

        /**
         * Sets which of the free runs of a node a region is cut from. Memory in several regions is always a best fit.
         *
         * @param memoryFit the fit
         * @return this builder
         */
        public Builder memoryFit(MemoryFit memoryFit) {
            spec.memoryFit = Objects.requireNonNull(memoryFit, "memoryFit");
            return this;
        }

        /**
         * Asks for parts of devices by their number, beside those asked for by name.
         *
         * @param deviceUnits what kind, how many and of which device
         * @return this builder
         */
        public Builder deviceUnits(List<DeviceUnits> deviceUnits) {
            spec.deviceUnits = List.copyOf(deviceUnits);
            return this;
        }

        /**
         * Sets what weighs most in a compact placement.
         *
         * @param priority the priority
         * @return this builder
         */
        public Builder priority(PlacementPriority priority) {
            spec.priority = Objects.requireNonNull(priority, "priority");
            return this;
        }

        /**
         * Asks for devices.
         *
         * @param devices whole devices or parts
         * @return this builder
         */
        public Builder devices(List<? extends DeviceRef> devices) {
            spec.devices = List.copyOf(devices);
            return this;
        }

        /**
         * Asks for an id.
         *
         * @param id the id, also above those that kerf picks
         * @return this builder
         */
        public Builder id(InstanceId id) {
            spec.id = Objects.requireNonNull(id, "id");
            return this;
        }

        /**
         * Asks for the lowest free id.
         *
         * @return this builder
         */
        public Builder anyId() {
            spec.id = null;
            return this;
        }

        /**
         * Makes the request; the builder can go on being used.
         *
         * @return the request
         */
        public PlacementRequest build() {
            return new PlacementRequest(spec.copy());
        }
    }
}
