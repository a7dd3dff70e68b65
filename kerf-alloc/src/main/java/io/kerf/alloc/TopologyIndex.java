// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A host made ready for many decisions: built once from a state, then kept up to date as instances come and go.
 *
 * <pre>{@code
 * TopologyIndex index = TopologyIndex.of(state);
 * if (index.decide(request) instanceof PlacementOutcome.Placed placed) {
 *     index.add(instanceOf(placed));
 * }
 * index.remove(InstanceName.of("web"));
 * }</pre>
 *
 * <p>Answers as {@link Allocator#place} would on the same state. Memory of instances is where their regions are; if only its size
 * is known, it is taken to be where a first-fit kernel would have put it, instances in the order of their ids. Building costs
 * O(n log n) in CPUs, instances and regions; adding and removing what the instance holds, or where there is memory of unknown place
 * a new count of all memory. This is the one class here that changes: not thread-safe.
 */
public final class TopologyIndex {
    private final SystemState host;
    private final CpuLayout layout;
    private final MemoryKinds kinds;
    private final FreeCpus cpus;
    private final FreeMemory memory;
    private final FreeDevices devices;
    private final FreeIds ids = new FreeIds();
    private final Map<String, List<Holding>> holdings = new LinkedHashMap<>();
    /** Placements that hold something for the time being. */
    private final List<Placed> tentative = new ArrayList<>();
    /** Whether two instances hold the same memory, so that giving back needs a new count. */
    private boolean isContested;
    /** How many instances have memory of unknown place, which is wherever all others leave room. */
    private int sized;

    private TopologyIndex(SystemState state) {
        host = state;
        layout = new CpuLayout(state);
        kinds = new MemoryKinds(state, layout);
        cpus = new FreeCpus(layout);
        memory = new FreeMemory(state, layout);
        devices = new FreeDevices(state);
        List<Instance> instances = new ArrayList<>(state.instances());
        if (instances.size() > 1) {
            instances.sort(TopologyIndex::compare);
        }
        List<Holding> all = new ArrayList<>(instances.size());
        for (Instance instance : instances) {
            all.add(hold(instance));
        }
        for (Holding holding : all) {
            takeSizes(holding);
        }
        if (state.kernelFreeCpus().isPresent()) {
            take(state.freeCpus().minus(state.kernelFreeCpus().get()), QualityReport.KERNEL);
        }
    }

    /**
     * Makes an index of a state.
     *
     * @param state the host; need not be legal, but then nor need the placements
     * @return the index, with all instances of the state
     */
    public static TopologyIndex of(SystemState state) {
        return new TopologyIndex(Objects.requireNonNull(state, "state"));
    }

    /**
     * Decides a request; changes nothing. A refusal names the nearest request that fits, which costs a few decisions more.
     *
     * @param request what is asked for
     * @return the placement, or why there is none
     */
    public PlacementOutcome decide(PlacementRequest request) {
        Objects.requireNonNull(request, "request");
        PlacementOutcome outcome = new Decision(this).decide(request);
        return outcome instanceof PlacementOutcome.Refused refused
                ? new NearestRequest(this).withNearest(request, refused)
                : outcome;
    }

    /**
     * Adds an instance: nobody else gets what it holds.
     *
     * @param instance the instance; what it names and the host does not have counts for nothing
     * @throws IllegalArgumentException if there is one of that name
     */
    public void add(Instance instance) {
        if (holdings.containsKey(instance.name().toString())) {
            throw new IllegalArgumentException(
                    "there is an instance '" + instance.name() + "' already; remove it before it is added again");
        }
        Holding holding = hold(instance);
        boolean isAmongSized = sized > 0;
        takeSizes(holding);
        if (isAmongSized && holding.hasMemory(host)) {
            recountMemory();
        }
    }

    /**
     * Removes the instances of a name, so that others can have what they held. After that the index is as if they had never been
     * added.
     *
     * @param name the name
     * @return true if there was one
     */
    public boolean remove(InstanceName name) {
        List<Holding> removed = holdings.remove(name.toString());
        if (removed == null) {
            return false;
        }
        boolean hadMemory = false;
        for (Holding holding : removed) {
            hadMemory |= holding.hasMemory(host);
            sized -= holding.bytesSomewhere(host) > 0 ? 1 : 0;
            giveBack(holding.instance().cpus());
            devices.giveBack(holding.instance().devices());
            holding.instance().id().ifPresent(ids::giveBack);
            holding.eachRegion(memory::giveBack);
        }
        if (isContested || sized > 0 && hadMemory) {
            recountMemory();
        }
        return true;
    }

    /** Takes what a placement has, for an owner that is no instance yet. */
    void take(Placed placed, String owner) {
        take(placed.cpus(), owner);
        take(placed.reserved(), owner);
        ids.take(placed.id(), owner);
        devices.take(placed.devices(), owner);
        takeRegions(placed);
        tentative.add(placed);
    }

    private void takeRegions(Placed placed) {
        for (MemoryRange region : placed.regions()) {
            memory.take(region, (piece, start, end) -> {});
        }
    }

    /** Undoes one {@link #take(Placed, String)}, the last first. */
    void giveBack(Placed placed) {
        giveBack(placed.cpus());
        giveBack(placed.reserved());
        ids.giveBack(placed.id());
        devices.giveBack(placed.devices());
        tentative.remove(tentative.size() - 1);
        for (MemoryRange region : placed.regions()) {
            memory.giveBack(region);
        }
    }

    /** Tells whether all that an instance would hold is free. */
    boolean isFree(Instance instance) {
        for (long id : instance.cpus().toArray()) {
            int cpu = layout.cpu(id);
            if (cpu < 0 || !cpus.isFree(cpu)) {
                return false;
            }
        }
        boolean isPlaced = !new Holding(instance).places(host).isEmpty();
        return (instance.memory().isZero()
                        || isPlaced
                                && new Holding(instance).places(host).stream().allMatch(memory::isFree))
                && instance.id().flatMap(ids::owner).isEmpty()
                && instance.devices().stream()
                        .allMatch(ref -> devices.whyNotFree(ref).isEmpty());
    }

    /** Tells whether nobody else, the host included, is on the cores of some CPUs. */
    boolean isAlone(CpuSet set) {
        for (long id : set.toArray()) {
            int cpu = layout.cpu(id);
            int core = cpu < 0 ? -1 : layout.coreOf(cpu);
            if (core < 0 || layout.isHostOn(core)) {
                return false;
            }
            for (int other = layout.firstCpu(core); other < layout.firstCpu(core + 1); other++) {
                if (!cpus.isFree(other) && !set.contains(layout.id(other))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns the free CPUs on the cores of some CPUs. */
    CpuSet freeBeside(CpuSet set) {
        CpuSet.Builder free = CpuSet.builder();
        for (long id : set.toArray()) {
            int core = layout.coreOf(layout.cpu(id));
            for (int other = layout.firstCpu(core); other < layout.firstCpu(core + 1); other++) {
                if (cpus.isFree(other)) {
                    free.add(layout.id(other));
                }
            }
        }
        return free.build();
    }

    /**
     * Says where a kernel puts a region of memory that is asked for by its size.
     *
     * @param node a dense node
     */
    Optional<MemoryRange> predict(int node, long bytes) {
        FreeMemory.Run run = bytes == 0 ? FreeMemory.Run.NONE : memory.firstFit(node, bytes);
        return run.exists() ? new MemoryPlacer.Region(run, bytes).range() : Optional.empty();
    }

    /** By id, those without one last; then by name. */
    private static int compare(Instance a, Instance b) {
        int first = a.id().isPresent() ? a.id().get().value() : Integer.MAX_VALUE;
        int second = b.id().isPresent() ? b.id().get().value() : Integer.MAX_VALUE;
        return first != second
                ? Integer.compare(first, second)
                : a.name().toString().compareTo(b.name().toString());
    }

    private Holding hold(Instance instance) {
        Holding holding = new Holding(instance);
        List<Holding> ofName = holdings.get(instance.name().toString());
        if (ofName == null) {
            ofName = new ArrayList<>(1);
            holdings.put(instance.name().toString(), ofName);
        }
        ofName.add(holding);
        take(instance.cpus(), holding);
        devices.take(instance.devices(), holding.toString());
        if (instance.id().isPresent()) {
            ids.take(instance.id().get(), holding.toString());
        }
        takeRegions(holding);
        return holding;
    }

    private void takeRegions(Holding holding) {
        for (MemoryRange region : holding.places(host)) {
            isContested |= !memory.take(region, holding);
        }
    }

    /** Takes memory of unknown place: first on the node that the instance names, then on nodes ascending. */
    private void takeSizes(Holding holding) {
        Instance instance = holding.instance();
        long left = holding.bytesSomewhere(host);
        sized += left > 0 ? 1 : 0;
        if (left > 0 && !instance.numaNodes().isEmpty()) {
            int node = layout.node(instance.numaNodes().get(0));
            left = node < 0 ? left : memory.takeOn(node, left, holding);
        }
        for (int node = 0; node < layout.nodes() && left > 0; node++) {
            left = memory.takeOn(node, left, holding);
        }
    }

    private void recountMemory() {
        memory.reset();
        isContested = false;
        sized = 0;
        List<Holding> all = holdings.values().stream()
                .flatMap(List::stream)
                .sorted((a, b) -> compare(a.instance(), b.instance()))
                .toList();
        all.forEach(Holding::forgetRegions);
        all.forEach(this::takeRegions);
        tentative.forEach(this::takeRegions);
        all.forEach(this::takeSizes);
    }

    /** Marks the pool's CPUs of a set as held by one more. */
    void take(CpuSet set, Object owner) {
        if (set.isEmpty()) {
            return;
        }
        for (long id : set.toArray()) {
            int cpu = layout.cpu(id);
            if (cpu >= 0) {
                cpus.take(cpu, owner);
            }
        }
    }

    /** Undoes one {@link #take} of the same set. */
    void giveBack(CpuSet set) {
        if (set.isEmpty()) {
            return;
        }
        for (long id : set.toArray()) {
            int cpu = layout.cpu(id);
            if (cpu >= 0) {
                cpus.giveBack(cpu);
            }
        }
    }

    /** The state that the index was made of, whose instances need no longer be there. */
    SystemState host() {
        return host;
    }

    CpuLayout layout() {
        return layout;
    }

    MemoryKinds kinds() {
        return kinds;
    }

    FreeCpus cpus() {
        return cpus;
    }

    FreeMemory memory() {
        return memory;
    }

    FreeDevices devices() {
        return devices;
    }

    FreeIds ids() {
        return ids;
    }

    /** Returns the instances, in the order in which they were added. */
    List<Instance> instances() {
        return holdings.values().stream()
                .flatMap(List::stream)
                .map(Holding::instance)
                .toList();
    }

    /** Returns everything that changes, to compare two moments. */
    String snapshot() {
        return cpus.snapshot() + memory.snapshot() + devices.snapshot() + ids.snapshot();
    }
}
