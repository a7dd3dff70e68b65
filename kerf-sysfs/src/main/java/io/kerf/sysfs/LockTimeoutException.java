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

    /**
     * Returns the lock file.
     *
     * @return its path
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
