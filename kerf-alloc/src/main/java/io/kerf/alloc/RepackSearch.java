// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for instances to move so that a request fits: one, the smallest first; else two; else as many as there are. What was
 * taken out goes back to where it was if that is still free, and still its own if it must not share cores. An instance is placed
 * as it was asked for, where that is known; else as the state has it, without sharing a core if it shares none now.
 */
final class RepackSearch {
    private static final int MAX_PAIRS = 2000;

    private final Work work = new Work();
    private final int budget;

    private final TopologyIndex index;
    private final PlacementRequest request;
    private final List<Instance> movable;
    private final Map<InstanceName, PlacementRequest> again = new HashMap<>();

    RepackSearch(
            TopologyIndex index,
            PlacementRequest request,
            Set<InstanceName> names,
            Map<InstanceName, PlacementRequest> askedAs,
            int budget) {
        this.budget = budget;
        this.index = index;
        this.request = request;
        this.movable = index.instances().stream()
                .filter(instance -> names.contains(instance.name()))
                .sorted(Comparator.comparing(Instance::memory)
                        .thenComparingInt(instance -> instance.cpus().size())
                        .thenComparing(Instance::name))
                .toList();
        for (Instance instance : movable) {
            PlacementRequest asked = askedAs.get(instance.name());
            again.put(instance.name(), asked == null ? asRequest(instance) : stillItself(asked, instance));
        }
    }

    Optional<RepackPlan> run() {
        Optional<RepackPlan> plan = without(List.of());
        for (int i = 0; i < movable.size() && plan.isEmpty() && isAffordable(); i++) {
            plan = without(List.of(movable.get(i)));
        }
        int pairs = 0;
        for (int i = 1; i < movable.size() && plan.isEmpty(); i++) {
            for (int j = 0; j < i && plan.isEmpty() && isAffordable() && pairs++ < MAX_PAIRS; j++) {
                plan = without(List.of(movable.get(j), movable.get(i)));
            }
        }
        return plan.isPresent() || movable.size() < 3 ? plan : without(movable);
    }

    private boolean isAffordable() {
        return work.decisions() < budget;
    }

    /** Returns the work of all decisions so far. */
    Work work() {
        return work;
    }

    /** Takes instances out, places the request, and puts them in again. They keep their ids all the while. */
    private Optional<RepackPlan> without(List<Instance> out) {
        for (Instance instance : out) {
            index.remove(instance.name());
            instance.id().ifPresent(id -> index.ids().take(id, "'" + instance.name() + "'"));
        }
        Tentative tentative = new Tentative(index, work);
        List<Instance> putBack = new ArrayList<>();
        List<RepackPlan.Move> moves = new ArrayList<>();
        Optional<Placed> placement = tentative.place(request);
        boolean isDone = placement.isPresent();
        for (int i = out.size() - 1; i >= 0; i--) {
            Instance instance = out.get(i);
            instance.id().ifPresent(index.ids()::giveBack);
            if (isDone && mayGoBack(instance)) {
                index.add(instance);
                putBack.add(instance);
                if (!mayShareCores(instance)) {
                    tentative.keepAlone(instance.cpus());
                }
            } else if (isDone) {
                Optional<Placed> to = tentative.place(request(instance));
                isDone = to.isPresent();
                to.ifPresent(place -> moves.add(new RepackPlan.Move(instance.name(), place)));
            }
        }
        tentative.end();
        putBack.forEach(instance -> index.remove(instance.name()));
        out.forEach(index::add);
        return isDone ? placement.map(placed -> new RepackPlan(moves, placed)) : Optional.empty();
    }

    private PlacementRequest request(Instance instance) {
        return Objects.requireNonNull(again.get(instance.name()));
    }

    private boolean mayShareCores(Instance instance) {
        SmtPolicy smt = request(instance).smt();
        return smt == SmtPolicy.AVOID || smt == SmtPolicy.SHARE;
    }

    private boolean mayGoBack(Instance instance) {
        return index.isFree(instance) && (mayShareCores(instance) || index.isAlone(instance.cpus()));
    }

    /** What an instance asked for, with what it keeps: its id and its devices. */
    private PlacementRequest stillItself(PlacementRequest asked, Instance instance) {
        PlacementRequest.Builder still = asked.toBuilder()
                .devices(instance.devices())
                .deviceUnits(List.of())
                .anyMemoryBase()
                .excludedCpus(request.excludedCpus());
        if (asked.cpus().isPresent()) {
            still.cpuCount(asked.cpuCount());
        }
        instance.id().ifPresent(still::id);
        return still.build();
    }

    /** What an instance would ask for if it were made again, as far as a state knows. */
    private PlacementRequest asRequest(Instance instance) {
        boolean isBound = instance.memoryPolicy() == MemoryPolicy.BIND;
        return stillItself(
                PlacementRequest.builder()
                        .cpuCount(instance.cpus().size())
                        .affinity(instance.affinity())
                        .smt(index.isAlone(instance.cpus()) ? SmtPolicy.REQUIRE : SmtPolicy.AVOID)
                        .memory(instance.memory())
                        .memoryPolicy(instance.memoryPolicy())
                        .numaNodes(isBound ? instance.numaNodes() : List.of())
                        .maxRegions(Math.max(1, instance.regions().size()))
                        .build(),
                instance);
    }
}
