// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.InstanceId;
import io.kerf.sysfs.KernelInterfaceException;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.SysfsMultikernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultikernelMountTest {
    @TempDir
    private Path directory;

    private final List<Path> mounted = new ArrayList<>();
    private KernelRoots roots;
    private SysfsMultikernel fs;

    @BeforeEach
    void layOut() throws IOException {
        roots = KernelRoots.under(directory);
        Files.createDirectories(roots.proc());
        Files.writeString(roots.proc().resolve("mounts"), "sysfs /sys sysfs rw 0 0\n");
        fs = SysfsMultikernel.of(roots);
    }

    /** Mounts in name, and by the list of mounts where told so. */
    private Syscalls mounting(boolean works) {
        return new Syscalls() {
            @Override
            public void mount() {
                Path target = roots.multikernel();
                mounted.add(target);
                try {
                    if (works) {
                        Files.writeString(
                                roots.proc().resolve("mounts"), "none " + target + " multikernel rw,relatime 0 0\n");
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void kexecFileLoad(LoadRequest request, KexecFlags flags) {
                throw new AssertionError();
            }

            @Override
            public void kexecFileUnload(KexecFlags flags) {
                throw new AssertionError();
            }

            @Override
            public void reboot(RebootCommand command, InstanceId instance) {
                throw new AssertionError();
            }
        };
    }

    @Test
    void itIsMountedOnceAndThenLeftAlone() {
        assertThat(MultikernelMount.ensure(fs, mounting(true))).isTrue();
        assertThat(MultikernelMount.ensure(fs, mounting(true))).isFalse();

        assertThat(mounted).containsExactly(roots.multikernel());
        assertThat(fs.isMounted()).isTrue();
    }

    @Test
    void aMountThatDoesNotShowIsReported() {
        KernelInterfaceException refusal = catchThrowableOfType(
                KernelInterfaceException.class, () -> MultikernelMount.ensure(fs, mounting(false)));

        assertThat(refusal).hasMessageContaining("no file system of type multikernel is mounted");
    }
}
