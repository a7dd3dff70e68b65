// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryPoolTest {
    private static final MemoryRange FIRST = new MemoryRange(0x8000_0000L, 0x4000_0000L);
    private static final MemoryRange SECOND = new MemoryRange(0xc000_0000L, 0x1000_0000L);

    @Test
    void sizesOfChunksAddUpWithoutOverflow() {
        ByteSize most = new ByteSize(Long.MAX_VALUE);
        assertThat(MemoryPool.of(PoolChunk.at(FIRST), PoolChunk.sized(ByteSize.ofGiB(2)))
                        .size())
                .isEqualTo(ByteSize.ofGiB(3));
        assertThat(MemoryPool.of(PoolChunk.sized(most), PoolChunk.sized(most)).size())
                .isEqualTo(most);
        assertThat(MemoryPool.empty().isEmpty()).isTrue();
    }

    @Test
    void gapsDoNotCrossChunks() {
        MemoryPool pool = MemoryPool.of(PoolChunk.at(SECOND), PoolChunk.at(FIRST));
        assertThat(pool.gaps(List.of())).containsExactly(FIRST, SECOND);
    }

    @Test
    void gapsAreWhatTakenRangesLeave() {
        MemoryPool pool = MemoryPool.of(FIRST);
        List<MemoryRange> taken = List.of(
                new MemoryRange(0xa000_0000L, 0x1000),
                new MemoryRange(0x7fff_f000L, 0x2000),
                new MemoryRange(0x9000_0000L, 0x1000_0000L),
                new MemoryRange(0xbfff_f000L, 0x9000));
        assertThat(pool.gaps(taken))
                .containsExactly(
                        new MemoryRange(0x8000_1000L, 0x0fff_f000L), new MemoryRange(0xa000_1000L, 0x1fff_e000L));
    }

    @Test
    void rangesThatOverlapUpToTheEndOfTheAddressSpaceLeaveWhatNoneOfThemTakes() {
        MemoryPool pool = MemoryPool.of(PoolChunk.at(SECOND), PoolChunk.at(FIRST));
        List<MemoryRange> taken = List.of(
                new MemoryRange(FIRST.base() + 0x1000, Long.MAX_VALUE),
                new MemoryRange(FIRST.base() + 0x2000, -FIRST.base() - 0x2000),
                new MemoryRange(FIRST.base() + 0x3000, 0x1000));
        assertThat(pool.gaps(taken)).containsExactly(new MemoryRange(FIRST.base(), 0x1000));
    }

    @Test
    void aFullPoolHasNoGaps() {
        assertThat(MemoryPool.of(FIRST).gaps(List.of(FIRST))).isEmpty();
        MemoryRange top = new MemoryRange(-8192L, 8192);
        assertThat(MemoryPool.of(top).gaps(List.of(new MemoryRange(-4096L, 4096))))
                .containsExactly(new MemoryRange(-8192L, 4096));
    }

    @Test
    void aChunkIsFoundOnlyForRangesInsideIt() {
        MemoryPool pool = MemoryPool.of(PoolChunk.at(FIRST).onNode(1), PoolChunk.sized(ByteSize.ofGiB(1)));
        assertThat(pool.chunkOf(new MemoryRange(0xbfff_f000L, 0x1000)))
                .contains(PoolChunk.at(FIRST).onNode(1));
        assertThat(pool.chunkOf(new MemoryRange(0xbfff_f000L, 0x2000))).isEmpty();
        assertThat(pool.isPlaced()).isFalse();
        assertThat(pool).hasToString("1GB at 0x80000000 on node 1, 1GB");
    }

    @Test
    void chunksOfHalfTheAddressSpaceAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PoolChunk.at(new MemoryRange(0, Long.MIN_VALUE)));
    }

    @Test
    void gapsAreRightThoughTakenRangesLieInAndAcrossOneAnother() {
        MemoryPool pool = MemoryPool.of(new MemoryRange(0, 100));
        assertThat(pool.gaps(List.of(
                        new MemoryRange(0, 11),
                        new MemoryRange(5, 16),
                        new MemoryRange(6, 3),
                        new MemoryRange(7, 8),
                        new MemoryRange(40, 10))))
                .containsExactly(new MemoryRange(21, 19), new MemoryRange(50, 50));
    }

    @Test
    void memoryThatTwoChunksListIsFreeOnce() {
        MemoryPool pool = MemoryPool.of(
                PoolChunk.at(new MemoryRange(0, 100)),
                PoolChunk.at(new MemoryRange(0, 100)),
                PoolChunk.at(new MemoryRange(20, 10)),
                PoolChunk.at(new MemoryRange(90, 20)));
        assertThat(pool.gaps(List.of(new MemoryRange(40, 10))))
                .containsExactly(new MemoryRange(0, 40), new MemoryRange(50, 50), new MemoryRange(100, 10));
    }
}
