// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static io.kerf.alloc.Placing.DUAL;
import static io.kerf.alloc.Placing.FOUR;
import static io.kerf.alloc.Placing.cpus;
import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Cause;
import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.CpuAffinity;
import io.kerf.model.CpuSet;
import io.kerf.model.DeviceRef;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static PlacementRequest local(int count, long gib) {
        return cpus(count)
                .affinity(CpuAffinity.LOCAL)
                .memory(ByteSize.ofGiB(gib))
                .build();
    }

    @Test
    void aBatchIsPlacedHardestFirst() {
        BatchOutcome outcome = Allocator.placeAll(DUAL, List.of(local(2, 1), local(8, 2), local(2, 1)));

        assertThat(outcome.isComplete()).isTrue();
        assertThat(outcome.outcomes())
                .extracting(each -> ((Placed) each).cpus())
                .containsExactly(CpuSet.parse("8-9"), CpuSet.parse("0-7"), CpuSet.parse("10-11"));
        assertThat(outcome.outcomes())
                .extracting(each -> ((Placed) each).id())
                .containsExactly(InstanceId.of(2), InstanceId.of(1), InstanceId.of(3));
    }

    @Test
    void whatFindsNoPlaceGoesInFrontTheNextTime() {
        // The two that need few CPUs come last, and by then no node has room for the memory of the second.
        List<PlacementRequest> requests = List.of(local(4, 2), local(3, 2), local(2, 13), local(2, 12));

        assertThat(Allocator.placeAll(DUAL, requests, 0).placed()).isEqualTo(3);
        assertThat(Allocator.placeAll(DUAL, requests).isComplete()).isTrue();
    }

    @Test
    void aRefusalTellsWhatTheOthersLeave() {
        BatchOutcome outcome = Allocator.placeAll(DUAL, List.of(cpus(12).build(), cpus(9).build()));

        assertThat(outcome.placed()).isEqualTo(1);
        Refused refused = (Refused) outcome.outcomes().get(1);
        assertThat(refused.cause()).isEqualTo(Cause.TOO_FEW_CPUS);
        assertThat(refused.available()).isEqualTo(4);
        assertThat(refused.nearest()).contains(cpus(4).build());
    }

    @Test
    void noRequestsHaveNoOutcomes() {
        assertThat(Allocator.placeAll(DUAL, List.of()).outcomes()).isEmpty();
    }

    @Provide
    Arbitrary<List<PlacementRequest>> batches() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.of(0L, 1L, 4L, 8L),
                        Arbitraries.of(CpuAffinity.class),
                        Arbitraries.of(SmtPolicy.class),
                        Arbitraries.of(CpuSet.empty(), CpuSet.empty(), CpuSet.range(0, 3), CpuSet.range(9, 12)),
                        Arbitraries.of(MemoryFit.class))
                .as((count, gib, affinity, smt, excluded, fit) -> cpus(count)
                        .memory(ByteSize.ofGiB(gib))
                        .affinity(affinity)
                        .smt(smt)
                        .excludedCpus(excluded)
                        .memoryFit(fit)
                        .build())
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theAnswerIsTheSameInWhateverOrderRequestsAreListed(
            @ForAll("batches") List<PlacementRequest> batch, @ForAll Random random) {
        List<PlacementRequest> shuffled = new ArrayList<>(batch);
        Collections.shuffle(shuffled, random);

        assertThat(pairs(shuffled)).containsExactlyInAnyOrderElementsOf(pairs(batch));
    }

    /** Requests that differed only in what their text did not say were placed in the order in which they were listed. */
    @Test
    void requestsThatDifferInExcludedCpusOrFitAreOrderedByThem() {
        PlacementRequest any = cpus(6).build();
        PlacementRequest elsewhere = cpus(6).excludedCpus(CpuSet.parse("0-3")).build();
        PlacementRequest best = cpus(6).memoryFit(MemoryFit.BEST).build();

        assertThat(pairs(List.of(any, elsewhere, best)))
                .containsExactlyInAnyOrderElementsOf(pairs(List.of(best, elsewhere, any)));
        assertThat(elsewhere).hasToString("6 CPUs (compact) without 0-3");
        assertThat(best).hasToString("6 CPUs (compact) by best fit");
    }

    @Provide
    Arbitrary<PlacementRequest> requests() {
        return SmallHosts.requests();
    }

    private static PlacementRequest changed(PlacementRequest request, PlacementRequest other, int field) {
        PlacementRequest.Builder changed = request.toBuilder();
        int number = other.cpuCount();
        switch (field) {
            case 0 -> changed.excludedCpus(other.excludedCpus());
            case 1 -> changed.memoryFit(other.memoryFit());
            case 2 -> changed.memoryBase(other.memory().bytes());
            case 3 -> changed.preferredMemoryPolicy(request.memoryPolicy());
            case 4 -> changed.deviceUnits(List.of(DeviceUnits.functions(number)));
            case 5 -> changed.devices(List.of(new DeviceRef.Whole("eth" + number)));
            case 6 -> changed.priority(PlacementPriority.FEWEST_NODES);
            case 7 -> changed.id(InstanceId.of(number));
            case 8 -> changed.cpus(CpuSet.range(0, number));
            default -> changed.smt(other.smt()).maxRegions(number).numaNodes(List.of(number));
        }
        return changed.build();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void onlyEqualRequestsAreEqualInTheOrder(
            @ForAll("requests") PlacementRequest request,
            @ForAll("batches") List<PlacementRequest> batch,
            @ForAll @IntRange(max = 9) int field,
            @ForAll @IntRange(max = 9) int second) {
        PlacementRequest one = changed(request, batch.get(0), second);
        PlacementRequest other = changed(one, batch.get(batch.size() - 1), field);

        int order = RequestOrder.HARDEST_FIRST.compare(one, other);

        assertThat(order == 0).isEqualTo(one.equals(other));
        assertThat(Integer.signum(RequestOrder.HARDEST_FIRST.compare(other, one)))
                .isEqualTo(-Integer.signum(order));
    }

    private static List<String> pairs(List<PlacementRequest> batch) {
        List<PlacementOutcome> outcomes = Allocator.placeAll(DUAL, batch, 100).outcomes();
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            pairs.add(batch.get(i) + " -> " + outcomes.get(i));
        }
        return pairs;
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void noOrderOfFewRequestsPlacesMore(@ForAll("batches") List<PlacementRequest> batch) {
        BatchOutcome outcome = Allocator.placeAll(DUAL, batch);

        assertThat(outcome.placed()).isGreaterThanOrEqualTo(most(DUAL, batch));
        Set<Long> cpus = new HashSet<>();
        List<MemoryRange> regions = new ArrayList<>();
        for (PlacementOutcome each : outcome.outcomes()) {
            if (each instanceof Placed placed) {
                assertThat(placed.cpus().stream().allMatch(cpus::add)).isTrue();
                assertThat(placed.regions())
                        .noneMatch(region -> regions.stream().anyMatch(region::overlaps));
                regions.addAll(placed.regions());
            }
        }
    }

    /** The most that one after the other places, in any order. */
    private static int most(SystemState state, List<PlacementRequest> batch) {
        int most = 0;
        for (int i = 0; i < batch.size(); i++) {
            List<PlacementRequest> rest = new ArrayList<>(batch);
            PlacementRequest first = rest.remove(i);
            if (Allocator.place(state, first) instanceof Placed placed) {
                CpuSet owned = placed.cpus().union(placed.reserved());
                SystemState next = state.withInstance(Machine.instance("i" + placed.id(), placed)
                        .withCpus(first.smt() == SmtPolicy.REQUIRE ? owned.union(siblings(owned)) : owned));
                most = Math.max(most, 1 + most(next, rest));
            }
        }
        return most;
    }

    private static CpuSet siblings(CpuSet cpus) {
        return CpuSet.of(cpus.stream().map(cpu -> cpu ^ 1).toArray());
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void coresThatMustNotBeSharedAreNotSharedByALaterOne(@ForAll("batches") List<PlacementRequest> batch) {
        List<PlacementOutcome> outcomes = Allocator.placeAll(DUAL, batch, 100).outcomes();

        for (int i = 0; i < outcomes.size(); i++) {
            boolean isAlone =
                    batch.get(i).smt() == SmtPolicy.REQUIRE || batch.get(i).smt() == SmtPolicy.WHOLE;
            if (isAlone && outcomes.get(i) instanceof Placed placed) {
                CpuSet cores = placed.cpus().union(siblings(placed.cpus()));
                assertThat(outcomes)
                        .noneMatch(each -> each instanceof Placed other
                                && other != placed
                                && other.cpus().intersects(cores));
            }
        }
    }

    @Test
    void aRequestThatFitsMovesNobody() {
        SystemState state = DUAL.withInstance(Machine.instance(1, "0-3"));

        RepackPlan plan = Allocator.repack(state, local(8, 1), Set.of(InstanceName.of("i1")))
                .orElseThrow();

        assertThat(plan.moves()).isEmpty();
        assertThat(plan.placement().cpus()).isEqualTo(CpuSet.parse("8-15"));
    }

    @Test
    void oneInstanceMovesWhereOneIsEnough() {
        SystemState state = DUAL.withInstance(Machine.instance(1, "0-1"))
                .withInstance(Machine.instance(2, "8-11"))
                .withInstance(Machine.instance(3, "12-13"));
        assertThat(Allocator.place(state, local(8, 1))).isInstanceOf(Refused.class);

        RepackPlan plan = Allocator.repack(state, local(8, 1), Set.of(InstanceName.of("i1"), InstanceName.of("i3")))
                .orElseThrow();

        assertThat(plan.placement().cpus()).isEqualTo(CpuSet.parse("0-7"));
        assertThat(plan.moves()).hasSize(1);
        assertThat(plan.moves().get(0).instance()).isEqualTo(InstanceName.of("i1"));
        assertThat(plan.moves().get(0).to().cpus()).isEqualTo(CpuSet.parse("14-15"));
        assertThat(plan.moves().get(0).to().id()).isEqualTo(InstanceId.of(1));
    }

    @Test
    void severalInstancesMoveWhereTheyMust() {
        SystemState state = DUAL.withInstance(Machine.instance(1, "0-1"))
                .withInstance(Machine.instance(2, "2-3"))
                .withInstance(Machine.instance(3, "8-9"));

        RepackPlan plan = Allocator.repack(state, local(8, 1), Set.of(InstanceName.of("i1"), InstanceName.of("i2")))
                .orElseThrow();

        assertThat(plan.moves()).hasSize(2);
        assertThat(plan.placement().cpus()).isEqualTo(CpuSet.parse("0-7"));
    }

    @Test
    void anInstanceThatSharesNoCoreSharesNoneAfterItsMove() {
        SystemState state =
                DUAL.withInstance(Machine.instance(1, "0-1")).withInstance(Machine.instance(2, "8,10,12,14"));
        Set<InstanceName> first = Set.of(InstanceName.of("i1"));

        assertThat(Allocator.repack(state, local(8, 1), first)).isEmpty();
        RepackPlan plan = Allocator.repack(state, local(8, 1), first, Map.of(InstanceName.of("i1"), cpus(2).build()))
                .orElseThrow();

        assertThat(plan.moves().get(0).to().cpus()).isEqualTo(CpuSet.parse("9,11"));
        assertThat(plan.moves().get(0).to().quality().sharedCores()).hasSize(2);
    }

    @Test
    void anInstanceMovesAsItWasAskedFor() {
        SystemState state = FOUR.withInstance(Machine.instance(1, "0-2"));
        PlacementRequest whole = cpus(3).cpus(CpuSet.parse("0-2"))
                .smt(SmtPolicy.WHOLE)
                .numaNodes(List.of(0, 3))
                .build();
        PlacementRequest all = cpus(16).numaNodes(List.of(0)).build();

        RepackPlan plan = Allocator.repack(
                        state,
                        all.toBuilder().excludedCpus(CpuSet.parse("48-51")).build(),
                        Set.of(InstanceName.of("i1")),
                        Map.of(InstanceName.of("i1"), whole))
                .orElseThrow();

        assertThat(plan.placement().cpus()).isEqualTo(CpuSet.parse("0-15"));
        assertThat(plan.moves().get(0).to().cpus()).isEqualTo(CpuSet.parse("52-54"));
        assertThat(plan.moves().get(0).to().reserved()).isEqualTo(CpuSet.parse("55"));
    }

    @Test
    void nobodyMovesOrGoesBackBesideARequestThatMustNotShareCores() {
        SystemState state = DUAL.withInstance(Machine.instance(1, "1")).withInstance(Machine.instance(2, "9,11,13"));
        PlacementRequest seven =
                cpus(7).numaNodes(List.of(0)).smt(SmtPolicy.REQUIRE).build();

        RepackPlan plan = Allocator.repack(
                        state, seven, Set.of(InstanceName.of("i1")), Map.of(InstanceName.of("i1"), cpus(1).build()))
                .orElseThrow();

        assertThat(plan.placement().cpus()).isEqualTo(CpuSet.parse("0-6"));
        assertThat(plan.moves().get(0).to().cpus()).isEqualTo(CpuSet.parse("14"));
    }

    @Test
    void nothingIsProposedWhereNoMoveHelps() {
        SystemState state = DUAL.withInstance(Machine.instance(1, "0-3")).withInstance(Machine.instance(2, "8-11"));

        assertThat(Allocator.repack(state, local(8, 1), Set.of())).isEmpty();
        assertThat(Allocator.repack(state, cpus(9).build(), Set.of(InstanceName.of("i1"), InstanceName.of("i2"))))
                .isEmpty();
    }
}
