// SPDX-License-Identifier: Apache-2.0
package io.kerf;

import io.kerf.sysfs.HostLock;
import java.time.Duration;
import java.util.Optional;
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

    /** A thread may take its turn within its turn. */
    <T> T take(Supplier<T> change) {
        threads.lock();
        try {
            return threads.getHoldCount() > 1 ? change.get() : locked(change);
        } finally {
            threads.unlock();
        }
    }

    private <T> T locked(Supplier<T> change) {
        Optional<HostLock.Held> held = processes.map(lock -> lock.acquire(timeout));
        try {
            first.run();
            return change.get();
        } finally {
            held.ifPresent(HostLock.Held::close);
        }
    }
}
