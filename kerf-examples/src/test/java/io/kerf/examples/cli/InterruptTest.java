// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, and a reader who leaves, as processes of their own see them. */
@Timeout(120)
class InterruptTest {
    /** What a shell tells of a process that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    private static final long SIGINT_BIT = 1L << 1;

    private static KerfProcess kerf;

    @TempDir
    private Path folder;

    private Path host;

    @BeforeAll
    static void prepare() throws IOException, InterruptedException {
        long ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElse(0);
        assumeFalse(
                (ignored & SIGINT_BIT) != 0,
                "Ctrl-C is not tested: this process ignores SIGINT, and those that it starts inherit that");
        kerf = KerfProcess.shared();
    }

    @BeforeEach
    void boot() {
        host = folder.resolve("host");
        Console.host(host, "minimal.dts").close();
    }

    private KerfProcess.Running start(String line) throws IOException {
        return kerf.start(folder, Map.of("KERF_SIMULATED", host.toString()), List.of(line.split(" ")));
    }

    private Console.Outcome here(String line) {
        return new Console().with("KERF_SIMULATED", host.toString()).run((Object[]) line.split(" "));
    }

    private HostLock lock() {
        return HostLock.of(KernelRoots.under(host));
    }

    private Path lockFile() {
        return KernelRoots.under(host).run().resolve("kerf.lock");
    }

    @Test
    void whoWaitsForAnotherProgramEndsAtOnceAndHasChangedNothing() throws Exception {
        try (HostLock.Held held = lock().acquire(Duration.ofSeconds(10))) {
            KerfProcess.Running waiting = start("create web --cpus=4-5 --memory=1GB");
            waiting.awaitError("Waiting for process " + ProcessHandle.current().pid());
            waiting.interrupt();
            KerfProcess.Ended ended = waiting.ended();

            assertThat(ended.exitCode()).isEqualTo(INTERRUPTED);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err()).doesNotContain("Interrupted", "Error", "\tat ");
            assertThat(lock().holder().orElseThrow().pid())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(held).isNotNull();
        }
        assertThat(lockFile()).doesNotExist();
        assertThat(here("show web").exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(here("create web --cpus=4-5 --memory=1GB").exitCode()).isZero();
    }

    /** The file names nobody, so that it is not seen from outside who is waited for. */
    @Test
    void whoWaitsForSomebodyUnknownEndsAtOnceAndHasChangedNothing() throws Exception {
        assertThat(here("create web --cpus=4-5 --memory=1GB").exitCode()).isZero();
        Files.writeString(lockFile(), "another program\n");
        KerfProcess.Running waiting = start("delete web --timeout=1h");
        while (!hasOpen(waiting.process(), lockFile().resolveSibling("kerf.lock.guard"))) {
            Thread.sleep(20);
        }
        waiting.interrupt();
        KerfProcess.Ended ended = waiting.ended();

        assertThat(ended.exitCode()).isEqualTo(INTERRUPTED);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isEqualTo("Interrupted while waiting for the host: the change was not begun\n");
        assertThat(lockFile()).hasContent("another program");
        Files.delete(lockFile());
        assertThat(here("show web").exitCode()).isZero();
        assertThat(here("delete web").exitCode()).isZero();
    }

    /** The kernel is held up by its own lock, in the middle of what it is asked for. */
    @Test
    void aChangeInProgressIsBroughtToItsEndFirst() throws Exception {
        assertThat(here("create web --cpus=4-5 --memory=1GB").exitCode()).isZero();
        KerfProcess.Running changing;
        try (FileChannel kernel = FileChannel.open(host.resolve("kernel/lock"), StandardOpenOption.WRITE)) {
            FileLock stopped;
            try (HostLock.Held held = lock().acquire(Duration.ofSeconds(10))) {
                changing = start("delete web");
                changing.awaitError("Waiting for process");
                stopped = kernel.lock();
                assertThat(held).isNotNull();
            }
            while (lock().holder()
                    .filter(each -> each.pid() == changing.process().pid())
                    .isEmpty()) {
                assertThat(changing.process().isAlive()).isTrue();
                Thread.sleep(10);
            }
            changing.interrupt();
            changing.awaitError("Interrupted: the change in progress is brought to its end first");
            assertThat(changing.process().isAlive()).isTrue();
            stopped.release();
        }
        KerfProcess.Ended ended = changing.ended();

        assertThat(ended.exitCode()).isEqualTo(INTERRUPTED);
        assertThat(ended.err()).endsWith("The change is done\n");
        assertThat(ended.out()).isEmpty();
        assertThat(lockFile()).doesNotExist();
        assertThat(here("show web").err()).startsWith("Error: Instance 'web' not found");
        assertThat(here("create web --cpus=4-5 --memory=1GB --timeout=0s").exitCode())
                .isZero();
    }

    @Test
    void whoOnlyLooksEndsAtOnce() throws Exception {
        assertThat(here("create web --cpus=4-5 --memory=1GB").exitCode()).isZero();
        for (String line : List.of("wait web --state=active --timeout=1h", "watch")) {
            KerfProcess.Running looking = start(line + " --debug");
            while (!hasOpen(looking.process(), host)) {
                Thread.sleep(20);
            }
            looking.interrupt();
            KerfProcess.Ended ended = looking.ended();

            assertThat(ended.exitCode()).as(line).isEqualTo(INTERRUPTED);
            assertThat(ended.out()).as(line).isEmpty();
            assertThat(ended.err()).as(line).isEmpty();
        }
        assertThat(lockFile()).doesNotExist();
        assertThat(here("delete web").exitCode()).isZero();
    }

    /** Whether it has come so far that it has a file open, or one of a folder; a Java machine that only begins ends by itself. */
    private static boolean hasOpen(Process process, Path path) throws IOException {
        assertThat(process.isAlive()).isTrue();
        try (var files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return files.anyMatch(file -> {
                try {
                    return Files.readSymbolicLink(file).startsWith(path);
                } catch (IOException closed) {
                    return false;
                }
            });
        }
    }

    @Test
    void aWatchEndsSoonAfterItsReaderWithoutAnotherEvent() throws Exception {
        Process watching = kerf.piped(
                folder, Map.of("KERF_SIMULATED", host.toString()), List.of("watch", "--format=json", "--timeout=1h"));
        InputStream events = watching.getInputStream();
        while (events.available() == 0) { // by its first event it has seen who reads
            assertThat(watching.isAlive()).isTrue();
            here("create web --cpus=4-5 --memory=1GB");
            Thread.sleep(400);
            here("delete web");
        }
        Thread.sleep(1000); // so that no event is left to be written
        events.close();

        assertThat(watching.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(watching.exitValue()).isEqualTo(ExitCode.NO_READER);
    }
}
