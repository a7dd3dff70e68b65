// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.SystemState;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Hosts of at most 16 CPUs in use, of many shapes, and requests for them. */
final class SmallHosts {
    private SmallHosts() {}

    private static final List<SystemState> HOSTS = List.of(
            Machines.synthetic("socket:2 node:2 core:2 thread:2 mem:4GB"),
            Machines.synthetic("node:2 llc:2 core:2 thread:2 mem:4GB"),
            Machines.synthetic("socket:2 node:4 core:1 thread:2 mem:4GB"),
            Machines.synthetic("socket:2 core:2 thread:4 mem:4GB"),
            Machines.synthetic("node:3 core:2 thread:2 mem:4GB"),
            Machines.synthetic("core:8 thread:2 mem:4GB"),
            Machines.synthetic("socket:3 core:5 mem:4GB"),
            MachineText.read("node:2 core:4 thread:2 mem:4GB")
                    .host(CpuSet.parse("0,10"))
                    .build(),
            new MachineShape()
                    .node(0, 4, 2, 2, ByteSize.ofGiB(4))
                    .node(0, 2, 2, 1, ByteSize.ofGiB(1))
                    .node(1, 1, 2, 1, ByteSize.ofGiB(8))
                    .node(1, 1, 2, 1, ByteSize.ZERO)
                    .distance(0, 2, 21)
                    .distance(0, 3, 31)
                    .distance(1, 2, 32)
                    .distance(1, 3, 17)
                    .build(),
            new MachineShape()
                    .node(0, new int[] {2, 2, 1, 1}, 1, ByteSize.ofGiB(4))
                    .node(0, new int[] {4, 1, 1}, 1, ByteSize.ofGiB(4))
                    .node(1, new int[] {2, 1}, 1, ByteSize.ofGiB(2))
                    .build(),
            new MachineShape()
                    .node(0, 2, 2, 2, ByteSize.ofGiB(4))
                    .memoryNode(1, ByteSize.ofGiB(2), MemoryType.DRAM)
                    .node(1, 3, 2, 1, ByteSize.ofGiB(4))
                    .build());

    /** A host with instances on its CPUs and in its memory. */
    static Arbitrary<SystemState> inUse() {
        return Arbitraries.of(HOSTS).flatMap(SmallHosts::inUse);
    }

