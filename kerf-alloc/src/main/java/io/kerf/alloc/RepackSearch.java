// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for instances to move so that a request fits: one, the smallest first; else two; else as many as there are. What was
 * taken out goes back to where it was if that is still free.
 */
final class RepackSearch {
    private static final int MAX_PAIRS = 2000;
    private static final String OWNER = "another request";

    private final TopologyIndex index;
    private final PlacementRequest request;
    private final List<Instance> movable;

    RepackSearch(TopologyIndex index, PlacementRequest request, Set<InstanceName> names) {
        this.index = index;
        this.request = request;
        this.movable = index.instances().stream()
                .filter(instance -> names.contains(instance.name()))
                .sorted(Comparator.comparing(Instance::memory)
                        .thenComparingInt(instance -> instance.cpus().size())
                        .thenComparing(Instance::name))
                .toList();
    }

    Optional<RepackPlan> run() {
        Optional<RepackPlan> plan = without(List.of());
        for (int i = 0; i < movable.size() && plan.isEmpty(); i++) {
            plan = without(List.of(movable.get(i)));
        }
        int pairs = 0;
        for (int i = 1; i < movable.size() && plan.isEmpty(); i++) {
            for (int j = 0; j < i && plan.isEmpty() && pairs++ < MAX_PAIRS; j++) {
                plan = without(List.of(movable.get(j), movable.get(i)));
            }
        }
        return plan.isPresent() || movable.size() < 3 ? plan : without(movable);
    }

    /** Takes instances out, places the request, and puts them in again. They keep their ids all the while. */
    private Optional<RepackPlan> without(List<Instance> out) {
        for (Instance instance : out) {
            index.remove(instance.name());
            instance.id().ifPresent(id -> index.ids().take(id, "'" + instance.name() + "'"));
        }
        List<Placed> taken = new ArrayList<>();
        List<Instance> putBack = new ArrayList<>();
        List<RepackPlan.Move> moves = new ArrayList<>();
        Optional<Placed> placement = place(request, taken);
        boolean isDone = placement.isPresent();
        for (int i = out.size() - 1; i >= 0; i--) {
            Instance instance = out.get(i);
            instance.id().ifPresent(index.ids()::giveBack);
            if (isDone && index.isFree(instance)) {
                index.add(instance);
                putBack.add(instance);
            } else if (isDone) {
                Optional<Placed> to = place(asRequest(instance), taken);
                isDone = to.isPresent();
                to.ifPresent(place -> moves.add(new RepackPlan.Move(instance.name(), place)));
            }
        }
        for (int i = taken.size() - 1; i >= 0; i--) {
            index.giveBack(taken.get(i));
        }
        putBack.forEach(instance -> index.remove(instance.name()));
        out.forEach(index::add);
        return isDone ? placement.map(placed -> new RepackPlan(moves, placed)) : Optional.empty();
    }

    private Optional<Placed> place(PlacementRequest wanted, List<Placed> taken) {
        if (new Decision(index).decide(wanted) instanceof Placed placed) {
            index.take(placed, OWNER);
            taken.add(placed);
            return Optional.of(placed);
        }
        return Optional.empty();
    }

    /** What an instance would ask for if it were made again. */
    private static PlacementRequest asRequest(Instance instance) {
        boolean isBound = instance.memoryPolicy() == MemoryPolicy.BIND;
        PlacementRequest.Builder again = PlacementRequest.builder()
                .cpuCount(instance.cpus().size())
                .affinity(instance.affinity())
                .memory(instance.memory())
                .memoryPolicy(instance.memoryPolicy())
                .numaNodes(isBound ? instance.numaNodes() : List.of())
                .maxRegions(Math.max(1, instance.regions().size()))
                .devices(instance.devices());
        instance.id().ifPresent(again::id);
        return again.build();
    }
}
