// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class AllocatorProperties {
    /** A machine in use: CPUs of the host, and the owner of every CPU (0: nobody, from 1: an instance). */
    record Scene(Machine machine, CpuSet host, List<Integer> owners, List<MemoryRange> regions) {
        SystemState state() {
            return occupied(machine.state(host));
        }

        SystemState occupied(SystemState empty) {
            SystemState state = empty;
            for (int owner = 1; owner <= 3; owner++) {
                CpuSet.Builder cpus = CpuSet.builder();
                for (int cpu = 0; cpu < machine.cpus(); cpu++) {
                    if (owners.get(cpu) == owner && !host.contains(cpu)) {
                        cpus.add(cpu);
                    }
                }
                state = state.withInstance(Instance.named("i" + owner)
                        .withId(InstanceId.of(owner))
                        .withCpus(cpus.build())
                        .withRegions(owner == 1 ? regions : List.of()));
            }
            return state;
        }

        /** Cores that a set of CPUs would share with another owner. */
        int sharedCores(long mask) {
            TreeSet<Long> cores = new TreeSet<>();
            for (int cpu = 0; cpu < machine.cpus(); cpu++) {
                for (int sibling = 0; sibling < machine.cpus(); sibling++) {
                    boolean isHeld = host.contains(sibling) || owners.get(sibling) != 0;
                    if ((mask >>> cpu & 1) != 0 && isHeld && machine.coreOf(cpu) == machine.coreOf(sibling)) {
                        cores.add(machine.coreOf(cpu));
                    }
                }
            }
            return cores.size();
        }

        TreeSet<Integer> nodes(long mask) {
            TreeSet<Integer> nodes = new TreeSet<>();
            for (int cpu = 0; cpu < machine.cpus(); cpu++) {
                if ((mask >>> cpu & 1) != 0) {
                    nodes.add(machine.nodeOf(cpu));
                }
            }
            return nodes;
        }
    }

    @Provide
    Arbitrary<Scene> smallScenes() {
        return scenes(Arbitraries.of(
                new Machine(1, 1, 4, 2, 2),
                new Machine(2, 1, 3, 2, 2),
                new Machine(2, 2, 2, 1, 2),
                new Machine(1, 3, 2, 2, 2),
                new Machine(2, 1, 2, 3, 2),
                new Machine(1, 2, 1, 4, 2),
                new Machine(2, 2, 1, 2, 2)));
    }

    @Provide
    Arbitrary<Scene> scenes() {
        return scenes(Arbitraries.of(
                Machine.laptop(), Machine.dualSocket(), Machine.fourNodes(), new Machine(2, 8, 4, 2, 2)));
    }

    private static Arbitrary<Scene> scenes(Arbitrary<Machine> machines) {
        return machines.flatMap(machine -> {
            Arbitrary<List<Integer>> owners = Arbitraries.frequency(
                            Tuple.of(6, 0), Tuple.of(1, 1), Tuple.of(1, 2), Tuple.of(1, 3))
                    .list()
                    .ofSize(machine.cpus());
            Arbitrary<CpuSet> host = Arbitraries.longs()
                    .between(0, machine.cpus() - 1L)
                    .set()
                    .ofMaxSize(2)
                    .map(ids ->
                            CpuSet.of(ids.stream().mapToLong(Long::longValue).toArray()));
            Arbitrary<List<MemoryRange>> regions = Arbitraries.integers()
                    .between(0, 2)
                    .list()
                    .ofSize(machine.nodes())
                    .map(gib -> regions(machine, gib));
            return Combinators.combine(Arbitraries.just(machine), host, owners, regions)
                    .as(Scene::new);
        });
    }

    private static List<MemoryRange> regions(Machine machine, List<Integer> gibOfNode) {
        List<MemoryRange> regions = new ArrayList<>();
        for (int node = 0; node < machine.nodes(); node++) {
            if (gibOfNode.get(node) > 0) {
                regions.add(MemoryRange.of(machine.memoryOf(node).base(), ByteSize.ofGiB(gibOfNode.get(node))));
            }
        }
        return regions;
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        Arbitrary<ByteSize> memory = Arbitraries.of(0L, 512L, 1500L).map(ByteSize::ofMiB);
        Arbitrary<List<Integer>> nodes = Arbitraries.of(List.of(), List.of(), List.of(0), List.of(1, 0));
        return Combinators.combine(
                        Arbitraries.integers().between(1, 14),
                        memory,
                        Arbitraries.of(CpuAffinity.class),
                        Arbitraries.of(SmtPolicy.class),
                        Arbitraries.of(MemoryPolicy.NONE, MemoryPolicy.LOCAL),
                        nodes)
                .as((cpus, size, affinity, smt, policy, named) -> PlacementRequest.builder()
                        .cpuCount(cpus)
                        .memory(size)
                        .affinity(affinity)
                        .smt(smt)
                        .memoryPolicy(policy)
                        .numaNodes(named)
                        .build());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void nothingIsGivenTwiceOrFromOutsideThePool(
            @ForAll("scenes") Scene scene, @ForAll("requests") PlacementRequest request) {
        SystemState state = scene.state();

        if (Allocator.place(state, request) instanceof Placed placed) {
            assertThat(placed.cpus().size()).isEqualTo(request.cpuCount());
            assertThat(state.freeCpus().containsAll(placed.cpus())).isTrue();
            assertThat(state.freeCpus().containsAll(placed.reserved())).isTrue();
            assertThat(placed.cpus().intersects(placed.reserved())).isFalse();
            assertThat(placed.id()).isEqualTo(InstanceId.of(4));
            for (MemoryRange region : placed.regions()) {
                assertThat(region.isPageAligned()).isTrue();
                assertThat(state.freeRanges()).anyMatch(gap -> gap.contains(region));
            }
            assertThat(placed.regions().stream().mapToLong(MemoryRange::size).sum())
                    .isEqualTo(request.memory().bytes());
            if (!request.numaNodes().isEmpty()) {
                assertThat(request.numaNodes()).containsAll(placed.quality().nodes());
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theOrderOfListsDoesNotMatter(
            @ForAll("scenes") Scene scene, @ForAll("requests") PlacementRequest request, @ForAll Random random) {
        SystemState shuffled = scene.occupied(scene.machine().shuffled(scene.host(), random));
        List<Instance> instances = new ArrayList<>(shuffled.instances());
        Collections.shuffle(instances, random);

        assertThat(Allocator.place(shuffled.withInstances(instances), request))
                .isEqualTo(Allocator.place(scene.state(), request));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatWasGivenBackIsGivenAgain(@ForAll("scenes") Scene scene, @ForAll("requests") PlacementRequest request) {
        SystemState state = scene.state();

        if (Allocator.place(state, request) instanceof Placed placed) {
            Instance made = Machine.instance("made", placed);
            SystemState freed = state.withInstance(made).withoutInstance(made.name());
            assertThat(Allocator.place(freed, request)).isEqualTo(placed);
            TopologyIndex index = TopologyIndex.of(state);
            String before = index.snapshot();
            index.add(made);
            assertThat(index.snapshot())
                    .isNotEqualTo(before)
                    .isEqualTo(TopologyIndex.of(state.withInstance(made)).snapshot());
            index.remove(made.name());
            assertThat(index.snapshot()).isEqualTo(before);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theNearestRequestIsPlaced(@ForAll("scenes") Scene scene, @ForAll("requests") PlacementRequest request) {
        SystemState state = scene.state();

        if (Allocator.place(state, request) instanceof Refused refused
                && refused.nearest().isPresent()) {
            assertThat(Allocator.place(state, refused.nearest().get())).isInstanceOf(Placed.class);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void figuresAreRight(@ForAll("smallScenes") Scene scene, @ForAll("requests") PlacementRequest request) {
        if (Allocator.place(scene.state(), request) instanceof Placed placed) {
            long mask = mask(placed.cpus());
            long[] ids = placed.cpus().toArray();
            long sum = 0;
            for (long from : ids) {
                for (long to : ids) {
                    sum += from == to
                            ? 0
                            : scene.machine()
                                    .distance(
                                            scene.machine().nodeOf(from),
                                            scene.machine().nodeOf(to));
                }
            }
            double mean = ids.length == 1 ? 10 : (double) sum / (ids.length * (ids.length - 1L));
            assertThat(placed.quality().sharedCores()).hasSize(scene.sharedCores(mask));
            assertThat(placed.quality().nodes()).containsExactlyElementsOf(scene.nodes(mask));
            assertThat(placed.quality().meanCpuDistance()).isEqualTo(mean);
        }
    }

    /** Tries every set of free CPUs: none is refused without need, and none better in the first two objectives is missed. */
    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void bruteForceFindsNothingBetter(
            @ForAll("smallScenes") Scene scene, @ForAll("requests") PlacementRequest request) {
        SystemState state = scene.state();
        Best best = Best.of(scene, state, request);
        PlacementOutcome outcome = Allocator.place(state, request);

        if (outcome instanceof Refused refused && refused.cause() == PlacementOutcome.Cause.INVALID) {
            assertThat(best.figures).isEmpty();
            return;
        }
        assertThat(outcome instanceof Placed).as("%s", outcome).isEqualTo(!best.figures.isEmpty());
        if (outcome instanceof Placed placed && request.affinity() != CpuAffinity.SPREAD) {
            int shared = placed.quality().sharedCores().size();
            int nodes = placed.quality().nodes().size();
            if (request.smt() == SmtPolicy.SHARE) {
                assertThat(nodes)
                        .isEqualTo(best.figures.values().stream()
                                .min(Integer::compare)
                                .orElseThrow());
            } else {
                assertThat(shared).isEqualTo(best.figures.firstKey());
                assertThat(nodes).isEqualTo(best.figures.firstEntry().getValue());
            }
        }
    }

    private static long mask(CpuSet cpus) {
        return cpus.stream().map(id -> 1L << id).reduce(0, (a, b) -> a | b);
    }

    /** The fewest nodes for each number of shared cores. */
    private record Best(TreeMap<Integer, Integer> figures) {
        static Best of(Scene scene, SystemState state, PlacementRequest request) {
            TreeMap<Integer, Integer> figures = new TreeMap<>();
            TreeSet<Integer> memoryNodes = memoryNodes(scene, state, request);
            long free = mask(state.freeCpus());
            for (long set = free; set != 0; set = (set - 1) & free) {
                if (Long.bitCount(set) == request.cpuCount() && isAllowed(scene, request, set, memoryNodes)) {
                    figures.merge(scene.sharedCores(set), scene.nodes(set).size(), Math::min);
                }
            }
            return new Best(figures);
        }

        private static TreeSet<Integer> memoryNodes(Scene scene, SystemState state, PlacementRequest request) {
            TreeSet<Integer> nodes = new TreeSet<>();
            for (int node = 0; node < scene.machine().nodes(); node++) {
                MemoryRange all = scene.machine().memoryOf(node);
                boolean fits = state.freeRanges().stream()
                        .filter(all::contains)
                        .anyMatch(gap ->
                                gap.size() - (1 << 20) >= request.memory().bytes());
                if (fits) {
                    nodes.add(node);
                }
            }
            return nodes;
        }

        private static boolean isAllowed(
                Scene scene, PlacementRequest request, long set, TreeSet<Integer> memoryNodes) {
            TreeSet<Integer> nodes = scene.nodes(set);
            TreeSet<Integer> common = new TreeSet<>(nodes);
            common.retainAll(memoryNodes);
            boolean isLocal = request.affinity() == CpuAffinity.LOCAL || request.memoryPolicy() == MemoryPolicy.LOCAL;
            boolean hasMemory = request.memory().isZero() || !(isLocal ? common : memoryNodes).isEmpty();
            boolean isKnown = request.numaNodes().stream()
                    .allMatch(node -> node < scene.machine().nodes());
            boolean onNodes =
                    request.numaNodes().isEmpty() || request.numaNodes().containsAll(nodes);
            boolean mayShare = request.smt() == SmtPolicy.AVOID || request.smt() == SmtPolicy.SHARE;
            return hasMemory
                    && isKnown
                    && onNodes
                    && (mayShare || scene.sharedCores(set) == 0)
                    && (request.affinity() != CpuAffinity.LOCAL || nodes.size() == 1);
        }
    }
}
