// SPDX-License-Identifier: Apache-2.0
package io.kerf.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"web", "web-server", "a", "0", "db_1.2", "A-"})
    void fileNamesOfOrdinaryLettersAreNames(String text) {
        assertThat(InstanceName.of(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../../etc", "a/b", "a b", "-a", "_a", ".a", "naïve", "a\n", "a\0"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> InstanceName.of(text)).isInstanceOf(ModelException.class);
        assertThat(InstanceName.isValid(text)).isFalse();
    }

    @Test
    void sixtyThreeCharactersAreTheMost() {
        assertThat(InstanceName.of("a".repeat(63)).text()).hasSize(63);
        assertThatThrownBy(() -> InstanceName.of("a".repeat(64))).isInstanceOf(ModelException.class);
        assertThatThrownBy(() -> InstanceName.of("a".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void idsRunFromOneToWhatElevenBitsHold() {
        assertThat(InstanceId.of(1)).hasToString("1");
        assertThat(InstanceId.parse("2047")).isEqualTo(InstanceId.of(2047));
        assertThatIllegalArgumentException().isThrownBy(() -> InstanceId.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> InstanceId.of(2048));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "2048", "-1", "+1", "1.0", "0x1", "9999999999999"})
    void otherTextsAreNoIds(String text) {
        assertThatThrownBy(() -> InstanceId.parse(text)).isInstanceOf(ModelException.class);
    }

    @Test
    void kernelWordsAreStates() {
        assertThat(InstanceState.parse("active\n")).isEqualTo(InstanceState.ACTIVE);
        assertThat(InstanceState.parse("loading")).isEqualTo(InstanceState.LOADED);
        assertThat(InstanceState.parse("Ready")).isEqualTo(InstanceState.READY);
        assertThat(InstanceState.FAILED.text()).isEqualTo("failed");
        assertThatThrownBy(() -> InstanceState.parse("gone")).isInstanceOf(ModelException.class);
    }

    @Test
    void policiesAreReadInAnyLetterCase() {
        assertThat(CpuAffinity.parse("Spread")).isEqualTo(CpuAffinity.SPREAD);
        assertThat(MemoryPolicy.parse("bind")).isEqualTo(MemoryPolicy.BIND);
        assertThatThrownBy(() -> CpuAffinity.parse("loose")).hasMessageContaining("compact, spread or local");
        assertThatThrownBy(() -> MemoryPolicy.parse("")).isInstanceOf(ModelException.class);
        assertThat(MemoryType.of("optane")).isEqualTo(MemoryType.OTHER);
    }
}
