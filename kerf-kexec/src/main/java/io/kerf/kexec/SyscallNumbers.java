// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.sysfs.Errno;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The numbers of the system calls that kerf makes on one architecture ({@code arch/x86/entry/syscalls/syscall_64.tbl};
 * {@code include/uapi/asm-generic/unistd.h} for aarch64 and riscv64).
 *
 * @param architecture the name that {@code uname -m} gives
 * @param kexecFileLoad number of {@code kexec_file_load}
 * @param reboot number of {@code reboot}
 * @param mount number of {@code mount}
 * @param ioctl number of {@code ioctl}
 * @param memfdCreate number of {@code memfd_create}
 * @param openat number of {@code openat}
 * @param close number of {@code close}
 * @param fcntl number of {@code fcntl}
 * @param statfs number of {@code statfs}
 */
public record SyscallNumbers(
        String architecture,
        int kexecFileLoad,
        int reboot,
        int mount,
        int ioctl,
        int memfdCreate,
        int openat,
        int close,
        int fcntl,
        int statfs) {
    private static final SyscallNumbers X86_64 = new SyscallNumbers("x86_64", 320, 169, 165, 16, 319, 257, 3, 72, 137);
    private static final SyscallNumbers AARCH64 = new SyscallNumbers("aarch64", 294, 142, 40, 29, 279, 56, 57, 25, 43);
    private static final SyscallNumbers RISCV64 = new SyscallNumbers("riscv64", 294, 142, 40, 29, 279, 56, 57, 25, 43);

    /** What {@code os.arch} says in Java for each. */
    private static final Map<String, SyscallNumbers> KNOWN =
            Map.of("amd64", X86_64, "x86_64", X86_64, "aarch64", AARCH64, "riscv64", RISCV64);

    private static final List<String> INTEL_32 = List.of("i386", "i486", "i586", "i686", "x86");

    /** Checks that there is a name. */
    public SyscallNumbers {
        Objects.requireNonNull(architecture, "architecture");
    }

    /**
     * Finds the numbers for an architecture.
     *
     * @param architecture as in the system property {@code os.arch} or from {@code uname -m}
     * @return the numbers
     * @throws SyscallException with ENOSYS for an architecture without these calls or unknown to kerf; numbers are never guessed, as the
     *     same number is another call elsewhere
     */
    public static SyscallNumbers of(String architecture) {
        SyscallNumbers known = KNOWN.get(architecture);
        if (known != null) {
            return known;
        }
        String why = "kerf knows no system call numbers for '" + architecture + "'; use x86_64, aarch64 or riscv64";
        if (architecture.startsWith("arm")) {
            why = "32-bit arm kernels do not implement it; use aarch64";
        } else if (INTEL_32.contains(architecture)) {
            why = "32-bit x86 has no such call (its number there is utimensat); use x86_64 for kernel and Java alike";
        }
        throw new SyscallException("kexec_file_load", Errno.ENOSYS, why);
    }
}
