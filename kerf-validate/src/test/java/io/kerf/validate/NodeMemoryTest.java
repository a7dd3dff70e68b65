// SPDX-License-Identifier: Apache-2.0
package io.kerf.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.model.CpuSet;
import io.kerf.model.MemoryRange;
import io.kerf.model.MemoryType;
import io.kerf.model.NumaDistances;
import io.kerf.model.NumaNode;
import io.kerf.model.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NodeMemoryTest {
    @Test
    void aNodeWhoseMemoryIsAroundThatOfAnotherIsFoundBehindIt() {
        NodeMemory memory = memory(node(0, new MemoryRange(0, 100)), node(1, new MemoryRange(10, 10)));
        assertThat(memory.nodesOf(new MemoryRange(50, 1))).containsExactly(0);
        assertThat(memory.nodesOf(new MemoryRange(15, 40))).containsExactly(0, 1);
        assertThat(memory.firstOutside(new MemoryRange(50, 51))).hasValue(100);
    }

    @Test
    void theEndsOfTheAddressSpaceHaveNodesToo() {
        NodeMemory memory = memory(node(3, new MemoryRange(0, 1)), node(4, new MemoryRange(-4096L, 4096)));
        assertThat(memory.nodesOf(new MemoryRange(0, -1L))).containsExactly(3, 4);
        assertThat(memory.nodesOf(new MemoryRange(-1L, 1))).containsExactly(4);
        assertThat(memory.nodesOf(new MemoryRange(0, 1))).containsExactly(3);
        assertThat(memory.firstOutside(new MemoryRange(-4096L, 4096))).isEmpty();
        assertThat(memory(node(1)).nodesOf(new MemoryRange(0, 1))).isEmpty();
    }

    @Property(tries = 2000)
    void nodesAndHolesAreThoseThatEachByteTells(@ForAll long seed) {
        Random random = new Random(seed);
        List<NumaNode> nodes = new ArrayList<>();
        for (int id = random.nextInt(5); id >= 0; id--) {
            nodes.add(node(id, some(random, 6).toArray(new MemoryRange[0])));
        }
        NodeMemory memory = memory(nodes.toArray(new NumaNode[0]));
        for (MemoryRange asked : some(random, 8)) {
            Set<Integer> expected = new TreeSet<>();
            OptionalLong hole = OptionalLong.empty();
            for (long at = asked.last(); at >= asked.base(); at--) {
                boolean on = false;
                for (NumaNode node : nodes) {
                    long address = at;
                    if (node.memory().stream().anyMatch(range -> range.contains(address))) {
                        expected.add(node.id());
                        on = true;
                    }
                }
                hole = on ? hole : OptionalLong.of(at);
            }
            assertThat(memory.nodesOf(asked)).isEqualTo(expected);
            assertThat(memory.firstOutside(asked)).isEqualTo(hole);
        }
    }

    @Property(tries = 2000)
    void bytesAreCountedForEachRangeThatHasThem(@ForAll long seed) {
        Random random = new Random(seed);
        List<MemoryRange> ranges = some(random, 8);
        Coverage coverage = new Coverage(ranges);
        for (MemoryRange asked : some(random, 8)) {
            long bytes = ranges.stream()
                    .flatMap(range -> range.intersection(asked).stream())
                    .mapToLong(MemoryRange::size)
                    .sum();
            assertThat(coverage.in(asked)).isEqualTo(bytes);
        }
    }

    @Test
    void bytesBeyondWhatANumberHoldsAreTheMost() {
        MemoryRange half = new MemoryRange(Long.MIN_VALUE, Long.MAX_VALUE);
        MemoryRange all = new MemoryRange(0, -1L);
        assertThat(new Coverage(List.of(half)).in(all)).isEqualTo(Long.MAX_VALUE);
        assertThat(new Coverage(List.of(half, half, half)).in(all)).isEqualTo(Long.MAX_VALUE);
        assertThat(new Coverage(List.of(all, all)).in(new MemoryRange(-3L, 2))).isEqualTo(4);
    }

    @Property(tries = 2000)
    void pagesAreGivenOutOnceAndFromTheFirstRangeThatHasRoom(@ForAll long seed) {
        Random random = new Random(seed);
        long page = MemoryRange.PAGE_SIZE;
        List<MemoryRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            long start = 100L * i * page + random.nextInt((int) page + 1);
            ranges.add(0, new MemoryRange(start, 1 + random.nextInt(30 * (int) page)));
        }
        FirstFit fit = new FirstFit(ranges);
        List<MemoryRange> left = new ArrayList<>();
        ranges.forEach(range -> {
            long base = (range.base() + page - 1) / page * page;
            long pages = (range.last() + 1 - base) / page;
            left.add(pages > 0 ? new MemoryRange(base, pages * page) : null);
        });
        for (int i = 0; i < 12; i++) {
            long largest = left.stream()
                    .mapToLong(each -> each == null ? 0 : each.size())
                    .max()
                    .orElse(0);
            assertThat(fit.largest().map(MemoryRange::size).orElse(0L)).isEqualTo(largest);
            long bytes = 1 + random.nextInt(20 * (int) page);
            long size = (bytes + page - 1) / page * page;
            Optional<MemoryRange> expected = Optional.empty();
            for (int j = 0; j < left.size() && expected.isEmpty(); j++) {
                MemoryRange range = left.get(j);
                if (range != null && range.size() >= size) {
                    expected = Optional.of(new MemoryRange(range.base(), size));
                    left.set(
                            j, range.size() == size ? null : new MemoryRange(range.base() + size, range.size() - size));
                }
            }
            assertThat(fit.take(bytes)).isEqualTo(expected);
        }
    }

    private static List<MemoryRange> some(Random random, int most) {
        List<MemoryRange> ranges = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            ranges.add(new MemoryRange(random.nextInt(40), 1 + random.nextInt(random.nextBoolean() ? 4 : 12)));
        }
        return ranges;
    }

    private static NumaNode node(int id, MemoryRange... memory) {
        return new NumaNode(id, CpuSet.empty(), List.of(memory), MemoryType.DRAM);
    }

    private static NodeMemory memory(NumaNode... nodes) {
        return new NodeMemory(Topology.of(List.of(nodes), List.of(), NumaDistances.none()));
    }
}
