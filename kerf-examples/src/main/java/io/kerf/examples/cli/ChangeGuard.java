// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.KerfException;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.LockHolder;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Keeps Ctrl-C from cutting a change in two. The process ends by the signal as always, with 130 for whoever started it, but not before a
 * change in progress has come to its end; one that still waits for its turn is not in progress, and one that only waits for what it asked of the
 * kernel waits no longer. What is killed harder is brought to its end by the next operation, out of the journal.
 */
final class ChangeGuard {
    private static final long PATIENCE_SECONDS = 60;
    /** A change has let go of the host a moment before it is over. */
    private static final long LAST_MOMENT_MILLIS = 500;

    private final ReentrantLock changing = new ReentrantLock();
    private volatile boolean ending;
    private volatile String outcome = "";
    private volatile Optional<HostLock> host = Optional.empty();
    private volatile Optional<Thread> waiting = Optional.empty();

    /** Waits, when the process is told to end, for the change in progress. */
    void holdBackShutdown(Terminal terminal) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(terminal), "kerf-shutdown"));
    }

    /** What is done when the process is told to end. The lock is kept: no other change begins before the process is gone. */
    void end(Terminal terminal) {
        ending = true;
        try {
            if (!changing.tryLock()) {
                awaitChange(terminal);
            }
            terminal.flush();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitChange(Terminal terminal) throws InterruptedException {
        boolean ended = !hasHost() && changing.tryLock(LAST_MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        if (!ended && !hasHost()) {
            terminal.error("Interrupted while waiting for the host: the change was not begun");
            terminal.flush();
            if (!hasHost()) {
                return;
            }
        }
        if (!ended) {
            terminal.error(
                    waiting.isPresent()
                            ? "Interrupted: the wait ends; a boot or halt that was asked for is not taken back, see 'kerf show'"
                            : "Interrupted: the change in progress is brought to its end first");
            waiting.ifPresent(Thread::interrupt);
            ended = changing.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        terminal.error(
                ended
                        ? outcome
                        : "It takes too long; what the journal has of it, the next change brings to its end; for the rest see 'kerf show'");
    }

    /** Whether this process has the host. Where that cannot be told, the change is waited for, as it may be in progress. */
    private boolean hasHost() {
        long self = ProcessHandle.current().pid();
        try {
            return host.flatMap(HostLock::holder)
                    .filter(holder -> holder.pid() == self)
                    .filter(LockHolder::isAlive)
                    .isPresent();
        } catch (KerfException unreadable) {
            return true;
        }
    }

    /** A step that asks something of the kernel, and then waits for an instance to come to a state: that wait ends when the process does. */
    Runnable waiting(Runnable step) {
        return () -> {
            waiting = Optional.of(Thread.currentThread());
            try {
                step.run();
            } finally {
                waiting = Optional.empty();
            }
        };
    }

    /** Makes a change, for which it takes the lock of the host. */
    <T> T uninterrupted(HostLock lock, Supplier<T> change) {
        host = Optional.of(lock);
        changing.lock();
        try {
            T result = change.get();
            outcome = "The change is done";
            return result;
        } catch (RuntimeException | Error failed) {
            outcome = ErrorText.of(String.valueOf(failed.getMessage()));
            throw failed;
        } finally {
            changing.unlock();
            if (ending) {
                awaitEnd();
            }
        }
    }

    /** What became of the change is told by the thread that ends the process; an answer, of which a part might arrive, is none. */
    private static void awaitEnd() {
        while (true) {
            LockSupport.park();
            Thread.interrupted(); // else no later call would wait
        }
    }
}
