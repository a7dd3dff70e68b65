// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A file cannot be loaded as a kernel, or as its initial file system. The message says what was found in it and what was expected. */
public final class KernelImageException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String file;

    /** What is wrong with the file. */
    public enum Reason {
        /** It cannot be read. */
        UNREADABLE,
        /** It ends too early, or what is packed in it does. */
        TRUNCATED,
        /** It is no kernel image of a format that can be loaded. */
        FORMAT,
        /** It is a kernel for another architecture. */
        ARCHITECTURE,
        /** What is packed in it is damaged: a checksum, a length or the data itself is wrong. */
        CORRUPT,
        /** It is larger than kerf or the kernel takes, packed or unpacked, or needs too much memory to unpack. */
        TOO_LARGE,
        /** It is not what it was when it was opened. */
        CHANGED,
        /** What unpacks it is not installed. */
        UNSUPPORTED,
        /** It does not fit the memory of the instance that it is to be loaded for. */
        MEMORY
    }

    KernelImageException(Reason reason, Path file, String message, @Nullable Throwable cause) {
        this(reason, file, "a kernel", message, cause);
    }

    private KernelImageException(Reason reason, Path file, String as, String message, @Nullable Throwable cause) {
        super("cannot load " + file + " as " + as + ": " + message, cause);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.file = file.toString();
    }

    static KernelImageException ofInitrd(Reason reason, Path file, String message, @Nullable Throwable cause) {
        return new KernelImageException(reason, file, "an initial file system", message, cause);
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

    /**
     * Returns what sort of failure it is.
     *
     * @return {@link ErrorCategory#CONFLICT} for a file that was changed meanwhile, {@link ErrorCategory#PRECONDITION} where what unpacks it is
     *     not installed, {@link ErrorCategory#EXHAUSTED} where the instance has too little memory, else
     *     {@link ErrorCategory#INVALID_ARGUMENT}
     */
    @Override
    public ErrorCategory category() {
        return switch (reason) {
            case CHANGED -> ErrorCategory.CONFLICT;
            case UNSUPPORTED -> ErrorCategory.PRECONDITION;
            case MEMORY -> ErrorCategory.EXHAUSTED;
            case UNREADABLE, TRUNCATED, FORMAT, ARCHITECTURE, CORRUPT, TOO_LARGE -> ErrorCategory.INVALID_ARGUMENT;
        };
    }
}
