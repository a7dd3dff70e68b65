// SPDX-License-Identifier: Apache-2.0
package io.kerf.alloc;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.alloc.PieceBounds.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/** What bounds and tables say of choices of nodes, beside every choice. */
class PieceBoundsProperties {
    /** The bytes of no run of a node, of its longest, of its two longest and so on. */
    private static long[] longest(List<Integer> runs) {
        List<Integer> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.reverseOrder());
        long[] sums = new long[sorted.size() + 1];
        for (int i = 0; i < sorted.size(); i++) {
            sums[i + 1] = sums[i] + sorted.get(i);
        }
        return sums;
    }

    private static long most(List<List<Integer>> nodes, int set, int regions) {
        return IntStream.range(0, nodes.size())
                .filter(i -> (set >>> i & 1) != 0)
                .boxed()
                .flatMap(i -> nodes.get(i).stream())
                .sorted(Comparator.reverseOrder())
                .limit(regions)
                .mapToLong(Integer::longValue)
                .sum();
    }

    @Property(tries = 3000, edgeCases = EdgeCasesMode.NONE)
    void aVerdictIsRight(
            @ForAll @Size(min = 1, max = 7) List<@Size(max = 5) List<@IntRange(min = 1, max = 30) Integer>> nodes,
            @ForAll @IntRange(max = 7) int ofSecondKind,
            @ForAll @IntRange(min = 1, max = 9) int regions,
            @ForAll @IntRange(min = 1, max = 200) int bytes,
            @ForAll @IntRange(min = 1, max = 7) int size,
            @ForAll @IntRange(max = 3) int ofShared) {
        int kinds = Math.max(0, nodes.size() - ofSecondKind);
        int[] unshared = IntStream.range(0, kinds).toArray();
        int[] shared = IntStream.range(kinds, nodes.size()).toArray();
        long[][] longest = nodes.stream().map(PieceBoundsProperties::longest).toArray(long[][]::new);
        if (ofShared > size) {
            return;
        }
        PieceBounds bounds = new PieceBounds(unshared, shared, longest, regions, bytes, new Work());
        boolean isPossible = IntStream.range(0, 1 << nodes.size())
                .filter(set -> Integer.bitCount(set) == size && Integer.bitCount(set >>> kinds) == ofShared)
                .anyMatch(set -> most(nodes, set, regions) >= bytes);

        Verdict verdict = bounds.judge(ofShared, size);

        Statistics.label("verdict").collect(verdict).coverage(all -> {
            all.check(Verdict.FOUND).percentage(share -> share > 5);
            all.check(Verdict.NONE).percentage(share -> share > 5);
            all.check(Verdict.OPEN).percentage(share -> share < 5);
        });
        if (verdict == Verdict.FOUND) {
            int set = IntStream.of(bounds.set()).reduce(0, (all, node) -> all | 1 << node);
            assertThat(Integer.bitCount(set)).isEqualTo(size);
            assertThat(Integer.bitCount(set >>> kinds)).isEqualTo(ofShared);
            assertThat(most(nodes, set, regions)).isGreaterThanOrEqualTo(bytes);
        }
        if (verdict == Verdict.NONE) {
            assertThat(isPossible).isFalse();
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void aTableHasTheMostOfAnyChoice(
            @ForAll @Size(min = 1, max = 6)
                    List<@Size(min = 1, max = 5) List<@IntRange(min = 1, max = 30) Integer>> nodes,
            @ForAll @IntRange(min = 1, max = 9) int regions,
            @ForAll @IntRange(min = 1, max = 6) int wanted) {
        int size = Math.min(Math.min(wanted, nodes.size()), regions);
        long[][] longest = nodes.stream().map(PieceBoundsProperties::longest).toArray(long[][]::new);
        RunTable table = new RunTable(IntStream.range(0, nodes.size()).toArray(), longest, regions, new Work());
        long most = table.most(size, regions);
        int set = IntStream.of(table.nodes(size, regions)).reduce(0, (all, node) -> all | 1 << node);

        assertThat(Integer.bitCount(set)).isEqualTo(size);
        assertThat(most(nodes, set, regions)).isGreaterThanOrEqualTo(most);
        // One run of each node at least is among them, so a choice with a node that adds nothing may have more.
        for (int other = 1; other < 1 << nodes.size(); other++) {
            int choice = other;
            boolean isNeeded = IntStream.range(0, nodes.size())
                    .filter(i -> (choice >>> i & 1) != 0)
                    .allMatch(i -> most(nodes, choice & ~(1 << i), regions) < most(nodes, choice, regions));
            if (isNeeded && Integer.bitCount(choice) == size) {
                assertThat(most(nodes, choice, regions)).isLessThanOrEqualTo(most);
            }
        }
    }
}
