// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import io.kerf.sysfs.Errno;
import java.util.Map;
import java.util.Objects;

/** A system call failed. The message says which, the errno, and what that errno means for this call. */
public final class SyscallException extends KerfException {
    private static final long serialVersionUID = 1L;

    private static final Map<Errno, ErrorCategory> CATEGORIES = Map.of(
            Errno.EPERM, ErrorCategory.UNAVAILABLE,
            Errno.EACCES, ErrorCategory.UNAVAILABLE,
            Errno.ENOSYS, ErrorCategory.UNAVAILABLE,
            Errno.ENODEV, ErrorCategory.UNAVAILABLE,
            Errno.ENOENT, ErrorCategory.PRECONDITION,
            Errno.ENOMEM, ErrorCategory.EXHAUSTED,
            Errno.ENOEXEC, ErrorCategory.INVALID_ARGUMENT,
            Errno.EFBIG, ErrorCategory.INVALID_ARGUMENT,
            Errno.ENOKEY, ErrorCategory.INVALID_ARGUMENT,
            Errno.EKEYREJECTED, ErrorCategory.INVALID_ARGUMENT);

    private final String call;
    private final Errno errno;
    private final String meaning;

    /**
     * Makes the exception.
     *
     * @param call the call, such as {@code kexec_file_load}
     * @param errno what it set
     * @param meaning what the errno means for this call, and what to do
     */
    public SyscallException(String call, Errno errno, String meaning) {
        super(call + " failed: " + errno + (meaning.isEmpty() ? "" : ": " + meaning));
        this.call = Objects.requireNonNull(call, "call");
        this.errno = Objects.requireNonNull(errno, "errno");
        this.meaning = meaning;
    }

    /**
     * Returns the call.
     *
     * @return its name
     */
    public String call() {
        return call;
    }

    /**
     * Returns what the call set.
     *
     * @return the errno
     */
    public Errno errno() {
        return errno;
    }

    /**
     * Returns what the errno means for this call.
     *
     * @return cause and remedy; empty if the kernel is not known to answer this errno here
     */
    public String meaning() {
        return meaning;
    }

    /**
     * Returns what sort of failure it is, by the errno.
     *
     * @return {@link ErrorCategory#UNAVAILABLE} where the call is not there or not permitted, {@link ErrorCategory#PRECONDITION} where there
     *     is no such instance or image, {@link ErrorCategory#EXHAUSTED} for ENOMEM, {@link ErrorCategory#INVALID_ARGUMENT} where the image is
     *     refused, else {@link ErrorCategory#KERNEL_REFUSED}
     */
    @Override
    public ErrorCategory category() {
        return CATEGORIES.getOrDefault(errno, ErrorCategory.KERNEL_REFUSED);
    }

    /** {@return true for EBUSY and ETIMEDOUT: another operation runs, or CPUs are about to stop} */
    @Override
    public boolean isRetryable() {
        return errno.equals(Errno.EBUSY) || errno.equals(Errno.ETIMEDOUT);
    }
}
