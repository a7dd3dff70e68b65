// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of the kernel could not be read, written or removed, or holds what no kernel known writes. The message says which file,
 * what was done, what the kernel answered, why it does so, and what to do.
 */
public final class KernelInterfaceException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final String path;
    private final FileOperation operation;
    private final @Nullable Errno errno;
    private final String remedy;

    /** What kind of failure it is, for callers that branch. */
    public enum Reason {
        /** The kernel refused with an errno. */
        REFUSED,
        /** What was to be read is not there, or no longer. */
        GONE,
        /** The kernel took fewer bytes than it was given. */
        SHORT_WRITE,
        /** The content is not what the interface promises. */
        MALFORMED,
        /** The kernel accepted an overlay and then failed to apply it. */
        FAILED,
        /** The kernel's interface cannot do what was asked; nothing was written. */
        UNSUPPORTED,
        /** The kernel is no longer in the state that a change was planned for; nothing was written. */
        STALE
    }

    private KernelInterfaceException(
            Reason reason, String path, FileOperation operation, @Nullable Errno errno, String cause, String remedy) {
        super(message(path, operation, errno, cause, remedy));
        this.reason = reason;
        this.path = path;
        this.operation = operation;
        this.errno = errno;
        this.remedy = remedy;
    }

    /**
     * Makes the exception for an errno, with the cause and the remedy that are known for this file and this errno.
     *
     * @param path the file or directory
     * @param operation what was done to it
     * @param errno what the kernel answered
     * @return the exception; its reason is {@link Reason#GONE} for ENOENT on a read or a list and for ENODEV on a read
     */
    public static KernelInterfaceException refused(String path, FileOperation operation, Errno errno) {
        boolean reads = operation == FileOperation.READ || operation == FileOperation.LIST;
        boolean gone = reads && (errno.equals(Errno.ENOENT) || errno.equals(Errno.ENODEV));
        RefusalAdvice advice = RefusalAdvice.on(path, operation, errno);
        return new KernelInterfaceException(
                gone ? Reason.GONE : Reason.REFUSED, path, operation, errno, advice.cause(), advice.remedy());
    }

    /** Makes the exception for what the JDK says of a file; where its words are of no known errno, they are the cause. */
    static KernelInterfaceException refused(String path, FileOperation operation, IOException failure) {
        Optional<Errno> errno = SystemText.errnoOf(failure);
        KernelInterfaceException exception = errno.isPresent()
                ? refused(path, operation, errno.get())
                : new KernelInterfaceException(
                        Reason.REFUSED, path, operation, null, SystemText.textOf(failure), "look at the kernel log");
        exception.initCause(failure);
        return exception;
    }

    /** Makes the exception for a call during which the thread was interrupted, so that its end is not known. */
    static KernelInterfaceException interrupted(String path, FileOperation operation, IOException failure) {
        KernelInterfaceException exception = new KernelInterfaceException(
                Reason.REFUSED,
                path,
                operation,
                null,
                "the thread was interrupted meanwhile, and how it ended is not known",
                "read the state back before anything else");
        exception.initCause(failure);
        return exception;
    }

    /**
     * Makes the exception for a write that was cut. What the kernel did with the beginning is unknown.
     *
     * @param path the file
     * @param taken bytes taken
     * @param offered bytes offered
     * @return the exception
     */
    public static KernelInterfaceException shortWrite(String path, int taken, int offered) {
        return new KernelInterfaceException(
                Reason.SHORT_WRITE,
                path,
                FileOperation.WRITE,
                null,
                "the kernel took " + taken + " of " + offered + " bytes and has acted on the cut blob",
                "read the trees back before anything else; send no blob above the page size");
    }

    /**
     * Makes the exception for content that is not understood.
     *
     * @param path the file
     * @param found what is there
     * @param expected what was expected
     * @return the exception
     */
    public static KernelInterfaceException malformed(String path, String found, String expected) {
        return new KernelInterfaceException(
                Reason.MALFORMED,
                path,
                FileOperation.READ,
                null,
                "found " + found + ", expected " + expected,
                "the kernel may speak a newer or older interface than the one assumed");
    }

    /**
     * Makes the exception for something that the kernel's interface cannot do. Nothing was written.
     *
     * @param path the file that would have been written
     * @param cause what it cannot do
     * @param remedy what to do instead
     * @return the exception
     */
    public static KernelInterfaceException unsupported(String path, String cause, String remedy) {
        return new KernelInterfaceException(Reason.UNSUPPORTED, path, FileOperation.WRITE, null, cause, remedy);
    }

    /**
     * Makes the exception for something that is not there, or not the same any more.
     *
     * @param path the file or directory that was read
     * @param cause what is missing
     * @param remedy what to do
     * @return the exception
     */
    public static KernelInterfaceException gone(String path, String cause, String remedy) {
        return new KernelInterfaceException(Reason.GONE, path, FileOperation.READ, null, cause, remedy);
    }

    /** Makes the exception for a transaction whose removal would do harm. Nothing was removed. */
    static KernelInterfaceException unsafeRemoval(String path, String cause, String remedy) {
        return new KernelInterfaceException(Reason.UNSUPPORTED, path, FileOperation.REMOVE, null, cause, remedy);
    }

    /**
     * Makes the exception for an overlay or a baseline that the kernel took and did not carry out as meant.
     *
     * @param path the file that was written, or the transaction's directory
     * @param cause what did not come out as meant
     * @param remedy what to do
     * @return the exception
     */
    public static KernelInterfaceException failed(String path, String cause, String remedy) {
        return new KernelInterfaceException(Reason.FAILED, path, FileOperation.WRITE, null, cause, remedy);
    }

    /** Makes the exception for a change that was planned for another state than the kernel's. Nothing was written. */
    static KernelInterfaceException stale(String path, String cause, String remedy) {
        return new KernelInterfaceException(Reason.STALE, path, FileOperation.WRITE, null, cause, remedy);
    }

    /**
     * Names the generation that the kernel was taken to speak, in a failure that a wrong guess could have caused.
     *
     * @return an exception that is otherwise the same
     */
    KernelInterfaceException spokenAs(KernelAbi abi) {
        KernelInterfaceException named = new KernelInterfaceException(this, abi);
        named.setStackTrace(getStackTrace());
        for (Throwable each : getSuppressed()) {
            named.addSuppressed(each);
        }
        return named;
    }

    private KernelInterfaceException(KernelInterfaceException other, KernelAbi abi) {
        super(other.getMessage() + " (the kernel is taken to speak " + abi + ")");
        if (other.getCause() != null) {
            initCause(other.getCause());
        }
        this.reason = other.reason;
        this.path = other.path;
        this.operation = other.operation;
        this.errno = other.errno;
        this.remedy = other.remedy;
    }

    private static String message(
            String path, FileOperation operation, @Nullable Errno errno, String cause, String remedy) {
        StringBuilder out = new StringBuilder("cannot ")
                .append(operation.word())
                .append(' ')
                .append(path);
        if (errno != null) {
            out.append(": ").append(errno);
        }
        out.append(cause.isEmpty() ? "" : ": " + cause);
        return out.append(remedy.isEmpty() ? "" : "; " + remedy).toString();
    }

    /**
     * Returns the kind of failure.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns the file or directory.
     *
     * @return its path
     */
    public String path() {
        return path;
    }

    /**
     * Returns what was done.
     *
     * @return the operation
     */
    public FileOperation operation() {
        return operation;
    }

    /**
     * Returns what the kernel answered.
     *
     * @return the errno, or empty where the failure has none
     */
    public Optional<Errno> errno() {
        return Optional.ofNullable(errno);
    }

    /**
     * Returns what to do.
     *
     * @return an instruction; empty where none is known
     */
    public String remedy() {
        return Objects.requireNonNull(remedy);
    }

    /**
     * Returns what sort of failure it is, by reason and errno.
     *
     * @return {@link ErrorCategory#UNAVAILABLE} where there is no multikernel file system or no permission, or the content is not understood;
     *     {@link ErrorCategory#CONFLICT} for a stale plan; {@link ErrorCategory#PRECONDITION} for what is gone or cannot be done;
     *     {@link ErrorCategory#EXHAUSTED} for ENOMEM and ENOSPC; {@link ErrorCategory#UNKNOWN_OUTCOME} for a write that was cut or interrupted;
     *     else {@link ErrorCategory#KERNEL_REFUSED}
     */
    @Override
    public ErrorCategory category() {
        return InterfaceCategory.of(this);
    }

    /** {@return true for a stale plan, and for a read that was interrupted or found the file busy} */
    @Override
    public boolean isRetryable() {
        return InterfaceCategory.isRetryable(this);
    }
}
