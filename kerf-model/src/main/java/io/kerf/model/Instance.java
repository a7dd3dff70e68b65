// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import io.kerf.diag.Location;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A kernel instance: its name, id, and the resources it holds.
 *
 * <pre>{@code
 * Instance web = Instance.named("web")
 *         .withId(InstanceId.of(1))
 *         .withCpus(CpuSet.parse("4-7"))
 *         .withRegions(List.of(MemoryRange.of(0x80000000L, ByteSize.parse("2GB"))));
 * }</pre>
 *
 * <p>Memory is known in two ways: by its regions, whose sizes then add up to {@link #memory}; or only by the sum and perhaps the
 * base of the first region, which is all that a kernel's tree of an instance tells. Immutable: each {@code with…} method
 * returns a copy. Equality covers everything but the places and the extras.
 */
public final class Instance {
    private final InstanceName name;
    private final @Nullable InstanceId id;
    private final InstanceState state;
    private final CpuSet cpus;
    private final @Nullable Long bootCpu;
    private final ByteSize memory;
    private final @Nullable Long memoryBase;
    private final List<MemoryRange> regions;
    private final List<DeviceRef> devices;
    private final List<Integer> numaNodes;
    private final CpuAffinity affinity;
    private final MemoryPolicy memoryPolicy;
    private final InstanceOptions options;
    private final Places places;
    private final Extras extras;

    private Instance(Draft draft) {
        this.name = draft.name;
        this.id = draft.id;
        this.state = draft.state;
        this.cpus = draft.cpus;
        this.bootCpu = draft.bootCpu;
        this.memory = draft.memory;
        this.memoryBase = draft.memoryBase;
        this.regions = draft.regions;
        this.devices = draft.devices;
        this.numaNodes = draft.numaNodes;
        this.affinity = draft.affinity;
        this.memoryPolicy = draft.memoryPolicy;
        this.options = draft.options;
        this.places = draft.places;
        this.extras = draft.extras;
    }

    /**
     * Makes an instance without resources.
     *
     * @param name its name
     * @return an instance in state {@link InstanceState#EMPTY}, without an id
     */
    public static Instance named(InstanceName name) {
        return new Instance(new Draft(name));
    }

    /**
     * Makes an instance without resources.
     *
     * @param name its name
     * @return an instance in state {@link InstanceState#EMPTY}, without an id
     * @throws ModelException if the text is no instance name
     */
    public static Instance named(String name) {
        return named(InstanceName.of(name));
    }

    /**
     * Returns a copy with an id.
     *
     * @param id the id
     * @return the copy
     */
    public Instance withId(InstanceId id) {
        Draft draft = draft("id");
        draft.id = Objects.requireNonNull(id, "id");
        return new Instance(draft);
    }

    /**
     * Returns a copy in another state.
     *
     * @param state the state
     * @return the copy
     */
    public Instance withState(InstanceState state) {
        Draft draft = draft();
        draft.state = Objects.requireNonNull(state, "state");
        return new Instance(draft);
    }

    /**
     * Returns a copy with other CPUs; the boot CPU stays if it is one of them, else it is the lowest.
     *
     * @param cpus all CPUs of the copy
     * @return the copy
     */
    public Instance withCpus(CpuSet cpus) {
        Draft draft = draft("cpus");
        draft.cpus = Objects.requireNonNull(cpus, "cpus");
        draft.bootCpu = bootCpu != null && cpus.contains(bootCpu) ? bootCpu : null;
        return new Instance(draft);
    }

    /**
     * Returns a copy that boots on a CPU.
     *
     * @param cpu one of its CPUs
     * @return the copy
     * @throws IllegalArgumentException if it is none of them
     */
    public Instance withBootCpu(long cpu) {
        if (!cpus.contains(cpu)) {
            throw new IllegalArgumentException(
                    "CPU " + Long.toUnsignedString(cpu) + " is not among those of '" + name + "': " + cpus);
        }
        Draft draft = draft();
        draft.bootCpu = cpu;
        return new Instance(draft);
    }

    /**
     * Returns a copy with memory whose place is not known.
     *
     * @param memory all memory of the copy
     * @return the copy, without regions and base
     */
    public Instance withMemory(ByteSize memory) {
        Draft draft = draft("memory");
        draft.memory = Objects.requireNonNull(memory, "memory");
        draft.memoryBase = null;
        draft.regions = List.of();
        return new Instance(draft);
    }

    /**
     * Returns a copy with memory of which the base of the first region is known, as a kernel's tree of an instance states it.
     *
     * @param base address of the first byte of the first region, unsigned
     * @param memory all memory of the copy, in one or more regions
     * @return the copy, without regions
     */
    public Instance withMemoryFrom(long base, ByteSize memory) {
        Draft draft = draft("memory");
        draft.memory = Objects.requireNonNull(memory, "memory");
        draft.memoryBase = base;
        draft.regions = List.of();
        return new Instance(draft);
    }

    /**
     * Returns a copy with memory whose place is known.
     *
     * @param regions all regions of the copy, in the order they were given out
     * @return the copy; its {@link #memory} is the sum, capped at 2^63-1 bytes
     */
    public Instance withRegions(List<MemoryRange> regions) {
        Draft draft = draft("memory");
        draft.regions = List.copyOf(regions);
        draft.memoryBase = regions.isEmpty() ? null : regions.get(0).base();
        ByteSize sum = ByteSize.ZERO;
        for (MemoryRange region : regions) {
            sum = sum.plusIfFits(region.byteSize()).orElse(new ByteSize(Long.MAX_VALUE));
        }
        draft.memory = sum;
        return new Instance(draft);
    }

    /**
     * Returns a copy with other devices.
     *
     * @param devices all devices of the copy
     * @return the copy
     */
    public Instance withDevices(List<DeviceRef> devices) {
        Draft draft = draft("devices");
        draft.devices = List.copyOf(devices);
        return new Instance(draft);
    }

    /**
     * Returns a copy bound to other NUMA nodes.
     *
     * @param numaNodes the node ids, the one for memory first; empty for no wish
     * @return the copy
     * @throws IllegalArgumentException if an id is negative
     */
    public Instance withNumaNodes(List<Integer> numaNodes) {
        if (numaNodes.stream().anyMatch(node -> node < 0)) {
            throw new IllegalArgumentException("NUMA node ids are not negative: " + numaNodes);
        }
        Draft draft = draft("numa-nodes");
        draft.numaNodes = List.copyOf(numaNodes);
        return new Instance(draft);
    }

    /**
     * Returns a copy whose CPUs are chosen in another way.
     *
     * @param affinity the way
     * @return the copy
     */
    public Instance withAffinity(CpuAffinity affinity) {
        Draft draft = draft();
        draft.affinity = Objects.requireNonNull(affinity, "affinity");
        return new Instance(draft);
    }

    /**
     * Returns a copy whose memory is chosen in another way.
     *
     * @param memoryPolicy the way
     * @return the copy
     */
    public Instance withMemoryPolicy(MemoryPolicy memoryPolicy) {
        Draft draft = draft();
        draft.memoryPolicy = Objects.requireNonNull(memoryPolicy, "memoryPolicy");
        return new Instance(draft);
    }

    /**
     * Returns a copy with other options.
     *
     * @param options the options
     * @return the copy
     */
    public Instance withOptions(InstanceOptions options) {
        Draft draft = draft();
        draft.options = Objects.requireNonNull(options, "options");
        return new Instance(draft);
    }

    /**
     * Returns a copy that knows where it was written.
     *
     * @param places the places; {@link Places} says how the parts are named
     * @return the copy
     */
    public Instance withPlaces(Places places) {
        Draft draft = draft();
        draft.places = Objects.requireNonNull(places, "places");
        return new Instance(draft);
    }

    /**
     * Returns a copy with other things that kerf does not know.
     *
     * @param extras all extras of the copy
     * @return the copy
     */
    public Instance withExtras(Extras extras) {
        Draft draft = draft();
        draft.extras = Objects.requireNonNull(extras, "extras");
        return new Instance(draft);
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public InstanceName name() {
        return name;
    }

    /**
     * Returns the id.
     *
     * @return the id, or empty where the kernel is to pick one
     */
    public Optional<InstanceId> id() {
        return Optional.ofNullable(id);
    }

    /**
     * Returns where the instance is in its life.
     *
     * @return the state; {@link InstanceState#EMPTY} for one that was only described
     */
    public InstanceState state() {
        return state;
    }

    /**
     * Returns the CPUs.
     *
     * @return the physical ids
     */
    public CpuSet cpus() {
        return cpus;
    }

    /**
     * Returns the CPU that the instance boots on: the first in the order they were given.
     *
     * @return the physical id, or empty if there are no CPUs
     */
    public OptionalLong bootCpu() {
        if (cpus.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(bootCpu == null ? cpus.first() : bootCpu);
    }

    /**
     * Returns the CPUs as lists of a tree have them: the first is the one that the instance boots on, the others ascend.
     *
     * @return the physical ids, each once; a new array, without elements if there are no CPUs
     */
    public long[] cpusBootFirst() {
        long[] ids = cpus.toArray();
        if (bootCpu != null) {
            int at = 0;
            while (ids[at] != bootCpu) {
                at++;
            }
            System.arraycopy(ids, 0, ids, 1, at);
            ids[0] = bootCpu;
        }
        return ids;
    }

    /**
     * Returns the memory.
     *
     * @return the sum of all regions, whether their places are known or not
     */
    public ByteSize memory() {
        return memory;
    }

    /**
     * Returns where the memory begins.
     *
     * @return the base of the first region, unsigned; empty where it is not known or there is no memory
     */
    public OptionalLong memoryBase() {
        return memoryBase == null ? OptionalLong.empty() : OptionalLong.of(memoryBase);
    }

    /**
     * Returns where the memory is.
     *
     * @return the regions in the order they were given out; empty where they are not known or there is no memory
     */
    public List<MemoryRange> regions() {
        return regions;
    }

    /**
     * Returns the devices and parts of devices.
     *
     * @return the references in the order they were given
     */
    public List<DeviceRef> devices() {
        return devices;
    }

    /**
     * Returns the NUMA nodes that the instance is bound to.
     *
     * @return the ids, the one for memory first; empty for no wish
     */
    public List<Integer> numaNodes() {
        return numaNodes;
    }

    /**
     * Returns how its CPUs are chosen.
     *
     * @return {@link CpuAffinity#COMPACT} where nothing was said
     */
    public CpuAffinity affinity() {
        return affinity;
    }

    /**
     * Returns how its memory is chosen.
     *
     * @return {@link MemoryPolicy#NONE} where nothing was said
     */
    public MemoryPolicy memoryPolicy() {
        return memoryPolicy;
    }

    /**
     * Returns what it wants beside resources.
     *
     * @return the options
     */
    public InstanceOptions options() {
        return options;
    }

    /**
     * Returns where its parts were written.
     *
     * @return the places; a part that was changed since has none of its own
     */
    public Places places() {
        return places;
    }

    /**
     * Returns what its node holds that kerf does not know.
     *
     * @return the extras
     */
    public Extras extras() {
        return extras;
    }

    /**
     * Returns where it was written.
     *
     * @return the place of its node, or empty
     */
    public Optional<Location> declaredAt() {
        return places.find("");
    }

    /**
     * Tells whether another instance holds the same resources and options under the same name, whatever its id and state.
     *
     * @param other an instance
     * @return true if nothing would have to be changed to make one of the other
     */
    public boolean hasSameResources(Instance other) {
        // Of two states, one is mostly made of the other, and they share what did not change.
        return equals(other) || withState(other.state).withSameId(other).equals(other);
    }

    private Instance withSameId(Instance other) {
        Draft draft = draft();
        draft.id = other.id;
        return new Instance(draft);
    }

    /** A change makes what was written about the part untrue. */
    private Draft draft(String changedPart) {
        Draft draft = draft();
        draft.places = places.without(changedPart);
        return draft;
    }

    private Draft draft() {
        Draft draft = new Draft(name);
        draft.id = id;
        draft.state = state;
        draft.cpus = cpus;
        draft.bootCpu = bootCpu;
        draft.memory = memory;
        draft.memoryBase = memoryBase;
        draft.regions = regions;
        draft.devices = devices;
        draft.numaNodes = numaNodes;
        draft.affinity = affinity;
        draft.memoryPolicy = memoryPolicy;
        draft.options = options;
        draft.places = places;
        draft.extras = extras;
        return draft;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof Instance that
                && name.equals(that.name)
                && Objects.equals(id, that.id)
                && state == that.state
                && cpus.equals(that.cpus)
                && bootCpu().equals(that.bootCpu())
                && memory.equals(that.memory)
                && Objects.equals(memoryBase, that.memoryBase)
                && regions.equals(that.regions)
                && devices.equals(that.devices)
                && numaNodes.equals(that.numaNodes)
                && affinity == that.affinity
                && memoryPolicy == that.memoryPolicy
                && options.equals(that.options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, id, cpus, memory);
    }

    @Override
    public String toString() {
        return name + (id == null ? "" : " (ID " + id + ")") + ": CPUs " + cpus + ", " + memory
                + (memoryBase == null ? "" : " at 0x" + Long.toHexString(memoryBase))
                + (devices.isEmpty() ? "" : ", devices " + devices) + ", " + state;
    }

    private static final class Draft {
        private final InstanceName name;
        private @Nullable InstanceId id;
        private InstanceState state = InstanceState.EMPTY;
        private CpuSet cpus = CpuSet.empty();
        private @Nullable Long bootCpu;
        private ByteSize memory = ByteSize.ZERO;
        private @Nullable Long memoryBase;
        private List<MemoryRange> regions = List.of();
        private List<DeviceRef> devices = List.of();
        private List<Integer> numaNodes = List.of();
        private CpuAffinity affinity = CpuAffinity.COMPACT;
        private MemoryPolicy memoryPolicy = MemoryPolicy.NONE;
        private InstanceOptions options = InstanceOptions.none();
        private Places places = Places.none();
        private Extras extras = Extras.none();

        private Draft(InstanceName name) {
            this.name = Objects.requireNonNull(name, "name");
        }
    }
}
