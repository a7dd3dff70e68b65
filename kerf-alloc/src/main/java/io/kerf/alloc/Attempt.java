// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Device;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request that is valid, on the way to its placement under one memory policy. */
final class Attempt {
    private final TopologyIndex index;
    private final CpuLayout layout;
    private final PlacementRequest request;
    private final MemoryPlacer memory;
    private final CpuPicker picker;
    private final Reasons reasons;
    private final List<String> warnings = new ArrayList<>(0);
    private int[] counts = new int[0];
    private List<MemoryPlacer.Region> regions = List.of();
    private final Work work;
    private int candidates;
    private @Nullable MemoryReach reach;

    Attempt(TopologyIndex index, PlacementRequest request, MemoryPolicy policy, Work work) {
        this.index = index;
        this.layout = index.layout();
        this.request = request;
        this.memory = new MemoryPlacer(layout, index.kinds(), index.memory(), request, policy);
        this.picker = new CpuPicker(layout, index.cpus());
        this.reasons = new Reasons(index, request, memory);
        this.work = work;
        work.add((long) request.cpuCount() + layout.nodes());
    }

    /** Chooses CPUs and memory; returns why that cannot be, or nothing. */
    Optional<Refusal> run() {
        Optional<Refusal> refusal =
                request.cpus().isPresent() ? takeExactly(request.cpus().get()) : choose();
        if (refusal.isPresent() || !memory.isAsked()) {
            return refusal;
        }
        regions = memory.choose(counts);
        return regions.isEmpty()
                ? Optional.of(memory.fitsSomewhere() ? reasons.noCpuNearMemory() : reasons.noMemory())
                : Optional.empty();
    }

    private Optional<Refusal> takeExactly(CpuSet wanted) {
        Optional<Refusal> held = reasons.held(wanted);
        if (held.isPresent()) {
            return held;
        }
        long[] ids = wanted.toArray();
        picker.pickExactly(ids);
        counts = new int[layout.nodes()];
        for (long id : ids) {
            counts[layout.nodeOf(layout.cpu(id))]++;
        }
        return Optional.empty();
    }

    private Optional<Refusal> choose() {
        if (memory.isAsked() && !memory.fitsSomewhere()) {
            // Few CPUs are reported before little memory, which is only known to be the reason if there are enough.
            NodeSupply supply = supply(reasons.eligibleNodes(), NodeNeed.NONE);
            boolean isOnOneNode = request.affinity() == CpuAffinity.LOCAL;
            return Optional.of(supply.isEnough(isOnOneNode) ? reasons.noMemory() : reasons.noCpus(supply));
        }
        int[] eligible = reasons.eligibleNodes();
        Found best = best(eligible);
        if (best == null) {
            return Optional.of(reasons.noCpus(supply(eligible, NodeNeed.NONE)));
        }
        counts = best.counts();
        boolean isOverCaches = isSpread() && reasons.isOneNode(eligible);
        if (isOverCaches) {
            warnings.add("there is one node to spread over, so the CPUs are spread over its last-level caches");
        }
        picker.pick(counts, request.smt(), isOverCaches);
        return Optional.empty();
    }

    /** The best answer over all that the memory may want of the nodes. */
    private @Nullable Found best(int[] eligible) {
        NodeSupply all = supply(eligible, NodeNeed.NONE);
        List<NodeNeed> needs = new MemoryNeeds(layout, request, memory, all, work).list();
        if (needs.size() == 1) {
            return search(all.with(needs.get(0)));
        }
        if (!isSpread() && CompactSearch.isForSeveralNeeds(all)) {
            return compact(all, needs);
        }
        Found bound = isSpread() ? search(all) : null;
        if (bound != null && needs.stream().anyMatch(need -> need.isMetBy(bound.counts()))) {
            return bound;
        }
        work.add((long) needs.size() * all.count());
        NeedOrder order = new NeedOrder(all, isSpread(), isNodesFirst());
        Found best = null;
        for (NeedOrder.Bounded next : order.cheapestFirst(needs)) {
            if (best != null && (order.isSettled(best, next) || bound != null && !bound.isBetterThan(best))) {
                break;
            }
            Found found = search(next.supply());
            best = best == null || found != null && found.isBetterThan(best) ? found : best;
        }
        return best;
    }

