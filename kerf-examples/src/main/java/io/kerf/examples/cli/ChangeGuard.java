// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Keeps Ctrl-C from cutting a change in two. The process ends by the signal as always, with 130 for whoever started it, but not before a
 * change in progress has come to its end. What is killed harder is brought to its end by the next operation, out of the journal.
 */
final class ChangeGuard {
    private static final long PATIENCE_SECONDS = 60;

    private final ReentrantLock changing = new ReentrantLock();
    private volatile boolean ending;
    private volatile String outcome = "";

    /** Waits, when the process is told to end, for the change in progress. */
    void holdBackShutdown(Terminal terminal) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitChange(terminal), "kerf-shutdown"));
    }

    private void awaitChange(Terminal terminal) {
        try {
            ending = true;
            boolean within = changing.isLocked();
            if (within) {
                terminal.error("Interrupted: the change in progress is brought to its end first");
            }
            if (!changing.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                terminal.error("It takes too long; the next command brings it to its end, from the journal");
            } else if (within) {
                terminal.error(outcome);
            }
            // The lock is kept: no other change begins before the process is gone.
            terminal.flush();
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    <T> T uninterrupted(Supplier<T> change) {
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
        }
    }
}
