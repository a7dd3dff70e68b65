// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PlacementOutcome.Placed;
import io.kerf.alloc.PlacementOutcome.Refused;
import io.kerf.model.ByteSize;
import io.kerf.model.InstanceId;
import io.kerf.model.MemoryPolicy;
import io.kerf.model.MemoryRange;
import io.kerf.model.SystemState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A batch against every order of its requests: none that has a place in some order may be left out of the search. */
class BatchOrderProperties {
    private static final long GIBIBYTE = 1L << 30;

    @Provide
    Arbitrary<SystemState> hosts() {
        return Arbitraries.oneOf(SmallHosts.inUse(), SmallHosts.ofSeveralNodesInUse());
    }

    /** Small requests of every kind, one in eight for an id, one whose policy is a wish. */
    @Provide
    Arbitrary<PlacementRequest> requests() {
        Arbitrary<MemoryFit> fits = Arbitraries.of(MemoryFit.class);
        return Combinators.combine(
                        SmallHosts.requests(),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.integers().between(1, 5),
                        fits)
                .as((request, cpus, kind, number, fit) -> {
                    PlacementRequest.Builder changed =
                            request.toBuilder().cpuCount(cpus).memoryFit(fit);
                    switch (kind) {
                        case 0 -> changed.id(InstanceId.of(number));
                        case 1 -> changed.preferredMemoryPolicy(request.memoryPolicy());
                        default -> {}
                    }
                    return changed.build();
                });
    }

    /** Calls with the places of what each order places. */
    private static void everyOrder(TopologyIndex index, List<PlacementRequest> batch, Consumer<List<Integer>> placed) {
        everyOrder(index, batch, new ArrayList<>(), placed);
    }

    private static void everyOrder(
            TopologyIndex index, List<PlacementRequest> batch, List<Integer> order, Consumer<List<Integer>> placed) {
        if (order.size() == batch.size()) {
            Tentative tentative = new Tentative(index, new Work());
            placed.accept(order.stream()
                    .filter(request -> tentative.place(batch.get(request)).isPresent())
                    .toList());
            tentative.end();
        }
        IntStream.range(0, batch.size())
                .filter(request -> !order.contains(request))
                .forEach(request -> {
                    order.add(request);
                    everyOrder(index, batch, order, placed);
                    order.remove(order.size() - 1);
                });
    }

    @Provide
    Arbitrary<List<PlacementRequest>> batches() {
        return requests().list().ofMinSize(2).ofMaxSize(4);
    }

    /** The batch, one of whose requests is to begin where the memory of the next one is likely to end, if there is such a one. */
    private static List<PlacementRequest> oneAfterAnother(SystemState state, List<PlacementRequest> batch, int which) {
        PlacementRequest first = batch.get((which + 1) % batch.size());
        Optional<MemoryRange> before = Allocator.predictBase(state, first.memory(), 0);
        if (which >= batch.size() || batch.get(which).memory().isZero() || before.isEmpty()) {
            return batch;
        }
        List<PlacementRequest> changed = new ArrayList<>(batch);
        changed.set(
                which,
                batch.get(which).toBuilder()
                        .memoryBase(before.get().base() + before.get().size())
                        .build());
        return changed;
    }

    /** What a search may leave out because it has no place alone. */
    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void whatHasNoPlaceAloneHasNoneInAnyOrder(
            @ForAll("hosts") SystemState state,
            @ForAll("batches") List<PlacementRequest> asked,
            @ForAll @IntRange(max = 5) int which) {
        List<PlacementRequest> batch = oneAfterAnother(state, asked, which);
        List<Integer> possible = IntStream.range(0, batch.size())
                .filter(request -> batch.get(request).memoryBase().isPresent()
                        || Allocator.place(state, batch.get(request)) instanceof Placed)
                .boxed()
                .toList();

        everyOrder(
                TopologyIndex.of(state),
                batch,
                placed -> assertThat(possible).as("%s", batch).containsAll(placed));
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void noOrderPlacesMoreThanABatchDoes(
            @ForAll("hosts") SystemState state,
            @ForAll("batches") List<PlacementRequest> asked,
            @ForAll @IntRange(max = 5) int which) {
        List<PlacementRequest> batch = oneAfterAnother(state, asked, which);

        BatchOutcome outcome = Allocator.placeAll(state, batch, Integer.MAX_VALUE);

        everyOrder(
                TopologyIndex.of(state),
                batch,
                placed -> assertThat(outcome.placed()).as("%s", batch).isGreaterThanOrEqualTo(placed.size()));
    }

    private static PlacementRequest.Builder withMemory(int cpus) {
        return PlacementRequest.builder()
                .cpuCount(cpus)
                .memory(ByteSize.ofGiB(1))
                .numaNodes(List.of(0))
                .memoryPolicy(MemoryPolicy.BIND);
    }

    @Test
    void whatIsToBeginBehindAnotherHasAPlaceThoughNotAlone() {
        PlacementRequest first = withMemory(1).build();
        long base = Allocator.predictBase(Placing.DUAL, first.memory(), 0)
                .orElseThrow()
                .base();
        // Each behind the next one, and the hardest is the last.
        List<PlacementRequest> batch = List.of(
                withMemory(3).memoryBase(base + 3 * GIBIBYTE).build(),
                withMemory(2).memoryBase(base + 2 * GIBIBYTE).build(),
                withMemory(1).memoryBase(base + GIBIBYTE).build(),
                first);
        assertThat(batch.subList(0, 3)).allMatch(each -> Allocator.place(Placing.DUAL, each) instanceof Refused);
        assertThat(Allocator.placeAll(Placing.DUAL, batch, 0).isComplete()).isFalse();

        assertThat(Allocator.placeAll(Placing.DUAL, batch).isComplete()).isTrue();
    }

    @Test
    void ordersAreOnlySearchedForWhatHasAPlaceAlone() {
        PlacementRequest hopeless = Placing.cpus(9).numaNodes(List.of(0)).build();
        List<PlacementRequest> batch = new ArrayList<>(Collections.nCopies(20, hopeless));
        batch.add(Placing.cpus(2).build());
        batch.add(Placing.cpus(3).build());

        BatchOutcome outcome = Allocator.placeAll(Placing.DUAL, batch);

        assertThat(outcome.placed()).isEqualTo(2);
        // All in the first order, one that is refused alone, which is like the others, and all once more.
        assertThat(outcome.decisions()).isEqualTo(22 + 1 + 22);
    }

    @Test
    void nothingIsSearchedForIfNoneHasAPlaceAlone() {
        List<PlacementRequest> batch = List.of(
                Placing.cpus(9).numaNodes(List.of(0)).build(),
                Placing.cpus(9).numaNodes(List.of(1)).build(),
                Placing.cpus(17).build());

        BatchOutcome outcome = Allocator.placeAll(Placing.DUAL, batch);

        assertThat(outcome.outcomes()).allMatch(each -> each instanceof Refused);
        assertThat(outcome.decisions()).isEqualTo(3 + 3 + 3);
    }

    @Test
    void aSpentBudgetIsNotExceededToSeeWhatHasAPlaceAlone() {
        List<PlacementRequest> batch =
                List.of(Placing.cpus(12).build(), Placing.cpus(9).build());

        assertThat(Allocator.placeAll(Placing.DUAL, batch, 0).decisions()).isEqualTo(2 + 2);
    }
}
