// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kerf.kexec.InstanceBooter;
import io.kerf.kexec.KexecFlags;
import io.kerf.kexec.LoadRequest;
import io.kerf.kexec.RebootCommand;
import io.kerf.kexec.Syscalls;
import io.kerf.model.InstanceId;
import io.kerf.model.InstanceName;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.KernelRoots;
import io.kerf.sysfs.SysfsMultikernel;
import io.kerf.sysfs.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a boot when the process is told to end, on a kernel that takes the call and never boots the instance. */
@Timeout(30)
class ChangeGuardTest {
    private static final InstanceName WEB = InstanceName.of("web");

    private final ChangeGuard guard = new ChangeGuard();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final DeafKernel kernel = new DeafKernel();

    @TempDir
    private Path folder;

    private HostLock lock;
    private InstanceBooter booter;

    @BeforeEach
    void layOut() throws IOException {
        KernelRoots roots = KernelRoots.under(folder);
        Path web = Files.createDirectories(roots.multikernel().resolve("instances/web"));
        Files.writeString(web.resolve("status"), "loaded\n");
        Files.writeString(web.resolve("id"), "1\n");
        Files.createDirectories(roots.run());
        lock = HostLock.of(roots);
        booter = new InstanceBooter(SysfsMultikernel.of(roots), kernel, Ticker.system())
                .withDeadline(Duration.ofHours(1));
    }

    /** Never ends once the process is about to, as that would answer; so the thread does not hold up the end of the tests. */
    private void start(Runnable step) {
        Thread changing = new Thread(() -> guard.uninterrupted(lock, () -> {
            try (HostLock.Held held = lock.acquire(Duration.ZERO)) {
                step.run();
                return held;
            }
        }));
        changing.setDaemon(true);
        changing.start();
    }

    private String end() {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        guard.end(new Terminal(new Surroundings(stream, stream, Map.of(), false), false));
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aBootThatWasAskedForIsNotWaitedForAnyLonger() throws Exception {
        start(guard.waiting(() -> booter.boot(WEB)));
        assertThat(kernel.answered.await(20, TimeUnit.SECONDS)).isTrue();
        Thread.sleep(50); // amid the wait

        assertThat(end())
                .startsWith("Interrupted: the wait ends; a boot or halt that was asked for is not taken back,"
                        + " see 'kerf show'\nError: ")
                .containsIgnoringCase("interrupted")
                .doesNotContain("journal", "in progress", "\tat ");
        assertThat(lock.holder()).isEmpty();
    }

    @Test
    void theCallItselfIsNotCutShort() throws Exception {
        start(guard.waiting(() -> booter.boot(WEB)));
        assertThat(kernel.called.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(end())
                .contains(
                        "Error: 'web' did not become active after it was booted: the wait was interrupted; it is loaded");
        assertThat(kernel.answered.getCount()).isZero();
        assertThat(lock.holder()).isEmpty();
    }

    /** Takes its time to answer that all is well. */
    private static final class DeafKernel implements Syscalls {
        private final CountDownLatch called = new CountDownLatch(1);
        private final CountDownLatch answered = new CountDownLatch(1);

        @Override
        public void kexecFileLoad(LoadRequest request, KexecFlags flags) {}

        @Override
        public void kexecFileUnload(KexecFlags flags) {}

        @Override
        public void reboot(RebootCommand command, InstanceId instance) {
            called.countDown();
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            answered.countDown();
        }

        @Override
        public void mount() {}
    }
}
