// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.Instance;
import io.kerf.model.InstanceChange;
import io.kerf.model.InstanceName;
import io.kerf.model.InstanceOptions;
import io.kerf.model.InstanceState;
import io.kerf.model.PoolChunk;
import io.kerf.model.StateDelta;
import io.kerf.model.SystemState;
import io.kerf.validate.ValidatedState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns validated states into what a kernel is written. What its interface cannot do is refused here, before anything is written.
 *
 * <pre>{@code
 * ChangePlanner planner = ChangePlanner.of(KernelAbi.detect(fs), fs.pageSize()).withPciIds(pciIds);
 * ChangePlan plan = planner.plan(current, next);
 * }</pre>
 *
 * <p>Immutable, and safe for use by several threads as far as the lookup and the source of markers are.
 */
public final class ChangePlanner {
    private static final Logger LOG = LoggerFactory.getLogger(ChangePlanner.class);

    private final KernelAbi abi;
    private final int pageSize;
    private final PciIdLookup pciIds;
    private final Supplier<String> markers;

    private ChangePlanner(KernelAbi abi, int pageSize, PciIdLookup pciIds, Supplier<String> markers) {
        this.abi = Objects.requireNonNull(abi, "abi");
        this.pageSize = pageSize;
        this.pciIds = Objects.requireNonNull(pciIds, "pciIds");
        this.markers = Objects.requireNonNull(markers, "markers");
    }

    /**
     * Makes a planner that looks no PCI ids up and marks each overlay with a random UUID.
     *
     * @param abi the interface to plan for
     * @param pageSize size of a page of the running kernel in bytes, see {@link MultikernelFs#pageSize}
     * @return the planner
     */
    public static ChangePlanner of(KernelAbi abi, int pageSize) {
        return new ChangePlanner(
                abi, pageSize, PciIdLookup.none(), () -> UUID.randomUUID().toString());
    }

    /**
     * Sets where the ids of devices come from that do not state them.
     *
     * @param lookup the lookup
     * @return a copy with it
     */
    public ChangePlanner withPciIds(PciIdLookup lookup) {
        return new ChangePlanner(abi, pageSize, lookup, markers);
    }

    /**
     * Sets where markers come from.
     *
     * @param source gives a text of 1 to 255 bytes each time, never the same twice
     * @return a copy with it
     */
    public ChangePlanner withMarkers(Supplier<String> source) {
        return new ChangePlanner(abi, pageSize, pciIds, source);
    }

    /**
     * Returns which interface is planned for.
     *
     * @return the generation
     */
    public KernelAbi abi() {
        return abi;
    }

    /**
     * Plans the baseline. A description of the whole host becomes one of the pool alone: the CPUs that may be given away, the pool's memory,
     * the devices. A pool kernel is told the size of the memory on each NUMA node, and where the pool was said to be is dropped, as it
     * places it itself; a flat kernel is told one range.
     *
     * @param description the host, valid as a baseline
     * @return the plan
     * @throws KernelInterfaceException with reason {@code UNSUPPORTED} if the description holds what the kernel cannot be told
     */
    public BaselinePlan planBaseline(ValidatedState description) {
        SystemState state = description.state();
        if (!state.instances().isEmpty()) {
            throw KernelInterfaceException.unsupported(
                    "/sys/fs/multikernel/device_tree",
                    "a baseline cannot hold instances, and this one has "
                            + state.instances().size(),
                    "create instances after the baseline");
        }
        KernelEncoder encoder = KernelEncoder.of(abi, pciIds);
        List<PoolChunk> pieces = encoder.pieces(state);
        return new BaselinePlan(abi, state, pieces, encoder.baseline(state, pieces));
    }

    /**
     * Plans what turns the pool that a kernel has into the one that a description wants, while instances keep what they have: CPUs, chunks of
     * memory, and PCI devices. Chunks stay where the description asks for as much on the same NUMA node; others come and go as a whole. If fewer are to stay than
     * there are of a size, those do that lie where the description has them, unless an instance uses one that would have to go; where memory
     * that comes will lie, no kernel can be told.
     *
     * @param current what the kernel says
     * @param known the devices whose names the snapshot was read with
     * @param description the host, valid as a baseline
     * @return the plan, without overlays if the pool is as it is to be
     * @throws KernelInterfaceException with reason {@code UNSUPPORTED} if an instance has what is to leave, a platform device is to come, or
     *     the kernel is a flat one, where another baseline takes the place of the first
     */
    public PoolPlan planPool(KernelSnapshot current, List<Device> known, ValidatedState description) {
        return new PoolPlanning(abi, current, known, markers, pageSize).follow(description.state());
    }

