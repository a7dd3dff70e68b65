// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.nio.file.Path;

/** Tells what type of file system a folder is on. Tests put another one in its place, since they have no multikernel kernel. */
interface FileSystemTypes {
    /** The type of the multikernel file system ({@code MULTIKERNEL_FS_MAGIC}: "mkfs"). */
    long MULTIKERNEL = 0x6d6b6673L;

    /** The type, as statfs(2) has it in {@code f_type}. */
    long of(Path folder) throws IOException;

    /**
     * Asks the kernel for the folder itself. The list of mounts does not do: another file system may be mounted over one that it has, on the
     * same folder or on one above, and the list shows both.
     */
    static FileSystemTypes system() {
        JnaSyscalls syscalls = JnaSyscalls.system(KernelRoots.system(), (action, instance) -> {
            throw new IllegalStateException("no instance is touched");
        });
        return folder -> {
            try {
                return syscalls.fileSystemType(folder);
            } catch (JnaSyscalls.RefusedException e) {
                throw new IOException("statfs: " + e.errno(), e);
            }
        };
    }
}
