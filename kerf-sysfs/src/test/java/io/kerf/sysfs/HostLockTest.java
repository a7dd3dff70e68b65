// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLockTest {
    private static final Duration SHORT = Duration.ofMillis(60);

    @TempDir
    private Path run;

    private HostLock lock;
    private Path file;

    @BeforeEach
    void make() {
        lock = HostLock.of(KernelRoots.under(run).withRun(run));
        file = run.resolve("kerf.lock");
    }

    private LockTimeoutException timeout() {
        return catchThrowableOfType(
                LockTimeoutException.class, () -> lock.acquire(SHORT).close());
    }

    @Test
    void theFileIsThereAsLongAsTheLockAndNamesItsHolder() {
        try (HostLock.Held held = lock.acquire(SHORT)) {
            assertThat(held).isNotNull();
            assertThat(file)
                    .content()
                    .startsWith("pid: " + ProcessHandle.current().pid() + "\nstarted: ");
            assertThat(lock.holder()).contains(LockHolder.self());
        }
        assertThat(file).doesNotExist();
        assertThat(lock.holder()).isEmpty();
        assertThat(run)
                .isDirectoryNotContaining(each -> each.getFileName().toString().startsWith(".kerf"));
    }

    @Test
    void anotherThreadWaitsAndIsToldWhoHasIt() throws InterruptedException {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            try (HostLock.Held held = lock.acquire(SHORT)) {
                assertThat(held).isNotNull();
                locked.countDown();
                enough.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        other.start();
        locked.await();

        LockTimeoutException refusal = timeout();

        assertThat(refusal.holder()).contains(LockHolder.self());
        assertThat(refusal).hasMessageContaining("cannot lock the host within 60 ms: " + file + " is held by process ");
        enough.countDown();
        other.join();
        lock.acquire(SHORT).close();
    }

    @Test
    void aFileWithoutAHolderIsWaitedForAndTheMessageSaysHowToRemoveIt() throws IOException {
        Files.writeString(file, "");

        LockTimeoutException refusal = timeout();

        assertThat(refusal.holder()).isEmpty();
        assertThat(refusal).hasMessageContaining("names no holder").hasMessageEndingWith("rm " + file);
        assertThat(file).isEmptyFile();
    }

    @Test
    void aFileThatAnotherProgramRemovesIsWaitedFor() throws Exception {
        Files.writeString(file, "4711");
        Thread other = new Thread(() -> {
            try {
                Thread.onSpinWait();
                Files.delete(file);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        other.start();
        lock.acquire(Duration.ofSeconds(20)).close();
        other.join();
        assertThat(file).doesNotExist();
    }

    @Test
    void theLockOfADeadProcessIsTakenOver() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.write(file, new LockHolder(dead.pid(), Instant.now(), "kerf create web").encode());

        try (HostLock.Held held = lock.acquire(SHORT)) {
            assertThat(held).isNotNull();
            assertThat(lock.holder()).contains(LockHolder.self());
        }
    }

    @Test
    void aLaterProcessOfTheSameIdIsNotTheHolder() throws IOException {
        long alive = ProcessHandle.current().parent().orElseThrow().pid();
        Files.write(file, new LockHolder(alive, Instant.EPOCH.plusSeconds(7), "long gone").encode());

        lock.acquire(SHORT).close();
        assertThat(file).doesNotExist();
    }

    @Test
    void theLockOfALivingProcessIsNotTakenOver() throws IOException {
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        LockHolder holder =
                new LockHolder(parent.pid(), parent.info().startInstant().orElseThrow(), "kerf\nin another namespace");
        Files.write(file, holder.encode());

        assertThat(timeout().holder()).contains(holder);
        assertThat(holder.command()).isEqualTo("kerf in another namespace");
    }

    @Test
    void aThreadDoesNotGetItTwice() {
        try (HostLock.Held held = lock.acquire(SHORT)) {
            assertThat(held).isNotNull();
            assertThatIllegalStateException().isThrownBy(() -> lock.acquire(SHORT));
        }
    }

    @Test
    void aFileThatWasReplacedMeanwhileIsLeftAlone() throws IOException {
        try (HostLock.Held held = lock.acquire(SHORT)) {
            assertThat(held).isNotNull();
            Files.writeString(file, "python");
        }
        assertThat(file).hasContent("python");
    }

    @Test
    void aRunDirectoryThatIsNotThereIsNamed() {
        HostLock nowhere = HostLock.of(KernelRoots.under(run).withRun(run.resolve("none")));

        KernelInterfaceException refusal =
                catchThrowableOfType(KernelInterfaceException.class, () -> nowhere.acquire(SHORT));

        assertThat(refusal.errno()).contains(Errno.ENOENT);
        assertThat(refusal.path()).isEqualTo(run.resolve("none/kerf.lock").toString());
    }

    @Test
    void manyThreadsTakeTurns() {
        AtomicInteger inside = new AtomicInteger();
        int[] count = new int[1];
        List<Integer> seen = IntStream.range(0, 40).boxed().toList().parallelStream()
                .map(i -> {
                    try (HostLock.Held held = lock.acquire(Duration.ofSeconds(60))) {
                        assertThat(held).isNotNull();
                        int now = inside.incrementAndGet();
                        count[0]++;
                        inside.decrementAndGet();
                        return now;
                    }
                })
                .toList();

        assertThat(seen).containsOnly(1);
        assertThat(count[0]).isEqualTo(40);
    }

    @Test
    void otherProgramsFilesNameNobody() {
        assertThat(LockHolder.decode("4711\n".getBytes(UTF_8))).isEmpty();
        assertThat(LockHolder.decode("pid: 1\nstarted: yesterday\ncommand: x\n".getBytes(UTF_8)))
                .isEmpty();
        assertThat(LockHolder.decode(LockHolder.self().encode())).contains(LockHolder.self());
    }
}