    private boolean isSpread() {
        return request.affinity() == CpuAffinity.SPREAD;
    }

    private boolean isNodesFirst() {
        return request.priority() == PlacementPriority.FEWEST_NODES && !isSpread();
    }

    private NodeSupply supply(int[] eligible, NodeNeed need) {
        return new NodeSupply(layout, index.cpus(), request.smt(), eligible, request.cpuCount(), need);
    }

    private @Nullable Found search(NodeSupply supply) {
        return isSpread() ? spread(supply) : compact(supply, List.of(supply.need()));
    }

    private @Nullable Found compact(NodeSupply supply, List<NodeNeed> needs) {
        boolean isNodesFirst = isNodesFirst();
        NodeChoice choice = new NodeChoice(layout, index.cpus(), supply, memory, reach(), isNodesFirst);
        CompactSearch search = new CompactSearch(layout, supply, needs, choice, isNodesFirst, work);
        if (request.affinity() == CpuAffinity.LOCAL) {
            search.onOneNode();
        } else {
            search.onFewestNodes();
        }
        candidates += choice.candidates();
        return choice.isFound() ? Found.of(choice, isNodesFirst) : null;
    }

    private MemoryReach reach() {
        MemoryReach known = reach;
        if (known == null) {
            known = new MemoryReach(layout, memory, work);
            reach = known;
        }
        return known;
    }

    /** Shares CPUs out; of answers that are equally even, one with the memory on its nodes. */
    private @Nullable Found spread(NodeSupply supply) {
        SpreadSearch search = new SpreadSearch(layout, supply, request.smt(), work);
        if (!search.find()) {
            return null;
        }
        NodeNeed nearness = memory.isAsked() && supply.need().count() == 0 ? memory.nearness() : NodeNeed.NONE;
        if (!nearness.isMetBy(search.counts())) {
            SpreadSearch nearer = new SpreadSearch(layout, supply.with(nearness), request.smt(), work);
            if (nearer.find() && nearer.isAsGoodAs(search)) {
                return Found.of(nearer);
            }
        }
        return Found.of(search);
    }

    /** Returns the placement that {@link #run} found. */
    Placed placed(DeviceChoice devices, List<String> moreWarnings) {
        CpuSet cpus = picker.pickedSet();
        warnings.addAll(moreWarnings);
        return new Placed(
                cpus,
                cpus.first(),
                ByteSize.ofBytes(memory.bytes()),
                ranges(),
                nodesToName(),
                request.id().isPresent()
                        ? request.id().get()
                        : InstanceId.of(index.ids().lowestFree()),
                request.deviceUnits().isEmpty() ? request.devices() : devices.choose(this::distance),
                request.smt() == SmtPolicy.WHOLE ? picker.leftOverSet() : CpuSet.empty(),
                warnings,
                new QualityReport(index).of(picker, counts, regions, Math.max(1, candidates)));
    }

    private List<MemoryRange> ranges() {
        List<MemoryRange> ranges = new ArrayList<>(regions.size());
        for (MemoryPlacer.Region region : regions) {
            Optional<MemoryRange> range = region.range();
            if (range.isPresent()) {
                ranges.add(range.get());
            }
        }
        return ranges;
    }

    private double distance(Device device) {
        int node = device.numaNode().isPresent() ? layout.node(device.numaNode().getAsInt()) : -1;
        if (node < 0) {
            return Double.MAX_VALUE;
        }
        long sum = 0;
        for (int from = 0; from < counts.length; from++) {
            sum += (long) counts[from] * layout.distance(from, node);
        }
        return (double) sum / request.cpuCount();
    }

    private List<Integer> nodesToName() {
        List<Integer> ids = new ArrayList<>(4);
        for (MemoryPlacer.Region region : regions) {
            if (!layout.isKnown(region.node())) {
                return List.of();
            }
            addNode(region.node(), ids);
        }
        for (int node = 0; node < counts.length; node++) {
            if (counts[node] > 0 && layout.isKnown(node)) {
                addNode(node, ids);
            }
        }
        return ids;
    }

    private void addNode(int node, List<Integer> ids) {
        if (!ids.contains(layout.nodeId(node))) {
            ids.add(layout.nodeId(node));
        }
    }
}