    /**
     * Plans to give all of the pool back to the host, but for platform devices, which stay where they are.
     *
     * @param current what the kernel says; no instance may have anything
     * @param known the devices whose names the snapshot was read with
     * @return the plan, without overlays if there is no pool
     * @throws KernelInterfaceException as for {@link #planPool}
     */
    public PoolPlan planEmptyPool(KernelSnapshot current, List<Device> known) {
        return new PoolPlanning(abi, current, known, markers, pageSize).empty();
    }

    /**
     * Plans a change of instances: removals first, then what leaves instances that stay, what comes to them, and creations in the order in
     * which the next state lists them. Each overlay does as many steps as the interface allows and a page holds; an instance that needs more has
     * several.
     *
     * <p>Virtio devices are made with an instance, and no kernel shows them: that they came is not verified, and a removal that is taken back
     * makes the instance without them. The same holds for ways of the cache, which the last flat kernels share out: what is not known of a state
     * is left to the kernel, whose transaction fails if an instance is to have ways that another one has.
     *
     * @param current the state that the kernel is in
     * @param next the state that it is to be in
     * @return the plan, without steps if the two do not differ
     * @throws KernelInterfaceException with reason {@code UNSUPPORTED} if an instance to be removed is loaded or active, a change would need
     *     an overlay above a page, or is one that the interface cannot express
     */
    public ChangePlan plan(ValidatedState current, ValidatedState next) {
        List<ChangeStep> steps = StepGroup.packed(abi, apart(current, next), abi.largestOverlay(pageSize));
        return new ChangePlan(abi, current.state(), next.state(), steps);
    }

    /** The steps with an overlay for each. */
    List<ChangeStep> apart(ValidatedState current, ValidatedState next) {
        SystemState from = current.state();
        SystemState to = next.state();
        StateDelta delta = StateDelta.between(from, to);
        KernelEncoder encoder = KernelEncoder.of(abi, pciIds);
        List<ChangeStep> steps = new ArrayList<>();
        for (Instance instance : delta.removed()) {
            steps.add(removal(encoder, from, instance));
        }
        InstanceUpdates updates = new InstanceUpdates(encoder, markers, abi.largestOverlay(pageSize));
        steps.addAll(updates.of(to, delta.changed()));
        for (Instance instance : inOrderOf(to, delta.created())) {
            warnOfNodes(instance);
            warnOfOptions(instance);
            steps.addAll(creation(encoder, updates, to, instance));
        }
        return steps;
    }

    /** A kernel gives memory to whom it creates first, so the order is the caller's. */
    private static List<Instance> inOrderOf(SystemState state, List<Instance> created) {
        if (created.size() < 2) {
            return created;
        }
        Set<InstanceName> names = created.stream().map(Instance::name).collect(Collectors.toSet());
        return state.instances().stream()
                .filter(instance -> names.contains(instance.name()))
                .toList();
    }

    /**
     * Tells which parts of a change {@link #plan} would refuse, all of them and not just the first.
     *
     * @param current the state that the kernel is in
     * @param next the state that it is to be in
     * @return why each instance cannot be removed, changed or created, by name; empty if the change can be planned
     */
    public Map<InstanceName, KernelInterfaceException> refusals(ValidatedState current, ValidatedState next) {
        SystemState from = current.state();
        SystemState to = next.state();
        StateDelta delta = StateDelta.between(from, to);
        KernelEncoder encoder = KernelEncoder.of(abi, pciIds);
        InstanceUpdates updates = new InstanceUpdates(encoder, markers, abi.largestOverlay(pageSize));
        Map<InstanceName, KernelInterfaceException> refusals = new TreeMap<>();
        delta.removed().forEach(each -> attempt(refusals, each, () -> removal(encoder, from, each)));
        delta.changed().forEach(each -> attempt(refusals, each.after(), () -> updates.of(to, List.of(each))));
        delta.created().forEach(each -> attempt(refusals, each, () -> creation(encoder, updates, to, each)));
        return refusals;
    }

