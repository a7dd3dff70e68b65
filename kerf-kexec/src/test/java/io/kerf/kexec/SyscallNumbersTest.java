// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.InstanceId;
import io.kerf.sysfs.Errno;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyscallNumbersTest {
    /** In the order of the components: kexec_file_load, reboot, mount, ioctl, memfd_create, openat, close, fcntl, statfs. */
    @ParameterizedTest
    @CsvSource({
        "amd64, x86_64, 320, 169, 165, 16, 319, 257, 3, 72, 137",
        "x86_64, x86_64, 320, 169, 165, 16, 319, 257, 3, 72, 137",
        "aarch64, aarch64, 294, 142, 40, 29, 279, 56, 57, 25, 43",
        "riscv64, riscv64, 294, 142, 40, 29, 279, 56, 57, 25, 43"
    })
    void numbersAreThoseOfTheArchitecture(ArgumentsAccessor row) {
        assertThat(SyscallNumbers.of(row.getString(0)))
                .isEqualTo(new SyscallNumbers(
                        row.getString(1),
                        row.getInteger(2),
                        row.getInteger(3),
                        row.getInteger(4),
                        row.getInteger(5),
                        row.getInteger(6),
                        row.getInteger(7),
                        row.getInteger(8),
                        row.getInteger(9),
                        row.getInteger(10)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"arm", "armv7l", "i386", "i686", "x86", "s390x", ""})
    void otherArchitecturesAreRefused(String architecture) {
        SyscallException refusal = catchThrowableOfType(SyscallException.class, () -> SyscallNumbers.of(architecture));

        assertThat(refusal.errno()).isEqualTo(Errno.ENOSYS);
        assertThat(refusal.call()).isEqualTo("kexec_file_load");
        assertThat(refusal.meaning()).isNotEmpty();
    }

    /** What only reads the kernel's files makes none, and goes on. */
    @Test
    void callsOfAnotherArchitectureAreRefusedWhenTheyAreMade() {
        assertThat(UnknownSyscalls.of("aarch64")).isEmpty();
        Syscalls none = UnknownSyscalls.of("i386").orElseThrow();
        InstanceId id = InstanceId.of(1);
        List<ThrowingCallable> calls = List.of(
                () -> none.kexecFileUnload(KexecFlags.unload(id)),
                () -> none.reboot(RebootCommand.BOOT, id),
                none::mount);

        assertThat(calls)
                .allSatisfy(call -> assertThatExceptionOfType(SyscallException.class)
                        .isThrownBy(call)
                        .withMessageContaining("32-bit x86 has no such call"));
    }

    @Test
    void rebootHasThreeCommandsAndNoneRestartsTheMachine() {
        assertThat(RebootCommand.values())
                .extracting(RebootCommand::value)
                .containsExactly(0x4D4B4C49, 0x4D4B4C48, 0x4D4B4C46);
    }
}
