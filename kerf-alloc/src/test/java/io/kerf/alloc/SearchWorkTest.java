// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static io.kerf.alloc.Placing.cpus;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a decision looks at on a host of 64 nodes that all look alike, 24 of 64 CPUs held on each. */
class SearchWorkTest {
    private static final SystemState HOST = host();

    private static SystemState host() {
        CpuSet.Builder held = CpuSet.builder();
        for (int node = 0; node < 64; node++) {
            held.addRange(node * 64L, node * 64L + 23);
        }
        return Machines.sixtyFourNodes().withInstance(Instance.named("others").withCpus(held.build()));
    }

    /** Larger gaps on nodes of higher number. */
    private static SystemState withUnevenMemory() {
        List<MemoryRange> regions = new ArrayList<>();
        for (int node = 0; node < 64; node++) {
            MemoryRange all = HOST.topology().nodes().get(node).memory().get(0);
            long gap = (1L + node / 2) << 29;
            regions.add(new MemoryRange(all.base() + gap, all.size() - gap));
        }
        return HOST.withInstance(Instance.named("memory").withRegions(regions));
    }

    private static long work(SystemState host, PlacementRequest.Builder request) {
        Decision decision = new Decision(TopologyIndex.of(host));
        assertThat(decision.decide(request.build())).isInstanceOf(Placed.class);
        return decision.work().steps();
    }

    /** There was one search for each number of shares up to that of CPUs or regions, which came to seconds. */
    @ParameterizedTest
    @CsvSource({"120, COMPACT", "640, COMPACT", "2000, COMPACT", "120, SPREAD", "640, SPREAD"})
    void sharesOfMemoryAreNotAllSearchedFor(int count, CpuAffinity affinity) {
        PlacementRequest.Builder request = cpus(count).affinity(affinity).memory(ByteSize.ofGiB(60));
        PlacementRequest.Builder shared = cpus(count)
                .affinity(affinity)
                .memory(ByteSize.ofGiB(240))
                .memoryPolicy(MemoryPolicy.INTERLEAVE)
                .maxRegions(64);

        long once = work(HOST, request);

        assertThat(work(HOST, shared)).isLessThan(3 * once + 10_000);
        assertThat(work(withUnevenMemory(), shared)).isLessThan(5 * once + 100_000);
    }

    @ParameterizedTest
    @CsvSource({"120, COMPACT", "640, COMPACT", "2000, COMPACT", "120, SPREAD", "640, SPREAD"})
    void setsOfNodesWithLocalMemoryAreNotAllSearchedFor(int count, CpuAffinity affinity) {
        PlacementRequest.Builder request = cpus(count).affinity(affinity).memory(ByteSize.ofGiB(60));
        PlacementRequest.Builder inPieces = cpus(count)
                .affinity(affinity)
                .memory(ByteSize.ofGiB(240))
                .memoryPolicy(MemoryPolicy.LOCAL)
                .maxRegions(64);

        long once = work(HOST, request);

        assertThat(work(HOST, inPieces)).isLessThan(3 * once + 10_000);
        assertThat(work(withUnevenMemory(), inPieces)).isLessThan(5 * once + 100_000);
    }

    /** Decisions that weigh many sets of nodes were counted like those that do nothing. */
    @Test
    void theBudgetOfABatchWeighsDecisions() {
        List<PlacementRequest> tooMany =
                new ArrayList<>(Collections.nCopies(5, cpus(600).build()));
        tooMany.add(
                cpus(2).affinity(CpuAffinity.LOCAL).memory(ByteSize.ofGiB(2)).build());

        BatchOutcome outcome = Allocator.placeAll(HOST, tooMany, 1000);

        assertThat(outcome.isComplete()).isFalse();
        assertThat(outcome.decisions()).isBetween(2 * 6, 100);
    }

    /** 48 gaps on each node, whose lengths are alike on no two. */
    private static SystemState withManyGaps() {
        List<MemoryRange> regions = new ArrayList<>();
        for (int node = 0; node < 64; node++) {
            MemoryRange all = HOST.topology().nodes().get(node).memory().get(0);
            long base = all.base();
            for (int gap = 1; gap <= 48; gap++) {
                base += (gap * 31L + node * 17L) % 64 + 1 << 21;
                regions.add(new MemoryRange(base, 1L << 21));
                base += 1L << 21;
            }
            regions.add(new MemoryRange(base, all.base() + all.size() - base));
        }
        return HOST.withInstance(Instance.named("memory").withRegions(regions));
    }

    private static PlacementRequest.Builder inRegions(int cpus, long mebibytes, int regions) {
        return cpus(cpus)
                .memory(ByteSize.ofMiB(mebibytes))
                .memoryPolicy(MemoryPolicy.LOCAL)
                .maxRegions(regions);
    }

    /** What it takes to find the nodes for memory in pieces was not counted at all. */
    @Test
    void gapsOfMemoryAreCounted() {
        SystemState host = withManyGaps();

        long plain = work(host, cpus(600).memory(ByteSize.ofMiB(64)));
        long inPieces = work(host, inRegions(600, 50_000, 800));

        assertThat(inPieces - plain).isGreaterThan(64 * 48);
    }

    /** A table of all choices came to ten milliseconds and more; bounds leave it out. */
    @ParameterizedTest
    @CsvSource({"120, COMPACT", "640, COMPACT", "120, SPREAD", "640, SPREAD"})
    void choicesOfManyGapsAreBounded(int count, CpuAffinity affinity) {
        SystemState host = withManyGaps();
        long plain = work(host, cpus(count).affinity(affinity).memory(ByteSize.ofMiB(64)));

        long inPieces = work(host, inRegions(count, 24_000, 200).affinity(affinity));

        assertThat(inPieces).isLessThan(3 * plain + 100_000);
    }

