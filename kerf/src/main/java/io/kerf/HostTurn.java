// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.LockTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets one thread of this object at a time change the host, and one process of all. */
final class HostTurn {
    private final ReentrantLock threads = new ReentrantLock();
    private final Optional<HostLock> processes;
    private final Duration timeout;
    private final Runnable first;

    /** Before each change something is done first, while nobody else can. */
    HostTurn(Optional<HostLock> processes, Duration timeout, Runnable first) {
        this.processes = processes;
        this.timeout = timeout;
        this.first = first;
    }

    /**
     * A thread may take its turn within its turn. It waits for other threads and for other processes, for both together no longer than the
     * timeout.
     */
    <T> T take(Supplier<T> change) {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!isMineWithin(timeout)) {
            throw LockTimeoutException.amongThreads(timeout);
        }
        try {
            return threads.getHoldCount() > 1 ? change.get() : locked(change, deadline);
        } finally {
            threads.unlock();
        }
    }

    /** An interrupt does not end the wait, and is kept. */
    private boolean isMineWithin(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return threads.tryLock(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <T> T locked(Supplier<T> change, long deadline) {
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        Optional<HostLock.Held> held = processes.map(lock -> lock.acquire(left));
        try {
            first.run();
            return change.get();
        } finally {
            held.ifPresent(HostLock.Held::close);
        }
    }
}
