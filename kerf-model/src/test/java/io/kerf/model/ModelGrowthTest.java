// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What costs n log n, at a size at which n² would take minutes. The time is the thread's own, whatever else the machine does. */
class ModelGrowthTest {
    private static final int MANY = 50_000;
    private static final long PAGE = MemoryRange.PAGE_SIZE;
    private static final DtProperty UNKNOWN = DtProperty.of("x", PropertyValue.empty());

    @Test
    void gapsOfChunksThatAllOverlapAreFoundOnce() {
        MemoryRange chunk = new MemoryRange(0, 2 * MANY * PAGE);
        MemoryPool pool = new MemoryPool(Collections.nCopies(MANY, PoolChunk.at(chunk)));
        List<MemoryRange> gaps = inSeconds(5, () -> pool.gaps(everySecondPage(0)));
        assertThat(gaps).hasSize(MANY).startsWith(new MemoryRange(PAGE, PAGE));
    }

    @Test
    void allRegionsOfAnInstanceMayChange() {
        InstanceChange change = new InstanceChange(
                Instance.named("a").withRegions(everySecondPage(0)),
                Instance.named("a").withRegions(everySecondPage(PAGE)));
        assertThat(inSeconds(5, change::regionsAdded)).hasSize(MANY);
        assertThat(inSeconds(5, change::regionsRemoved)).hasSize(MANY);
    }

    @Test
    void everyCoreMayHaveSomethingUnknown() {
        List<Core> cores =
                IntStream.range(0, MANY).mapToObj(i -> Core.of(i, CpuSet.of(i))).toList();
        Extras.Builder extras = Extras.builder();
        cores.forEach(core -> extras.property("core/" + core.id(), UNKNOWN));
        SystemState state = SystemState.builder()
                .topology(Topology.of(List.of(), cores, NumaDistances.none()))
                .extras(extras.build())
                .build();
        assertThat(inSeconds(5, () -> state.dialect().losses(state))).isEmpty();
    }

    @Test
    void distancesMayBeStatedBetweenAThousandNodes() {
        int nodes = 1024;
        NumaDistances distances = inSeconds(5, () -> {
            NumaDistances.Builder builder = NumaDistances.builder();
            for (int i = 0; i < nodes * nodes; i++) {
                builder.set(i / nodes, i % nodes, 10 + i % 7);
            }
            return builder.build();
        });
        assertThat(inSeconds(5, distances::nodes)).hasSize(nodes);
        assertThat(distances.between(1023, 1023)).isEqualTo(10 + (nodes * nodes - 1) % 7);
        NumaDistances half = inSeconds(
                5, () -> distances.only(IntStream.range(0, nodes / 2).boxed().collect(Collectors.toSet())));
        assertThat(half.nodes()).hasSize(nodes / 2);
        assertThat(half.stated(0, nodes - 1)).isEmpty();
    }

    @Test
    void idsThatAreAddedAgainTakeNoRoom() {
        CpuSet cpus = CpuSet.range(0, MANY - 1);
        CpuSet.Builder builder = CpuSet.builder();
        for (int i = 0; i < 500; i++) {
            builder.addAll(cpus).add(MANY + i);
        }
        assertThat(builder.build()).isEqualTo(CpuSet.range(0, MANY + 499));
    }

    private static List<MemoryRange> everySecondPage(long from) {
        List<MemoryRange> pages = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            pages.add(new MemoryRange(from + 2 * i * PAGE, PAGE));
        }
        return pages;
    }

    private static <T> T inSeconds(int most, Supplier<T> task) {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        T result = task.get();
        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
        assertThat(spent).as("nanoseconds").isLessThan(TimeUnit.SECONDS.toNanos(most));
        return result;
    }
}
