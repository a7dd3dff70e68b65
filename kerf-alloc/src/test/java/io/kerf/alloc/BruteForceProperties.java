// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.SystemState;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** On hosts of at most 16 CPUs every set of free CPUs is tried: nothing is refused without need, and nothing better is missed. */
class BruteForceProperties {
    @Provide
    Arbitrary<SystemState> hosts() {
        return SmallHosts.inUse();
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        return SmallHosts.requests();
    }

    @Property(tries = 8000, edgeCases = EdgeCasesMode.NONE)
    void nothingIsRefusedWithoutNeedAndNothingBetterIsMissed(
            @ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        BruteForce bruteForce = new BruteForce(state, request);
        PlacementOutcome outcome = Allocator.place(state, request);

        if (outcome instanceof Refused refused) {
            boolean isForbidden = refused.cause() == Cause.INVALID || refused.cause() == Cause.POLICY;
            Optional<BruteForce.Figures> best = isForbidden ? Optional.empty() : bruteForce.best();
            assertThat(best).as("%s, but %s", request, refused).isEmpty();
            return;
        }
        Placed placed = (Placed) outcome;
        long given = BruteForceNodes.mask(placed.cpus());
        BruteForce.Figures best = bruteForce.best().orElseThrow(() -> new AssertionError("not allowed: " + placed));
        if (request.smt() == SmtPolicy.SHARE) {
            assertThat(bruteForce.isInHolesFirst(given))
                    .as("%s: %s", request, placed)
                    .isTrue();
        }
        if (request.affinity() != CpuAffinity.SPREAD) {
            assertThat(bruteForce.figures(given)).as("%s: %s", request, placed).isEqualTo(best);
        }
        assertMemoryIsAsAsked(state, request, placed);
    }

    /** Fewest cores are shared, and then shares are the most even ones: of cores if they come out even in two at least, else of CPUs. */
    @Property(tries = 6000, edgeCases = EdgeCasesMode.NONE)
    void noSpreadIsMoreEven(@ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        PlacementRequest spread =
                request.toBuilder().affinity(CpuAffinity.SPREAD).build();
        if (spread.smt() == SmtPolicy.WHOLE || !(Allocator.place(state, spread) instanceof Placed placed)) {
            return;
        }
        BruteForce bruteForce = new BruteForce(state, spread);
        long given = BruteForceNodes.mask(placed.cpus());
        int shared = bruteForce.fewestShared();
        int threads = state.topology().threadsPerCore();
        boolean isByCore = spread.cpuCount() % threads == 0
                && spread.cpuCount() > threads
                && bruteForce.shares(given, threads).isPresent();
        int unit = isByCore ? threads : 1;

        assertThat(spread.smt() == SmtPolicy.SHARE ? 0 : bruteForce.shared(given))
                .as("%s: %s", spread, placed)
                .isEqualTo(shared);
        assertThat(bruteForce.shares(given, unit).orElseThrow())
                .as("%s: %s", spread, placed)
                .isEqualTo(bruteForce.mostEvenShares(unit, shared).orElseThrow());
    }

    /** Of equally even spreads one that has the memory on one of its nodes is taken. */
    @Property(tries = 6000, edgeCases = EdgeCasesMode.NONE)
    void aSpreadIsBesideItsMemoryIfAnAsEvenOneCanBe(
            @ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        PlacementRequest spread = request.toBuilder()
                .affinity(CpuAffinity.SPREAD)
                .memoryPolicy(MemoryPolicy.NONE)
                .memory(request.memory().isZero() ? ByteSize.ofMiB(1500) : request.memory())
                .maxRegions(1)
                .build();
        if (spread.smt() == SmtPolicy.WHOLE || !(Allocator.place(state, spread) instanceof Placed placed)) {
            return;
        }
        BruteForce bruteForce = new BruteForce(state, spread);
        long given = BruteForceNodes.mask(placed.cpus());
        if (bruteForce.figures(given).remoteness() > 0) {
            assertThat(bruteForce.canBeBesideMemory(
                            bruteForce.shares(given, 1).orElseThrow(), bruteForce.shared(given)))
                    .as("%s: %s", spread, placed)
                    .isFalse();
        }
    }

