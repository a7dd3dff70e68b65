// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static io.kerf.alloc.Placing.cpus;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.Instance;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
