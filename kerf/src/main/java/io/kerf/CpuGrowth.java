// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.ChangeRefusedException.Reason;
import io.kerf.alloc.Allocator;
import io.kerf.alloc.PlacementOutcome;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementRequest;
import io.kerf.desired.DesiredInstance;
import io.kerf.desired.DesiredState;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Chooses the CPUs of instances that are to have another number of them. Instances that shrink keep the CPU that they boot on, and of the
 * others those of which most are together. Those that grow get CPUs of the nodes that they are on, if there are enough, by the
 * rules of the allocator; what others ask for by id is not theirs to take.
 */
final class CpuGrowth {
    private final Map<InstanceName, CpuSet> chosen = new TreeMap<>();
    private final List<Reason> reasons = new ArrayList<>();

    /** The host without what is deleted and given up. */
    private SystemState state;

    /** CPUs that are asked for by id, or kept free. */
    private CpuSet excluded;

    CpuGrowth(
            SystemState current,
            DesiredState wanted,
            Map<InstanceName, InstanceWish> wishes,
            Set<InstanceName> replaced,
            CpuSet keptFree) {
        state = current;
        excluded = keptFree;
        for (DesiredInstance each : wanted.instances()) {
            excluded = excluded.union(each.cpus().orElse(CpuSet.empty()));
        }
        List<InstanceWish> growing = new ArrayList<>();
        for (Instance instance : current.instances()) {
            InstanceWish wish = wishes.get(instance.name());
            if (wish == null || replaced.contains(instance.name())) {
                state = state.withoutInstance(instance.name());
            } else if (wish.wish().cpus().isPresent()) {
                choose(instance, wish.wish().cpus().get());
            } else {
                Instance own = instance.withCpus(instance.cpus().minus(wish.claimed()));
                if (wish.wish().cpuCount() <= own.cpus().size()) {
                    choose(instance, smaller(own, wish.wish().cpuCount()));
                } else {
                    state = state.withInstance(own);
                    growing.add(wish);
                }
            }
        }
        growing.sort(Comparator.comparing(wish -> wish.there().name()));
        growing.forEach(wish -> choose(wish.there(), larger(wish)));
    }

    /** The CPUs that an instance is to have. */
    CpuSet cpusOf(InstanceWish wish) {
        return chosen.getOrDefault(wish.there().name(), wish.there().cpus());
    }

    /** Why instances do not get as many as are wanted. */
    List<Reason> reasons() {
        return reasons;
    }

    private void choose(Instance instance, CpuSet cpus) {
        chosen.put(instance.name(), cpus);
        state = state.withInstance(instance.withCpus(cpus));
    }

    private CpuSet smaller(Instance instance, int count) {
        Topology topology = state.topology();
        Map<Integer, Long> onNode = instance.cpus().stream()
                .boxed()
                .collect(Collectors.groupingBy(cpu -> node(topology, cpu), Collectors.counting()));
        long boot = instance.cpusBootFirst()[0];
        List<Long> best = instance.cpus().stream()
                .boxed()
                .sorted(Comparator.<Long, Boolean>comparing(cpu -> cpu != boot)
                        .thenComparing(cpu -> node(topology, cpu) != node(topology, boot))
                        .thenComparing(cpu -> -onNode.getOrDefault(node(topology, cpu), 0L))
                        .thenComparing(cpu -> node(topology, cpu))
                        .thenComparing(cpu -> -siblings(topology, instance, cpu))
                        .thenComparing(Long::compareUnsigned))
                .limit(count)
                .toList();
        return CpuSet.of(best.stream().mapToLong(Long::longValue).toArray());
    }

    private static int node(Topology topology, long cpu) {
        OptionalInt node = topology.nodeOf(cpu);
        return node.orElse(Integer.MAX_VALUE);
    }

    private static int siblings(Topology topology, Instance instance, long cpu) {
        return topology.siblings(cpu).intersection(instance.cpus()).size();
    }

    /** What it has and more; what it has where there are not so many. */
    private CpuSet larger(InstanceWish wish) {
        CpuSet has = wish.there().cpus().minus(wish.claimed());
        List<Integer> near = state.topology().nodesOf(has);
        List<Integer> allowed = wish.wish().numaNodes();
        int more = wish.wish().cpuCount() - has.size();
        PlacementOutcome close = more(wish, more, near);
        PlacementOutcome outcome = close instanceof Placed ? close : more(wish, more, allowed);
        if (outcome instanceof Placed placed) {
            return has.union(placed.cpus());
        }
        InstanceName name = wish.there().name();
        reasons.add(new Reason(
                Optional.of(name),
                new PlacementException(
                        more + " more CPUs of instance '" + name + "'", (PlacementOutcome.Refused) outcome)));
        return has;
    }

    private PlacementOutcome more(InstanceWish wish, int count, List<Integer> nodes) {
        return Allocator.place(
                state,
                PlacementRequest.builder()
                        .cpuCount(count)
                        .numaNodes(nodes)
                        .smt(wish.wish().smt())
                        .excludedCpus(excluded)
                        .build());
    }
}