    private static Arbitrary<SystemState> inUse(SystemState host) {
        int cpus = host.cpus().available().size();
        Arbitrary<List<Integer>> owners = Arbitraries.frequency(
                        Tuple.of(7, 0), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 3))
                .list()
                .ofSize(cpus);
        int nodes = host.topology().nodes().size();
        Arbitrary<List<Integer>> memory =
                Arbitraries.integers().between(0, 7).list().ofSize(nodes);
        return Combinators.combine(Arbitraries.just(host), owners, memory).as(SmallHosts::inUse);
    }

    /**
     * A host in use of three to six nodes on one socket or two, each as far from every other as it likes, there and back. One node in
     * ten has memory of a kind that is not known, one of another kind.
     */
    static Arbitrary<SystemState> ofSeveralNodesInUse() {
        Arbitrary<int[]> node = Combinators.combine(
                        Arbitraries.of(0, 0, 1),
                        Arbitraries.of(0, 1, 1, 2, 3),
                        Arbitraries.of(1, 2, 4, 8),
                        Arbitraries.frequency(
                                Tuple.of(8, MemoryType.DRAM),
                                Tuple.of(1, MemoryType.HBM),
                                Tuple.of(1, MemoryType.OTHER)))
                .as((socket, kind, gib, type) -> new int[] {socket, kind, gib, type.ordinal()});
        Arbitrary<List<Integer>> distances =
                Arbitraries.of(11, 12, 15, 20, 31).list().ofSize(36);
        return Combinators.combine(node.list().ofMinSize(3).ofMaxSize(6), distances)
                .as(SmallHosts::ofNodes)
                .flatMap(SmallHosts::inUse);
    }

    /** Nodes of one core of two threads, or of two cores of one thread, or of two of each, or without any CPU but the first. */
    private static SystemState ofNodes(List<int[]> nodes, List<Integer> apart) {
        MachineShape shape = new MachineShape();
        for (int i = 0; i < nodes.size(); i++) {
            int[] node = nodes.get(i);
            ByteSize memory = ByteSize.ofGiB(node[2]);
            switch (i == 0 ? 1 : node[1]) {
                case 0 -> shape.memoryNode(node[0], memory, MemoryType.DRAM);
                case 1 -> shape.node(node[0], 1, 2, 1, memory);
                case 2 -> shape.node(node[0], 2, 1, 1, memory);
                default -> shape.node(node[0], new int[] {2, 1}, 1, memory);
            }
        }
        SystemState state = shape.build();
        NumaDistances.Builder distances = NumaDistances.builder();
        for (int from = 0; from < nodes.size(); from++) {
            for (int to = 0; to < nodes.size(); to++) {
                distances.set(from, to, from == to ? NumaDistances.LOCAL : apart.get(from * 6 + to));
            }
        }
        List<NumaNode> typed = state.topology().nodes().stream()
                .map(node -> new NumaNode(
                        node.id(), node.cpus(), node.memory(), MemoryType.values()[nodes.get(node.id())[3]]))
                .toList();
        return state.toBuilder()
                .topology(Topology.of(typed, state.topology().cores(), distances.build()))
                .build();
    }

    private static SystemState inUse(SystemState host, List<Integer> owners, List<Integer> memory) {
        SystemState state = host;
        long[] ids = host.cpus().available().toArray();
        for (int owner = 1; owner <= 3; owner++) {
            CpuSet.Builder cpus = CpuSet.builder();
            for (int i = 0; i < ids.length; i++) {
                if (owners.get(i) == owner) {
                    cpus.add(ids[i]);
                }
            }
            state = state.withInstance(Instance.named("i" + owner)
                    .withId(InstanceId.of(owner))
                    .withCpus(cpus.build())
                    .withRegions(owner == 1 ? regions(host, memory) : List.of()));
        }
        return state;
    }

    /** Per node nothing; or memory from its start, from its middle, or both; or all but what is kept from instances. */
    private static List<MemoryRange> regions(SystemState host, List<Integer> memory) {
        List<MemoryRange> regions = new ArrayList<>();
        for (int i = 0; i < memory.size(); i++) {
            NumaNode node = host.topology().nodes().get(i);
            for (MemoryRange all : node.memory()) {
                long quarter = all.size() / 4;
                if ((memory.get(i) & 1) != 0) {
                    regions.add(new MemoryRange(all.base(), quarter));
                }
                if ((memory.get(i) & 2) != 0) {
                    regions.add(new MemoryRange(all.base() + 2 * quarter, quarter));
                }
                if ((memory.get(i) & 4) != 0) {
                    regions.add(new MemoryRange(all.base() + 3 * quarter, quarter));
                }
            }
        }
        return regions;
    }

    static Arbitrary<PlacementRequest> requests() {
        Arbitrary<List<Integer>> nodes = Arbitraries.frequency(
                Tuple.of(5, List.of()), Tuple.of(1, List.of(0)), Tuple.of(1, List.of(0, 1)), Tuple.of(1, List.of(1)));
        return Combinators.combine(
                        Arbitraries.integers().between(1, 14),
                        Arbitraries.of(0L, 0L, 700L, 1024L, 1500L, 2500L, 5000L).map(ByteSize::ofMiB),
                        Arbitraries.of(CpuAffinity.class),
                        Arbitraries.of(SmtPolicy.class),
                        Arbitraries.of(MemoryPolicy.class),
                        nodes,
                        Arbitraries.of(1, 1, 2, 3))
                .as((cpus, memory, affinity, smt, policy, named, regions) -> PlacementRequest.builder()
                        .cpuCount(cpus)
                        .memory(memory)
                        .affinity(affinity)
                        .smt(smt)
                        .memoryPolicy(policy)
                        .numaNodes(named)
                        .maxRegions(regions)
                        .build())
                .flatMap(request -> Arbitraries.of(PlacementPriority.class)
                        .map(priority -> request.toBuilder().priority(priority).build()));
    }
}
