// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kerf.kexec.KexecFlags;
import io.kerf.kexec.LoadRequest;
import io.kerf.kexec.RebootCommand;
import io.kerf.kexec.Syscalls;
import io.kerf.model.InstanceId;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.SysfsMultikernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kernel whose file system is mounted by the first change, or not. */
class KernelPresenceTest {
    @TempDir
    Path folder;

    private KernelRoots roots;
    private int mounts;

    @BeforeEach
    void layOut() throws IOException {
        roots = KernelRoots.under(folder);
        Files.createDirectories(roots.multikernel());
        Files.createDirectories(roots.proc());
        Files.writeString(roots.proc().resolve("mounts"), "sysfs /sys sysfs rw 0 0\n");
    }

    private KernelPresence presence(boolean mountsIfNeeded) {
        return KernelPresence.of(SysfsMultikernel.of(roots), new Mounting(), mountsIfNeeded);
    }

    /** Shows in the list of mounts and in the files. */
    private final class Mounting implements Syscalls {
        @Override
        public void mount() {
            mounts++;
            try {
                Files.createDirectories(roots.multikernel().resolve("instances"));
                Files.writeString(
                        roots.proc().resolve("mounts"), "none " + roots.multikernel() + " multikernel rw 0 0\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void kexecFileLoad(LoadRequest request, KexecFlags flags) {
            throw new AssertionError("nothing is loaded");
        }

        @Override
        public void kexecFileUnload(KexecFlags flags) {
            throw new AssertionError("nothing is unloaded");
        }

        @Override
        public void reboot(RebootCommand command, InstanceId instance) {
            throw new AssertionError("nothing is rebooted");
        }
    }

    @Test
    void theFirstChangeMountsAndTheNextOnesDoNot() {
        KernelPresence presence = presence(true);
        presence.requireWritable();
        presence.requireWritable();
        assertThat(mounts).isEqualTo(1);
        presence.require();
    }

    @Test
    void aReadMountsNothing() {
        assertThatExceptionOfType(HostUnavailableException.class)
                .isThrownBy(presence(true)::require)
                .withMessageContaining("mount it with: mount -t multikernel none");
        assertThat(mounts).isZero();
    }

    @Test
    void nothingIsMountedUnlessThatIsWanted() {
        assertThatExceptionOfType(HostUnavailableException.class)
                .isThrownBy(presence(false)::requireWritable)
                .withMessageContaining("mount it with: mount -t multikernel none");
        assertThat(mounts).isZero();
    }
}
