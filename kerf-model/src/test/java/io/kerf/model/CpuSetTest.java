// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSetTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4|4",
                "4-7|4-7",
                "4,5,6,7,10|4-7,10",
                "10,4-7|4-7,10",
                "4 , 6-7|4,6-7",
                " 1 - 2 |1-2",
                "4,4,4-4|4",
                "007|7",
                "none|none",
                "18446744073709551614|18446744073709551614",
                "0,9223372036854775808,9223372036854775807|0,9223372036854775807-9223372036854775808"
            })
    void listsAreReadAndPrintedInTheirShortestForm(String text, String printed) {
        assertThat(CpuSet.parse(text)).hasToString(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "4,",
                ",4",
                "4,,5",
                "7-4",
                "-4",
                "+4",
                "0x4",
                "4-",
                "4-5-6",
                "a",
                "4;5",
                "1.5",
                "NaN",
                "18446744073709551615",
                "18446744073709551616",
                "99999999999999999999999",
                "0-18446744073709551614",
                "٤"
            })
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> CpuSet.parse(text)).isInstanceOfSatisfying(ModelException.class, e -> {
            assertThat(e.kind()).isEqualTo("CPU list");
            assertThat(e.text()).isEqualTo(text);
            assertThat(e.reason()).isNotBlank();
        });
    }

    @Test
    void hugeRangesAreRefusedBeforeTheyAreExpanded() {
        assertThatThrownBy(() -> CpuSet.parse("0-4000000000")).hasMessageContaining("more than 1048576 CPUs");
        assertThatThrownBy(() -> CpuSet.parse("0-1000000,2000000-3000000"))
                .hasMessageContaining("more than 1048576 CPUs");
        assertThat(CpuSet.parse("0-1048575").size()).isEqualTo(1048576);
        assertThatIllegalArgumentException().isThrownBy(() -> CpuSet.range(0, 1048576));
    }

    @Test
    void aLongTextMakesAShortMessage() {
        assertThatThrownBy(() -> CpuSet.parse("x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void idsAreSortedAsUnsignedNumbers() {
        CpuSet set = CpuSet.of(-2L, 0, Long.MIN_VALUE, 5, 0);
        assertThat(set.toArray()).containsExactly(0, 5, Long.MIN_VALUE, -2L);
        assertThat(set.first()).isZero();
        assertThat(set.last()).isEqualTo(-2L);
        assertThat(set.contains(Long.MIN_VALUE)).isTrue();
    }

    @Test
    void allOnesIsNoId() {
        assertThatIllegalArgumentException().isThrownBy(() -> CpuSet.of(1, -1L));
        assertThatIllegalArgumentException().isThrownBy(() -> CpuSet.range(-2L, -1L));
        assertThatIllegalArgumentException().isThrownBy(() -> CpuSet.builder().add(-1L));
    }

    @Test
    void setAlgebraFollowsTheUsualLaws() {
        CpuSet a = CpuSet.parse("0-7");
        CpuSet b = CpuSet.parse("4-11");
        assertThat(a.union(b)).hasToString("0-11");
        assertThat(a.intersection(b)).hasToString("4-7");
        assertThat(a.minus(b)).hasToString("0-3");
        assertThat(a.intersects(b)).isTrue();
        assertThat(a.intersects(CpuSet.of(8))).isFalse();
        assertThat(a.containsAll(CpuSet.of(0, 7))).isTrue();
        assertThat(a.containsAll(b)).isFalse();
        assertThat(a.with(3)).isSameAs(a);
        assertThat(a.with(9)).hasToString("0-7,9");
        assertThat(b.lowest(2)).hasToString("4-5");
        assertThat(b.lowest(99)).isEqualTo(b);
    }

    @Test
    void anEmptySetIsContainedInEverySetAndHasNoEnds() {
        assertThat(CpuSet.empty()).hasToString("none").isEqualTo(CpuSet.of());
        assertThat(CpuSet.empty().containsAll(CpuSet.empty())).isTrue();
        assertThat(CpuSet.of(1).containsAll(CpuSet.empty())).isTrue();
        assertThatThrownBy(() -> CpuSet.empty().first()).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> CpuSet.empty().last()).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void arraysAreCopiedInAndOut() {
        long[] given = {3, 1};
        CpuSet set = CpuSet.of(given);
        given[0] = 9;
        set.toArray()[0] = 7;
        assertThat(set).hasToString("1,3");
    }

    @Test
    void aSmallSetFindsItsPlacesInALargeOne() {
        CpuSet large = CpuSet.range(100, 5000);
        CpuSet small = CpuSet.of(1, 99, 100, 2500, 5000, 5001, -2L);
        assertThat(small.minus(large)).isEqualTo(CpuSet.of(1, 99, 5001, -2L));
        assertThat(small.intersection(large)).isEqualTo(CpuSet.of(100, 2500, 5000));
        assertThat(large.intersection(small)).isEqualTo(CpuSet.of(100, 2500, 5000));
        assertThat(large.minus(small).size()).isEqualTo(4898);
        assertThat(CpuSet.of(99, 5001).intersects(large)).isFalse();
        assertThat(large.intersects(CpuSet.of(5000))).isTrue();
        assertThat(large.containsAll(CpuSet.of(100, 5000))).isTrue();
    }
}
