// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import io.kerf.diag.KerfException;
import io.kerf.sysfs.HostLock;
import io.kerf.sysfs.LockHolder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits while another program changes the host, before a change is begun: Ctrl-C ends this wait at once, since there is nothing to bring to its
 * end. The change itself looks again, and waits for whoever came in between or is not to be seen from here.
 */
final class HostQueue {
    private static final Duration PAUSE = Duration.ofMillis(20);
    /** Changes that take less are not worth a word. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final HostLock lock;
    private final Duration timeout;
    private final Terminal terminal;

    HostQueue(HostLock lock, Duration timeout, Terminal terminal) {
        this.lock = lock;
        this.timeout = timeout;
        this.terminal = terminal;
    }

    /**
     * Waits until nobody is seen to have the host.
     *
     * @throws CliException if somebody has it to the end of the wait
     */
    void await() {
        long start = System.nanoTime();
        boolean told = false;
        for (Optional<LockHolder> holder = holder(); holder.isPresent(); holder = holder()) {
            long waited = System.nanoTime() - start;
            if (timeout.minusNanos(waited).isNegative() || timeout.isZero()) {
                throw CliException.failed(
                        holder.get() + " is changing the host, and did not end within " + timeout.toMillis() + " ms",
                        "Wait until it ends, or allow more time with --timeout");
            }
            if (!told && waited > SHORT.toNanos()) {
                terminal.error("Waiting for " + holder.get() + ", which changes the host");
                told = true;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** What cannot be read is told by the change, which needs it. */
    private Optional<LockHolder> holder() {
        try {
            return lock.holder().filter(LockHolder::isAlive);
        } catch (KerfException unreadable) {
            return Optional.empty();
        }
    }
}
