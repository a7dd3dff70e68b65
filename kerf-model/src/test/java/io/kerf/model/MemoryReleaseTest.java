// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MemoryReleaseTest {
    private static final MemoryRange FIRST = new MemoryRange(0x1000_0000L, 4096);
    private static final MemoryRange SECOND = new MemoryRange(0x2000_0000L, 8192);
    private static final MemoryRange THIRD = new MemoryRange(0x3000_0000L, 4096);
    private static final List<MemoryRange> ALL = List.of(FIRST, SECOND, THIRD);

    @Test
    void theLastRegionsGoFirst() {
        assertThat(MemoryRelease.of(ALL, ByteSize.ofBytes(4096))).contains(List.of(THIRD));
        assertThat(MemoryRelease.of(ALL, ByteSize.ofBytes(12288))).contains(List.of(THIRD, SECOND));
    }

    @Test
    void oneThatIsSoLargeGoesWhereTheLastDoNotMakeUpTheSize() {
        assertThat(MemoryRelease.of(ALL, ByteSize.ofBytes(8192))).contains(List.of(SECOND));
    }

    @Test
    void theFirstStaysAndRegionsAreNotCut() {
        assertThat(MemoryRelease.of(ALL, ByteSize.ofBytes(16384))).isEmpty();
        assertThat(MemoryRelease.of(ALL, ByteSize.ofBytes(100))).isEmpty();
        assertThat(MemoryRelease.of(List.of(FIRST), ByteSize.ofBytes(4096))).isEmpty();
        assertThat(MemoryRelease.of(List.of(), ByteSize.ofBytes(4096))).isEmpty();
    }

    @Test
    void nothingGoesForNoBytes() {
        assertThat(MemoryRelease.of(ALL, ByteSize.ZERO)).contains(List.of());
    }

    @Property(tries = 300)
    void whatGoesMakesUpTheSizeAndIsNeverTheFirst(
            @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 3) Integer> pages,
            @ForAll @IntRange(max = 8) int lost) {
        List<MemoryRange> regions = new ArrayList<>();
        for (int i = 0; i < pages.size(); i++) {
            regions.add(new MemoryRange((i + 1L) << 20, 4096L * pages.get(i)));
        }
        ByteSize size = ByteSize.ofBytes(4096L * lost);
        MemoryRelease.of(regions, size).ifPresent(gone -> {
            assertThat(gone.stream().mapToLong(MemoryRange::size).sum()).isEqualTo(size.bytes());
            assertThat(regions.subList(Math.min(1, regions.size()), regions.size()))
                    .containsAll(gone);
            assertThat(gone).doesNotHaveDuplicates();
        });
    }
}