    /** What is owned, left-over threads included, is as many cores as the CPUs fill, in the most even shares. */
    @Property(tries = 6000, edgeCases = EdgeCasesMode.NONE)
    void noSpreadOfWholeCoresIsMoreEven(
            @ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        int threads = state.topology().threadsPerCore();
        boolean isUniform =
                state.topology().cores().stream().allMatch(core -> core.cpus().size() == threads);
        PlacementRequest spread = request.toBuilder()
                .affinity(CpuAffinity.SPREAD)
                .smt(SmtPolicy.WHOLE)
                .maxRegions(1)
                .build();
        if (!isUniform || !(Allocator.place(state, spread) instanceof Placed placed)) {
            return;
        }
        int cores = (spread.cpuCount() + threads - 1) / threads;
        PlacementRequest filled = spread.toBuilder().cpuCount(cores * threads).build();
        long owned = BruteForceNodes.mask(placed.cpus().union(placed.reserved()));
        BruteForce bruteForce = new BruteForce(state, filled);

        assertThat(Long.bitCount(owned)).isEqualTo(cores * threads);
        assertThat(bruteForce.shares(owned, threads).orElseThrow())
                .as("%s: %s", spread, placed)
                .isEqualTo(bruteForce.mostEvenShares(threads, 0).orElseThrow());
    }

    static void assertMemoryIsAsAsked(SystemState state, PlacementRequest request, Placed placed) {
        List<MemoryRange> regions = placed.regions();
        assertThat(regions.stream().mapToLong(MemoryRange::size).sum())
                .isEqualTo(request.memory().bytes());
        assertThat(regions.size()).isLessThanOrEqualTo(request.maxRegions());
        List<Integer> nodes = regions.stream()
                .map(region -> state.topology().nodeOf(region).orElseThrow())
                .toList();
        for (MemoryRange region : regions) {
            assertThat(state.freeRanges()).anyMatch(gap -> gap.contains(region));
            assertThat(regions.stream().filter(region::overlaps)).hasSize(1);
        }
        for (int node : nodes) {
            MemoryType type = state.topology().node(node).orElseThrow().memoryType();
            assertThat(type != MemoryType.OTHER || request.numaNodes().contains(node))
                    .isTrue();
        }
        List<Integer> ofCpus = placed.quality().nodes();
        boolean isLocal = request.affinity() == CpuAffinity.LOCAL || request.memoryPolicy() == MemoryPolicy.LOCAL;
        if (isLocal) {
            assertThat(ofCpus).containsAll(nodes);
        }
        if (request.memoryPolicy() == MemoryPolicy.BIND) {
            assertThat(request.numaNodes()).containsAll(nodes);
        }
        if (request.memoryPolicy() == MemoryPolicy.INTERLEAVE && !regions.isEmpty()) {
            long most = regions.stream().mapToLong(MemoryRange::size).max().orElseThrow();
            long least = regions.stream().mapToLong(MemoryRange::size).min().orElseThrow();
            assertThat(most - least).isLessThanOrEqualTo(MemoryRange.PAGE_SIZE);
            assertThat(nodes).doesNotHaveDuplicates().hasSizeGreaterThan(1);
            assertThat(request.numaNodes().isEmpty() ? ofCpus : request.numaNodes())
                    .containsAll(nodes);
        }
    }

    @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
    void aWishForMemoryIsRefusedOnlyIfNoMemoryWillDo(
            @ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        boolean hasMemoryNode = state.topology().nodes().stream()
                .anyMatch(node -> node.id() == 1 && node.cpus().isEmpty());
        PlacementRequest wish = request.toBuilder()
                .preferredMemoryPolicy(hasMemoryNode ? MemoryPolicy.BIND : request.memoryPolicy())
                .numaNodes(hasMemoryNode ? List.of(1) : request.numaNodes())
                .build();

        if (Allocator.place(state, wish) instanceof Refused refused && refused.cause() != Cause.INVALID) {
            assertThat(new BruteForce(state, wish).best())
                    .as("%s, but %s", wish, refused)
                    .isEmpty();
        }
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void theCpusOfAPlacementCanBeAskedForById(
            @ForAll("hosts") SystemState state, @ForAll("requests") PlacementRequest request) {
        if (Allocator.place(state, request) instanceof Placed placed) {
            PlacementRequest byId = request.toBuilder().cpus(placed.cpus()).build();

            PlacementOutcome outcome = Allocator.place(state, byId);

            assertThat(outcome).as("%s", byId).isInstanceOf(Placed.class);
            assertThat(((Placed) outcome).regions()).isEqualTo(placed.regions());
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void memoryIsOrdinaryWhileThereIsSome(@ForAll("requests") PlacementRequest request) {
        SystemState host = Machines.tieredMemory();
        PlacementRequest anywhere = request.toBuilder()
                .numaNodes(List.of())
                .memoryPolicy(MemoryPolicy.NONE)
                .build();

        Placed placed = (Placed) Allocator.place(host, anywhere);

        assertThat(placed.regions())
                .allMatch(region -> host.topology()
                        .node(host.topology().nodeOf(region).orElseThrow())
                        .filter(node -> node.memoryType() == MemoryType.DRAM)
                        .isPresent());
    }
}
