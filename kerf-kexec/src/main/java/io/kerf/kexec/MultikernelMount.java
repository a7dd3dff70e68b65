// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.sysfs.SysfsMultikernel;
import java.util.Objects;

/**
 * Mounts the multikernel file system, which the kernel makes a place for at boot and leaves unmounted.
 *
 * <pre>{@code
 * SysfsMultikernel fs = SysfsMultikernel.of(KernelRoots.system());
 * MultikernelMount.ensure(fs, Syscalls.system(fs));
 * }</pre>
 */
public final class MultikernelMount {
    private MultikernelMount() {}

    /**
     * Mounts it where it is not mounted. It needs CAP_SYS_ADMIN only then.
     *
     * @param fs the kernel's files
     * @param syscalls the same kernel's system calls
     * @return true if it was mounted now, false if it was before
     * @throws SyscallException if the kernel refuses: with ENODEV or ENOENT it is no multikernel kernel, with EPERM a capability is missing
     * @throws io.kerf.sysfs.KernelInterfaceException if the list of mounts cannot be read, or does not show it afterwards
     */
    public static boolean ensure(SysfsMultikernel fs, Syscalls syscalls) {
        Objects.requireNonNull(syscalls, "syscalls");
        if (fs.isMounted()) {
            return false;
        }
        syscalls.mount();
        fs.requireMounted();
        return true;
    }
}