    private static void attempt(
            Map<InstanceName, KernelInterfaceException> refusals, Instance instance, Runnable part) {
        try {
            part.run();
        } catch (KernelInterfaceException e) {
            refusals.putIfAbsent(instance.name(), e);
        }
    }

    private ChangeStep removal(KernelEncoder encoder, SystemState from, Instance instance) {
        return ChangeStep.remove(removable(instance), remove(encoder, instance), create(encoder, from, instance));
    }

    private List<ChangeStep> creation(
            KernelEncoder encoder, InstanceUpdates updates, SystemState to, Instance instance) {
        encoder.requireCreatable(to, instance);
        Instance begun = begun(encoder, to, instance);
        List<ChangeStep> steps = new ArrayList<>();
        steps.add(ChangeStep.create(begun, create(encoder, to, begun), remove(encoder, begun)));
        steps.addAll(updates.of(to, List.of(new InstanceChange(begun, instance))));
        return steps;
    }

    /** An instance with as many of its CPUs as an overlay takes, the one that it boots on first; the others are added afterwards. */
    private Instance begun(KernelEncoder encoder, SystemState state, Instance instance) {
        if (fits(encoder, state, instance)) {
            return instance;
        }
        long[] cpus = instance.cpusBootFirst();
        int low = 0;
        int high = cpus.length;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            boolean enough = fits(encoder, state, withFirst(instance, cpus, middle));
            low = enough ? middle : low;
            high = enough ? high : middle - 1;
        }
        return low == 0 ? instance : withFirst(instance, cpus, low);
    }

    private static Instance withFirst(Instance instance, long[] cpus, int count) {
        return instance.withCpus(CpuSet.of(Arrays.copyOf(cpus, count))).withBootCpu(cpus[0]);
    }

    private boolean fits(KernelEncoder encoder, SystemState state, Instance instance) {
        String marker = "0".repeat(Overlay.LONGEST_MARKER);
        return Overlay.sizeOf(encoder.create(state, instance, marker)) <= abi.largestOverlay(pageSize);
    }

    private void warnOfNodes(Instance instance) {
        if (!abi.takesNumaNodes() && !instance.numaNodes().isEmpty()) {
            LOG.warn(
                    "a {} kernel places memory on any NUMA node: that of '{}' may come out elsewhere than on {}",
                    abi,
                    instance.name(),
                    instance.numaNodes());
        }
    }

    private static void warnOfOptions(Instance instance) {
        InstanceOptions options = instance.options();
        if (options.isHostKcoreEnabled() || options.uring().isPresent()) {
            LOG.warn(
                    "{} of '{}' is written, and no kernel that is known does anything with it",
                    options,
                    instance.name());
        }
        if (options.cacheWays().isPresent()) {
            LOG.warn(
                    "llc-way-mask of '{}' is written, and no kernel shows it afterwards; only the last flat kernels look at it",
                    instance.name());
        }
        if (!options.virtio().isEmpty()) {
            LOG.warn(
                    "virtio devices of '{}' are written, and no kernel shows them afterwards: see in the instance whether they came",
                    instance.name());
        }
    }

    private static Instance removable(Instance instance) {
        if (instance.state() == InstanceState.LOADED || instance.state() == InstanceState.ACTIVE) {
            throw KernelInterfaceException.unsupported(
                    "/sys/fs/multikernel/instances/" + instance.name(),
                    "the kernel does not remove '" + instance.name() + "' while it is " + instance.state(),
                    "halt it if it runs, and unload it");
        }
        return instance;
    }

    private Overlay create(KernelEncoder encoder, SystemState state, Instance instance) {
        String marker = markers.get();
        return Overlay.of(marker, encoder.create(state, instance, marker), abi.largestOverlay(pageSize));
    }

    private Overlay remove(KernelEncoder encoder, Instance instance) {
        String marker = markers.get();
        return Overlay.of(marker, encoder.remove(instance.name(), marker), abi.largestOverlay(pageSize));
    }
}
