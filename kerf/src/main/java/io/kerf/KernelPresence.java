// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.kexec.MultikernelMount;
import io.kerf.kexec.Syscalls;
import io.kerf.sysfs.SysfsMultikernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether there is a kernel to talk to, looked at before anything is locked or written. A simulated kernel is always there. */
final class KernelPresence {
    private final Optional<SysfsMultikernel> files;
    private final Runnable mount;

    private KernelPresence(Optional<SysfsMultikernel> files, Runnable mount) {
        this.files = files;
        this.mount = mount;
    }

    static KernelPresence simulated() {
        return new KernelPresence(Optional.empty(), () -> {});
    }

    static KernelPresence of(SysfsMultikernel fs, Syscalls syscalls, boolean mounts) {
        return new KernelPresence(Optional.of(fs), mounts ? () -> MultikernelMount.ensure(fs, syscalls) : () -> {});
    }

    boolean isReal() {
        return files.isPresent();
    }

    /** Insists that the file system is mounted. */
    void require() {
        files.ifPresent(fs -> {
            Path point = point(fs);
            if (!Files.exists(point.resolve("instances"))) {
                throw HostUnavailableException.notMounted(point);
            }
        });
    }

    /** As {@link #require}, after mounting it if that is wanted. */
    void requireWritable() {
        files.ifPresent(fs -> {
            if (!Files.exists(point(fs).resolve("instances"))) {
                mount.run();
            }
        });
        require();
    }

    private static Path point(SysfsMultikernel fs) {
        Path point = fs.roots().multikernel();
        if (!Files.isDirectory(point)) {
            throw HostUnavailableException.absent(point);
        }
        return point;
    }
}
