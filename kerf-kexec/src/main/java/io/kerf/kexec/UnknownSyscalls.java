// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.model.InstanceId;
import io.kerf.sysfs.Errno;
import java.util.Optional;

/** The system calls of an architecture whose numbers are not known: each is refused when it is asked for, and whatever needs none works. */
final class UnknownSyscalls implements Syscalls, PreparedLoad.Source {
    private final String why;

    private UnknownSyscalls(String why) {
        this.why = why;
    }

    /** Those of an architecture, if they are to be made so. */
    static Optional<Syscalls> of(String architecture) {
        try {
            SyscallNumbers.of(architecture);
            return Optional.empty();
        } catch (SyscallException unknown) {
            return Optional.of(new UnknownSyscalls(unknown.meaning()));
        }
    }

    private SyscallException refusal() {
        return new SyscallException("kexec_file_load", Errno.ENOSYS, why);
    }

    @Override
    public void check(LoadRequest request, KexecFlags flags) {
        throw refusal();
    }

    @Override
    public PreparedLoad prepare(LoadRequest request, KexecFlags flags) {
        throw refusal();
    }

    @Override
    public void kexecFileLoad(LoadRequest request, KexecFlags flags) {
        throw refusal();
    }

    @Override
    public void kexecFileUnload(KexecFlags flags) {
        throw refusal();
    }

    @Override
    public void reboot(RebootCommand command, InstanceId instance) {
        throw refusal();
    }

    @Override
    public void mount() {
        throw refusal();
    }
}
