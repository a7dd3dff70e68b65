// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An error number of Linux. The numbers are those of {@code include/uapi/asm-generic/errno-base.h} and {@code errno.h}, which
 * x86, arm64 and riscv share.
 *
 * <p>Numbers without a constant here are allowed: kernels answer what they like.
 *
 * @param number the number, above 0
 */
public record Errno(int number) implements Serializable {
    private static final Map<Integer, String[]> NAMES = new TreeMap<>();

    /** Not permitted. */
    public static final Errno EPERM = named(1, "EPERM", "operation not permitted");
    /** Not there. */
    public static final Errno ENOENT = named(2, "ENOENT", "no such file or directory");
    /** No such process; the multikernel file system leaks it when a tree outgrows its buffer. */
    public static final Errno ESRCH = named(3, "ESRCH", "no such process");
    /** Input or output failed. */
    public static final Errno EIO = named(5, "EIO", "input/output error");
    /** Too long an argument, too long a write. */
    public static final Errno E2BIG = named(7, "E2BIG", "argument list too long");
    /** A kernel image of no known format. */
    public static final Errno ENOEXEC = named(8, "ENOEXEC", "exec format error");
    /** A bad file descriptor. */
    public static final Errno EBADF = named(9, "EBADF", "bad file descriptor");
    /** Out of memory, or no contiguous memory. */
    public static final Errno ENOMEM = named(12, "ENOMEM", "out of memory");
    /** No permission for the file. */
    public static final Errno EACCES = named(13, "EACCES", "permission denied");
    /** A bad pointer. */
    public static final Errno EFAULT = named(14, "EFAULT", "bad address");
    /** Taken, or busy at the moment. */
    public static final Errno EBUSY = named(16, "EBUSY", "device or resource busy");
    /** There already. */
    public static final Errno EEXIST = named(17, "EEXIST", "file exists");
    /** No such device, or the file's node was removed. */
    public static final Errno ENODEV = named(19, "ENODEV", "no such device");
    /** Not acceptable. */
    public static final Errno EINVAL = named(22, "EINVAL", "invalid argument");
    /** Not a directory. */
    public static final Errno ENOTDIR = named(20, "ENOTDIR", "not a directory");
    /** A directory where a file should be. */
    public static final Errno EISDIR = named(21, "EISDIR", "is a directory");
    /** An operation that the device does not have. */
    public static final Errno ENOTTY = named(25, "ENOTTY", "inappropriate ioctl for device");
    /** Too large a file. */
    public static final Errno EFBIG = named(27, "EFBIG", "file too large");
    /** The disk is full. */
    public static final Errno ENOSPC = named(28, "ENOSPC", "no space left on device");
    /** Read-only file system. */
    public static final Errno EROFS = named(30, "EROFS", "read-only file system");
    /** Out of range. */
    public static final Errno ERANGE = named(34, "ERANGE", "numerical result out of range");
    /** The kernel has no such system call. */
    public static final Errno ENOSYS = named(38, "ENOSYS", "function not implemented");
    /** A directory that is to be removed holds something. */
    public static final Errno ENOTEMPTY = named(39, "ENOTEMPTY", "directory not empty");
    /** Not supported. */
    public static final Errno EOPNOTSUPP = named(95, "EOPNOTSUPP", "operation not supported");
    /** No answer in time. */
    public static final Errno ETIMEDOUT = named(110, "ETIMEDOUT", "connection timed out");
    /** A signing key is missing. */
    public static final Errno ENOKEY = named(126, "ENOKEY", "required key not available");
    /** A signature was refused. */
    public static final Errno EKEYREJECTED = named(129, "EKEYREJECTED", "key was rejected by service");

    /** Refuses numbers that cannot be an error. */
    public Errno {
        if (number <= 0) {
            throw new IllegalArgumentException("an errno is above 0, not " + number);
        }
    }

    private static Errno named(int number, String name, String meaning) {
        NAMES.put(number, new String[] {name, meaning});
        return new Errno(number);
    }

    /** All that have a constant. */
    static List<Errno> known() {
        return NAMES.keySet().stream().map(Errno::new).toList();
    }

    /**
     * Returns the symbol.
     *
     * @return such as {@code EINVAL}; {@code errno 200} for a number without a constant here
     */
    public String name() {
        String[] known = NAMES.get(number);
        return known == null ? "errno " + number : known[0];
    }

    /**
     * Returns the general meaning; what it means for a given file or call is said by the exception that carries it.
     *
     * @return such as {@code invalid argument}; empty for a number without a constant here
     */
    public String meaning() {
        String[] known = NAMES.get(number);
        return known == null ? "" : known[1];
    }

    /** The symbol and the meaning: {@code EINVAL (invalid argument)}. */
    @Override
    public String toString() {
        return meaning().isEmpty() ? name() : name() + " (" + meaning() + ")";
    }
}
