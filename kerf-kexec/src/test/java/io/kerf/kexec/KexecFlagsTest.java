// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kerf.model.InstanceId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KexecFlagsTest {
    @ParameterizedTest
    @CsvSource({
        "1, 0x30, 0x34, 0x31",
        "3, 0x70, 0x74, 0x71",
        "511, 0x3ff0, 0x3ff4, 0x3ff1",
        "2047, 0xfff0, 0xfff4, 0xfff1"
    })
    void flagsHaveTheBitsTheKernelExpects(int id, String with, String without, String unload) {
        InstanceId instance = InstanceId.of(id);

        assertThat(KexecFlags.loadWithInitrd(instance)).hasToString(with);
        assertThat(KexecFlags.loadWithoutInitrd(instance)).hasToString(without);
        assertThat(KexecFlags.unload(instance)).hasToString(unload);
    }

    @Test
    void theKernelCanBeAskedToWriteDownWhatItMakesOfTheFiles() {
        InstanceId instance = InstanceId.of(3);

        assertThat(KexecFlags.loadWithInitrd(instance).withDebug()).hasToString("0x78");
        assertThat(KexecFlags.loadWithoutInitrd(instance).withDebug()).hasToString("0x7c");
        assertThat(KexecFlags.loadWithInitrd(instance).withDebug().takesInitrd())
                .isTrue();
        assertThatIllegalStateException()
                .isThrownBy(() -> KexecFlags.unload(instance).withDebug());
    }

    @Test
    void noTwoInstancesShareFlagsAndTheMultikernelBitIsAlwaysSet() {
        Set<Integer> values = new HashSet<>();
        for (int id = 1; id <= 2047; id++) {
            KexecFlags flags = KexecFlags.unload(InstanceId.of(id));
            assertThat(values.add(flags.value())).isTrue();
            assertThat(flags.value() & 0x10).isEqualTo(0x10);
            assertThat(flags.value() >> 5).isEqualTo(id);
            assertThat(flags.instance().value()).isEqualTo(id);
            assertThat(flags.isUnload()).isTrue();
        }
    }
}