    /** How far pieces are was worked out piece by piece for each of two thousand pairs of nodes, which came to 16 ms. */
    @Test
    void howFarManyPiecesAreIsBounded() {
        long mebibytes = HOST.memory().pool().size().bytes() >> 20;

        long inPieces =
                work(HOST, cpus(60).memory(ByteSize.ofMiB(mebibytes * 97 / 100)).maxRegions(200));

        assertThat(inPieces).isLessThan(1_000_000);
    }

    /** Uneven memory, and on every second node of the upper half all cores are in use, which half of their threads are not. */
    private static SystemState withSharedCores() {
        CpuSet.Builder halves = CpuSet.builder();
        for (int node = 33; node < 64; node += 2) {
            for (int cpu = 24; cpu < 64; cpu += 2) {
                halves.add(node * 64L + cpu);
            }
        }
        return withUnevenMemory().withInstance(Instance.named("halves").withCpus(halves.build()));
    }

    /** The budget was spent on decisions between amounts that no number of shares comes to, and nothing was named. */
    @ParameterizedTest
    @ValueSource(ints = {1500, 2000, 2240})
    void theLargestAmountIsNamedWhereDecisionsAreDear(int count) {
        TopologyIndex index = TopologyIndex.of(withSharedCores());
        PlacementRequest tooMuch = cpus(count)
                .memory(ByteSize.ofGiB(5000))
                .memoryPolicy(MemoryPolicy.INTERLEAVE)
                .maxRegions(64)
                .build();
        NearestRequest nearest = new NearestRequest(index);

        Refused named = nearest.withNearest(tooMuch, (Refused) new Decision(index).decide(tooMuch));

        // 34 nodes have 8 GB in one gap, 32 have 8.5 GB: no other number of equal shares comes to as much.
        assertThat(named.nearest())
                .contains(tooMuch.toBuilder().memory(ByteSize.ofGiB(272)).build());
        assertThat(nearest.work().decisions()).isLessThan(512);
    }

    /** The nearest request that fits was looked for on every node, and cost a batch nothing. */
    @Test
    void refusalsInABatchAreWorkToo() {
        SystemState host = Machines.synthetic("node:256 core:2 thread:2 mem:1GB");
        List<PlacementRequest> tooMuch = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tooMuch.add(cpus(2).numaNodes(List.of(i))
                    .memory(ByteSize.ofGiB(2).plus(ByteSize.ofMiB(i)))
                    .memoryPolicy(MemoryPolicy.LOCAL)
                    .build());
        }
        TopologyIndex index = TopologyIndex.of(host);
        NearestRequest nearest = new NearestRequest(index);
        PlacementOutcome refused = new Decision(index).decide(tooMuch.get(0));

        Refused named = nearest.withNearest(tooMuch.get(0), (Refused) refused);

        assertThat(named.nearest())
                .hasValueSatisfying(less -> assertThat(less.memory()).isGreaterThan(ByteSize.ofMiB(1000)));
        assertThat(nearest.work().decisions()).isLessThan(150);
        assertThat(new BatchSearch(index, tooMuch, 100).run().outcomes()).hasSize(20);
    }

    /** Each of many refusals had a share of its own beyond the budget. */
    @Test
    void theNearestRequestsOfABatchHaveOneBudget() {
        List<PlacementRequest> tooMuch = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            tooMuch.add(inRegions(40 + i, 600_000 + 2L * i, 16).build());
        }
        BatchSearch search = new BatchSearch(TopologyIndex.of(withManyGaps()), tooMuch, 1);

        BatchOutcome outcome = search.run();

        assertThat(outcome.outcomes()).allMatch(each -> each instanceof Refused);
        assertThat(outcome.outcomes().stream()
                        .filter(each -> ((Refused) each).nearest().isPresent()))
                .isNotEmpty();
        assertThat(search.spent()).isBetween(1000L, 3000L);
    }

    /** The distances between all nodes of a set are added up for every set that is filled, which was not counted. */
    @Test
    void fillingManyNodesIsCounted() {
        long few = work(HOST, cpus(40));
        long many = work(HOST, cpus(2390));

        // Each of 64 nodes grows by 59 others, and two sets of 60 are filled.
        assertThat(many - few).isGreaterThan(64 * 60 * 64 + 2 * 60 * 60);
    }

    @Test
    void repackingEndsWithItsBudget() {
        SystemState host = Machines.synthetic("node:16 core:4 thread:2 mem:1GB");
        Set<InstanceName> names = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            Instance instance = Instance.named("i" + i).withCpus(CpuSet.of(2L * i));
            host = host.withInstance(instance);
            names.add(instance.name());
        }
        PlacementRequest tooMany =
                cpus(6).smt(SmtPolicy.REQUIRE).numaNodes(List.of(0)).build();
        RepackSearch full = new RepackSearch(TopologyIndex.of(host), tooMany, names, Map.of(), 5000);
        RepackSearch brief = new RepackSearch(TopologyIndex.of(host), tooMany, names, Map.of(), 10);

        assertThat(full.run()).isPresent();
        brief.run();

        assertThat(full.work().decisions()).isGreaterThan(100);
        assertThat(brief.work().decisions()).isLessThan(100);
    }
}
