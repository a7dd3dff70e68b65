// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SubjectKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a multikernel host: its inventory, its topology, and the instances on it.
 *
 * <p>A state may be wrong in any way that its source was: lists can hold two instances of one name, and {@link #findings} has
 * what could not be read at all. The validator says whether a state is legal.
 *
 * <pre>{@code
 * SystemState next = state.withInstance(web);
 * CpuSet left = next.freeCpus();
 * }</pre>
 *
 * <p>Immutable: {@code with…} methods return copies that share what did not change, in time proportional to the number of
 * instances. Equality covers the host, not the places, findings, extras and dialect of what it was read from.
 */
public final class SystemState {
    private final Dialect dialect;
    private final CpuInventory cpus;
    private final MemoryInventory memory;
    /** 0 stands for none. */
    private final int cacheWays;

    private final Topology topology;
    private final Map<String, Device> devicesByName;
    private final List<Device> devices;
    private final List<Instance> instances;
    private final @Nullable CpuSet kernelFreeCpus;
    private final List<Diagnostic> findings;
    private final Places places;
    private final Extras extras;

    private SystemState(Builder builder) {
        this.dialect = builder.dialect;
        this.cpus = builder.cpus;
        this.memory = builder.memory;
        this.cacheWays = builder.cacheWays;
        this.topology = builder.topology;
        this.devices = List.copyOf(builder.devices);
        this.devicesByName = new LinkedHashMap<>();
        this.devices.forEach(device -> devicesByName.putIfAbsent(device.name(), device));
        this.instances = List.copyOf(builder.instances);
        this.kernelFreeCpus = builder.kernelFreeCpus;
        this.findings = List.copyOf(builder.findings);
        this.places = builder.places;
        this.extras = builder.extras;
    }

    private SystemState(SystemState host, List<Instance> instances, @Nullable CpuSet kernelFreeCpus) {
        this.dialect = host.dialect;
        this.cpus = host.cpus;
        this.memory = host.memory;
        this.cacheWays = host.cacheWays;
        this.topology = host.topology;
        this.devices = host.devices;
        this.devicesByName = host.devicesByName;
        this.instances = List.copyOf(instances);
        this.kernelFreeCpus = kernelFreeCpus;
        this.findings = host.findingsWithout(instances);
        this.places = host.places;
        this.extras = host.extras;
    }

    /** What was found about an instance goes with it. */
    private List<Diagnostic> findingsWithout(List<Instance> kept) {
        if (findings.isEmpty()) {
            return findings;
        }
        Set<String> gone = new HashSet<>();
        instances.forEach(each -> gone.add(each.name().text()));
        kept.forEach(each -> gone.remove(each.name().text()));
        return gone.isEmpty()
                ? findings
                : findings.stream()
                        .filter(finding -> finding.subjectKind() != SubjectKind.INSTANCE
                                || finding.subject().filter(gone::contains).isEmpty())
                        .toList();
    }

    /**
     * Starts a state that knows nothing, of the inventory dialect.
     *
     * @return a builder that is not thread-safe
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts from this state.
     *
     * @return a builder that holds all of it
     */
    public Builder toBuilder() {
        Builder builder = new Builder()
                .dialect(dialect)
                .cpus(cpus)
                .memory(memory)
                .topology(topology)
                .devices(devices)
                .instances(instances)
                .findings(findings)
                .places(places)
                .extras(extras);
        builder.cacheWays = cacheWays;
        builder.kernelFreeCpus = kernelFreeCpus;
        builder.read = findings;
        return builder;
    }

    /**
     * Returns the kind of tree that the state was read from.
     *
     * @return the dialect
     */
    public Dialect dialect() {
        return dialect;
    }

    /**
     * Returns the CPUs of the host.
     *
     * @return the inventory
     */
    public CpuInventory cpus() {
        return cpus;
    }

    /**
     * Returns the memory of the host.
     *
     * @return the inventory
     */
    public MemoryInventory memory() {
        return memory;
    }

    /**
     * Returns the ways of the last-level cache that instances can get ({@code llc-way-mask} of the pool). No kernel shows them: of a host that
     * was read they are those of the description that its baseline was made from.
     *
     * @return a bit for each way, all 32 of which may be set; empty where instances can get none
     */
    public OptionalInt cacheWays() {
        return cacheWays == 0 ? OptionalInt.empty() : OptionalInt.of(cacheWays);
    }

    /**
     * Returns which CPUs and memory are near each other.
     *
     * @return the topology; empty where nobody stated one
     */
    public Topology topology() {
        return topology;
    }

    /**
     * Returns the devices that instances can get.
     *
     * @return the devices in the order they were listed
     */
    public List<Device> devices() {
        return devices;
    }

    /**
     * Returns the instances.
     *
     * @return the instances in the order they were listed
     */
    public List<Instance> instances() {
        return instances;
    }

    /**
     * Finds an instance.
     *
     * @param name its name
     * @return the first instance of that name, or empty; cost proportional to the number of instances
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
     * Finds a device.
     *
     * @param name its name
     * @return the first device of that name, or empty
     */
    public Optional<Device> device(String name) {
        return Optional.ofNullable(devicesByName.get(name));
    }

    /**
     * Reads a reference to a device: its name, the name of a part of it, or its PCI address.
     *
     * @param text such as {@code eth0}, {@code eth0_vf1}, {@code nvme0_ns2} or {@code 0000:01:00.0}
     * @return the reference
     * @throws ModelException if the host has no such device
     */
    public DeviceRef deviceRef(String text) {
        Set<String> names = devicesByName.keySet();
        return DeviceRef.find(text, names)
                .or(() -> deviceAt(text).map(device -> new DeviceRef.Whole(device.name())))
                .orElseGet(() -> DeviceRef.parse(text, names));
    }

    private Optional<Device> deviceAt(String text) {
        PciAddress address;
        try {
            address = PciAddress.parse(text);
        } catch (ModelException notAnAddress) {
            return Optional.empty();
        }
        return devices.stream()
                .filter(device -> device.pciAddress().filter(address::equals).isPresent())
                .findFirst();
    }

    /**
     * Returns what was found while the state was read: everything malformed, doubtful or unknown in its source. An instance that is taken
     * out of the state takes what was found about it along.
     *
     * @return the findings in the order of the source
     */
    public List<Diagnostic> findings() {
        return findings;
    }

    /**
     * Returns where the parts of the host were written.
     *
     * @return the places; an instance has places of its own
     */
    public Places places() {
        return places;
    }

    /**
     * Returns what the source holds that kerf does not know.
     *
     * @return the extras; an instance has extras of its own
     */
    public Extras extras() {
        return extras;
    }

    /**
     * Returns the pool's CPUs that no instance holds.
     *
     * @return the free CPUs
     */
    public CpuSet freeCpus() {
        return cpus.available().minus(usedCpus());
    }

    /**
     * Returns the CPUs that instances hold.
     *
     * @return their union
     */
    public CpuSet usedCpus() {
        CpuSet.Builder used = CpuSet.builder();
        for (Instance instance : instances) {
            used.addAll(instance.cpus());
        }
        return used.build();
    }

    /**
     * Returns the pool's CPUs that the kernel itself called free, to compare {@link #freeCpus} with.
     *
     * @return the CPUs; empty where the source does not say, and once instances were changed
     */
    public Optional<CpuSet> kernelFreeCpus() {
        return Optional.ofNullable(kernelFreeCpus);
    }

    /**
     * Returns the memory that instances hold.
     *
     * @return the sum, capped at 2^63-1 bytes
     */
    public ByteSize usedMemory() {
        long sum = 0;
        for (Instance instance : instances) {
            long bytes = instance.memory().bytes();
            sum = Long.MAX_VALUE - sum < bytes ? Long.MAX_VALUE : sum + bytes;
        }
        return new ByteSize(sum);
    }

    /**
     * Returns the pool's memory that no instance holds, wherever it is.
     *
     * @return the difference; zero if instances hold more than there is
     */
    public ByteSize freeMemory() {
        ByteSize pool = memory.pool().size();
        ByteSize used = usedMemory();
        return used.compareTo(pool) >= 0 ? ByteSize.ZERO : pool.minus(used);
    }

    /**
     * Returns the gaps between the known regions in the known chunks of the pool.
     *
     * @return the gaps by ascending address; memory whose place is not known fills none of them
     */
    public List<MemoryRange> freeRanges() {
        return memory.pool()
                .gaps(instances.stream()
                        .flatMap(instance -> instance.regions().stream())
                        .toList());
    }

    /**
     * Returns this state with an instance: in the place of the first one of that name, or last.
     *
     * @param instance the instance
     * @return the copy
     */
    public SystemState withInstance(Instance instance) {
        List<Instance> changed = new ArrayList<>(instances);
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).name().equals(instance.name())) {
                changed.set(i, instance);
                return withInstances(changed);
            }
        }
        changed.add(instance);
        return withInstances(changed);
    }

    /**
     * Returns this state without the instances of a name.
     *
     * @param name the name
     * @return the copy, or this state if there is no such instance
     */
    public SystemState withoutInstance(InstanceName name) {
        List<Instance> kept =
                instances.stream().filter(each -> !each.name().equals(name)).toList();
        return kept.size() == instances.size() ? this : withInstances(kept);
    }

    /**
     * Returns this host with other instances.
     *
     * @param instances all instances of the copy
     * @return the copy
     */
    public SystemState withInstances(List<Instance> instances) {
        return new SystemState(this, instances, null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SystemState that
                && cpus.equals(that.cpus)
                && memory.equals(that.memory)
                && cacheWays == that.cacheWays
                && topology.equals(that.topology)
                && devices.equals(that.devices)
                && instances.equals(that.instances);
    }

    @Override
    public int hashCode() {
        return Objects.hash(cpus, memory, cacheWays, devices, instances);
    }

    @Override
    public String toString() {
        String ways = cacheWays == 0 ? "" : ", llc-way-mask 0x" + Integer.toHexString(cacheWays);
        return "pool of CPUs " + cpus.available() + " and " + memory.pool() + ways + ", " + devices.size()
                + " devices, " + instances.size() + " instances";
    }

    /** Collects the parts of a state; what is not given is empty. */
    public static final class Builder {
        private Dialect dialect = Dialect.INVENTORY;
        private CpuInventory cpus = CpuInventory.empty();
        private MemoryInventory memory = MemoryInventory.empty();
        private int cacheWays;
        private Topology topology = Topology.empty();
        private List<Device> devices = new ArrayList<>();
        private List<Instance> instances = new ArrayList<>();
        private @Nullable CpuSet kernelFreeCpus;
        private List<Diagnostic> findings = new ArrayList<>();
        private List<Diagnostic> read = List.of();
        private Places places = Places.none();
        private Extras extras = Extras.none();

        private Builder() {}

        /**
         * Sets the kind of tree that the state comes from.
         *
         * @param dialect the dialect
         * @return this builder
         */
        public Builder dialect(Dialect dialect) {
            this.dialect = Objects.requireNonNull(dialect, "dialect");
            return this;
        }

        /**
         * Sets the CPUs of the host.
         *
         * @param cpus the inventory
         * @return this builder
         */
        public Builder cpus(CpuInventory cpus) {
            this.cpus = Objects.requireNonNull(cpus, "cpus");
            return this;
        }

        /**
         * Sets the memory of the host.
         *
         * @param memory the inventory
         * @return this builder
         */
        public Builder memory(MemoryInventory memory) {
            this.memory = Objects.requireNonNull(memory, "memory");
            return this;
        }

        /**
         * Sets the ways of the last-level cache that instances can get. Only late flat kernels share them out.
         *
         * @param mask a bit for each way
         * @return this builder
         * @throws IllegalArgumentException if no bit is set
         */
        public Builder cacheWays(int mask) {
            this.cacheWays = InstanceOptions.requireWays(mask);
            return this;
        }

        /**
         * Sets the topology.
         *
         * @param topology the topology
         * @return this builder
         */
        public Builder topology(Topology topology) {
            this.topology = Objects.requireNonNull(topology, "topology");
            return this;
        }

        /**
         * Sets the devices.
         *
         * @param devices all of them
         * @return this builder
         */
        public Builder devices(List<Device> devices) {
            this.devices = new ArrayList<>(devices);
            return this;
        }

        /**
         * Adds a device.
         *
         * @param device the device
         * @return this builder
         */
        public Builder device(Device device) {
            devices.add(Objects.requireNonNull(device, "device"));
            return this;
        }

        /**
         * Sets the instances.
         *
         * @param instances all of them
         * @return this builder
         */
        public Builder instances(List<Instance> instances) {
            this.instances = new ArrayList<>(instances);
            return this;
        }

        /**
         * Adds an instance, also if there is one of that name.
         *
         * @param instance the instance
         * @return this builder
         */
        public Builder instance(Instance instance) {
            instances.add(Objects.requireNonNull(instance, "instance"));
            return this;
        }

        /**
         * Sets the pool's CPUs that the kernel calls free.
         *
         * @param free the CPUs
         * @return this builder
         */
        public Builder kernelFreeCpus(CpuSet free) {
            this.kernelFreeCpus = Objects.requireNonNull(free, "free");
            return this;
        }

        /**
         * Sets what was found while the source was read. A builder that began with a state keeps the findings of that state, whatever is
         * given here: what could not be read is not read by forgetting it.
         *
         * @param findings all of it; findings of the state that are missing here come before them
         * @return this builder
         */
        public Builder findings(List<Diagnostic> findings) {
            List<Diagnostic> all = new ArrayList<>(read);
            all.removeAll(new HashSet<>(findings));
            all.addAll(findings);
            this.findings = all;
            return this;
        }

        /**
         * Sets where the parts of the host were written.
         *
         * @param places the places
         * @return this builder
         */
        public Builder places(Places places) {
            this.places = Objects.requireNonNull(places, "places");
            return this;
        }

        /**
         * Sets what the source holds that kerf does not know.
         *
         * @param extras all of it
         * @return this builder
         */
        public Builder extras(Extras extras) {
            this.extras = Objects.requireNonNull(extras, "extras");
            return this;
        }

        /**
         * Makes the state; the builder can go on being used.
         *
         * @return the state
         */
        public SystemState build() {
            return new SystemState(this);
        }
    }
}
