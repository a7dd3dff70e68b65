// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.diag.ErrorCategory;
import io.kerf.sysfs.KernelInterfaceException.Reason;
import java.nio.channels.ClosedByInterruptException;
import java.util.Set;

/** What sort of failure each reason and errno of the kernel's files is; {@code docs/errors.md} has the same as a table. */
final class InterfaceCategory {
    /** The caller may not, or nobody may. */
    private static final Set<Errno> FORBIDDEN = Set.of(Errno.EACCES, Errno.EPERM, Errno.EROFS);

    private static final Set<Errno> FULL = Set.of(Errno.ENOMEM, Errno.ENOSPC);

    private InterfaceCategory() {}

    static ErrorCategory of(KernelInterfaceException e) {
        return switch (e.reason()) {
            case STALE -> ErrorCategory.CONFLICT;
            case UNSUPPORTED -> ErrorCategory.PRECONDITION;
            case FAILED -> ErrorCategory.KERNEL_REFUSED;
            case SHORT_WRITE -> ErrorCategory.UNKNOWN_OUTCOME;
            case MALFORMED -> ErrorCategory.UNAVAILABLE;
            case GONE ->
                e.path().endsWith("/multikernel") || e.errno().isPresent() && !isMember(e.path())
                        ? ErrorCategory.UNAVAILABLE
                        : ErrorCategory.PRECONDITION;
            case REFUSED -> e.errno().isPresent() ? ofErrno(e, e.errno().get()) : ofInterrupt(e);
        };
    }

    static boolean isRetryable(KernelInterfaceException e) {
        return e.reason() == Reason.STALE
                || e.errno().filter(Errno.EBUSY::equals).isPresent()
                        && e.operation() != FileOperation.WRITE
                        && e.operation() != FileOperation.REMOVE
                || isInterrupt(e) && !changes(e);
    }

    private static ErrorCategory ofErrno(KernelInterfaceException e, Errno errno) {
        boolean cannotRollBack = e.operation() == FileOperation.REMOVE && errno.equals(Errno.EPERM);
        if (FORBIDDEN.contains(errno) && !cannotRollBack) {
            return ErrorCategory.UNAVAILABLE;
        }
        if (FULL.contains(errno)) {
            return ErrorCategory.EXHAUSTED;
        }
        if (errno.equals(Errno.ENOENT)) {
            return isMember(e.path()) ? ErrorCategory.PRECONDITION : ErrorCategory.UNAVAILABLE;
        }
        return ErrorCategory.KERNEL_REFUSED;
    }

    private static ErrorCategory ofInterrupt(KernelInterfaceException e) {
        return isInterrupt(e) && changes(e) ? ErrorCategory.UNKNOWN_OUTCOME : ErrorCategory.KERNEL_REFUSED;
    }

    private static boolean isInterrupt(KernelInterfaceException e) {
        return e.getCause() instanceof ClosedByInterruptException;
    }

    private static boolean changes(KernelInterfaceException e) {
        return e.operation() == FileOperation.WRITE || e.operation() == FileOperation.REMOVE;
    }

    /** Whether it is an instance or a transaction that comes and goes, and not the file system itself. */
    private static boolean isMember(String path) {
        return path.contains("/instances/") || path.contains("/tx_");
    }
}
