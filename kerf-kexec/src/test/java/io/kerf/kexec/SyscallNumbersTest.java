// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.sysfs.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyscallNumbersTest {
    @ParameterizedTest
    @CsvSource({"amd64, 320, 169", "x86_64, 320, 169", "aarch64, 294, 142", "riscv64, 294, 142"})
    void numbersAreThoseOfTheArchitecture(String architecture, int kexecFileLoad, int reboot) {
        SyscallNumbers numbers = SyscallNumbers.of(architecture);

        assertThat(numbers.kexecFileLoad()).isEqualTo(kexecFileLoad);
        assertThat(numbers.reboot()).isEqualTo(reboot);
    }

    @ParameterizedTest
    @ValueSource(strings = {"arm", "armv7l", "i386", "i686", "x86", "s390x", ""})
    void otherArchitecturesAreRefused(String architecture) {
        SyscallException refusal = catchThrowableOfType(SyscallException.class, () -> SyscallNumbers.of(architecture));

        assertThat(refusal.errno()).isEqualTo(Errno.ENOSYS);
        assertThat(refusal.call()).isEqualTo("kexec_file_load");
        assertThat(refusal.meaning()).isNotEmpty();
    }

    @Test
    void rebootHasThreeCommandsAndNoneRestartsTheMachine() {
        assertThat(RebootCommand.values())
                .extracting(RebootCommand::value)
                .containsExactly(0x4D4B4C49, 0x4D4B4C48, 0x4D4B4C46);
    }
}
