// SPDX-License-Identifier: Apache-2.0
package io.kerf.sysfs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the errno behind an exception of the JDK, which keeps the text of {@code strerror(3)} alone. Texts are those of glibc and musl in the
 * C locale; in another locale the text stands for itself.
 */
final class SystemText {
    private static final Map<String, Errno> BY_TEXT = new HashMap<>();

    static {
        for (Errno errno : Errno.known()) {
            BY_TEXT.put(errno.meaning(), errno);
        }
        // Where the C library says it in other words than Errno does; musl's words are the second of each pair.
        also(Errno.ENOMEM, "cannot allocate memory", "out of memory");
        also(Errno.EIO, "input/output error", "i/o error");
        also(Errno.EBUSY, "device or resource busy", "resource busy");
        also(Errno.ERANGE, "numerical result out of range", "result not representable");
        also(Errno.EPERM, "operation not permitted");
        also(Errno.EOPNOTSUPP, "operation not supported", "not supported");
        also(Errno.ETIMEDOUT, "connection timed out", "operation timed out");
        also(Errno.ESRCH, "no such process");
    }

    private SystemText() {}

    private static void also(Errno errno, String... texts) {
        for (String text : texts) {
            BY_TEXT.put(text, errno);
        }
    }

    /** The errno, or empty if the text is none that is known. */
    static Optional<Errno> errnoOf(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return Optional.of(Errno.ENOENT);
        }
        if (failure instanceof AccessDeniedException) {
            return Optional.of(Errno.EACCES);
        }
        if (failure instanceof NotDirectoryException) {
            return Optional.of(Errno.ENOTDIR);
        }
        if (failure instanceof DirectoryNotEmptyException) {
            return Optional.of(Errno.ENOTEMPTY);
        }
        if (failure instanceof FileAlreadyExistsException) {
            return Optional.of(Errno.EEXIST);
        }
        return Optional.ofNullable(BY_TEXT.get(textOf(failure).toLowerCase(Locale.ROOT)));
    }

    /** What the system said, without the path. */
    static String textOf(IOException failure) {
        String text = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        return text == null ? failure.getClass().getSimpleName() : text.strip();
    }
}
