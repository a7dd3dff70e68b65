// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryRangeTest {
    private static final MemoryRange LOW = new MemoryRange(0x1000, 0x2000);

    @Test
    void aRangeMayEndAtTheTopOfTheAddressSpace() {
        MemoryRange top = new MemoryRange(-4096L, 4096);
        assertThat(top.last()).isEqualTo(-1L);
        assertThat(top.contains(-1L)).isTrue();
        assertThat(top).hasToString("fffffffffffff000-ffffffffffffffff");
        assertThatIllegalArgumentException().isThrownBy(() -> new MemoryRange(-4096L, 4097));
        assertThat(MemoryRange.exists(-4096L, 4097)).isFalse();
    }

    @Test
    void aRangeHoldsAtLeastOneByte() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MemoryRange(0x1000, 0));
        assertThat(new MemoryRange(0, 1).last()).isZero();
    }

    @Test
    void neighboursDoNotOverlap() {
        assertThat(LOW.overlaps(new MemoryRange(0x3000, 0x1000))).isFalse();
        assertThat(LOW.overlaps(new MemoryRange(0x2fff, 0x1000))).isTrue();
        assertThat(LOW.overlaps(new MemoryRange(0, 0x1000))).isFalse();
        assertThat(LOW.intersection(new MemoryRange(0x2000, 0x8000))).contains(new MemoryRange(0x2000, 0x1000));
        assertThat(LOW.intersection(new MemoryRange(0x9000, 0x8000))).isEmpty();
    }

    @Test
    void highAddressesCompareAsUnsigned() {
        MemoryRange half = new MemoryRange(0x7fff_ffff_ffff_f000L, 0x2000);
        assertThat(half.contains(new MemoryRange(Long.MIN_VALUE, 0x1000))).isTrue();
        assertThat(List.of(new MemoryRange(Long.MIN_VALUE, 1), LOW).stream().sorted())
                .startsWith(LOW);
    }

    @Test
    void alignmentIsThatOfBaseAndSize() {
        assertThat(LOW.isPageAligned()).isTrue();
        assertThat(new MemoryRange(0x1001, 0x1000).isPageAligned()).isFalse();
        assertThat(new MemoryRange(0x1000, 0x1001).isPageAligned()).isFalse();
    }

    @Test
    void theTextIsThatOfIomem() {
        assertThat(new MemoryRange(0x40000000L, 0x6400000L)).hasToString("40000000-463fffff");
    }
}
