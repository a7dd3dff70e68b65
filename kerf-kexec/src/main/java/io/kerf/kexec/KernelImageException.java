// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file cannot be loaded as a kernel. The message says what was found in it and what was expected. */
public final class KernelImageException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String file;

    /** What is wrong with the file. */
    public enum Reason {
        /** It cannot be read. */
        UNREADABLE,
        /** It ends too early. */
        TRUNCATED,
        /** It is no kernel image of a format that can be loaded. */
        FORMAT,
        /** It is a kernel for another architecture. */
        ARCHITECTURE
    }

    KernelImageException(Reason reason, Path file, String message, @Nullable Throwable cause) {
        super("cannot load " + file + " as a kernel: " + message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.file = file.toString();
    }

    /**
     * Returns what is wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns the file.
     *
     * @return its path
     */
    public Path file() {
        return Path.of(file);
    }

    /** {@return always {@link ErrorCategory#INVALID_ARGUMENT}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.INVALID_ARGUMENT;
    }
}
