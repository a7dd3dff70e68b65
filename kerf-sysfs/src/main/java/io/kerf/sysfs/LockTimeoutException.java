// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Another process or thread changes the host, and did not end in time. Nothing was changed. */
public final class LockTimeoutException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final @Nullable LockHolder holder;

    LockTimeoutException(String path, Duration timeout, @Nullable LockHolder holder) {
        super("cannot lock the host within " + timeout.toMillis() + " ms: " + path + " "
                + (holder == null
                        ? "is there and names no holder; if no other program is changing the host, remove it with: rm "
                                + path
                        : "is held by " + holder + "; wait until it ends, or allow more time"));
        this.path = path;
        this.holder = holder;
    }

    private LockTimeoutException(Duration timeout) {
        super("cannot change the host within " + timeout.toMillis()
                + " ms: another thread of this program is changing it; wait until it ends, or allow more time");
        this.path = "";
        this.holder = null;
    }

    /**
     * Makes one for a thread that waited for another of the same program, before it came to the lock file.
     *
     * @param timeout how long it waited
     * @return the exception, without a lock file and without a holder
     */
    public static LockTimeoutException amongThreads(Duration timeout) {
        return new LockTimeoutException(timeout);
    }

    /**
     * Returns the lock file.
     *
     * @return its path; empty if the other is a thread of this program
     */
    public String path() {
        return path;
    }

    /**
     * Returns who has the lock.
     *
     * @return the process, or empty if the file does not tell, as that of a program other than kerf
     */
    public Optional<LockHolder> holder() {
        return Optional.ofNullable(holder);
    }

    /** {@return always {@link ErrorCategory#CONFLICT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.CONFLICT;
    }

    /** {@return true: the other one will end} */
    @Override
    public boolean isRetryable() {
        return true;
    }
}
