// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.diag.ErrorCategory;
import io.kerf.diag.KerfException;
import java.nio.file.Path;

/**
 * A library with a native part cannot load it, most often because the folder it unpacks it to is read-only or mounted {@code noexec}. The
 * message names the folder and what to do.
 */
public final class NativeLibraryException extends KerfException {
    private static final long serialVersionUID = 1L;

    private final String library;
    private final String folder;

    private NativeLibraryException(String library, String folder, String message, Throwable cause) {
        super(message, cause);
        this.library = library;
        this.folder = folder;
    }

    static NativeLibraryException ofJna(Throwable cause) {
        String set = System.getProperty("jna.tmpdir");
        String folder = set != null ? set : jnaFolder();
        return new NativeLibraryException(
                "jna",
                folder,
                "JNA, which makes the system calls, cannot load its native library from " + folder + " ("
                        + reason(cause)
                        + "); that folder must be writable and not mounted noexec: set -Djna.tmpdir to one that is, or"
                        + " install the library of the distribution (such as libjna-jni) and set -Djna.boot.library.path to its"
                        + " folder, or mount the folder exec",
                cause);
    }

    /** Where JNA unpacks on Linux: the cache folder of the user. */
    private static String jnaFolder() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache != null && !cache.isBlank()
                ? Path.of(cache)
                : Path.of(System.getProperty("user.home", "/"), ".cache");
        return base.resolve("JNA/temp").toString();
    }

    static NativeLibraryException ofZstd(Throwable cause) {
        String set = System.getProperty("ZstdTempFolder");
        String folder = set != null ? set : System.getProperty("java.io.tmpdir", "/tmp");
        return new NativeLibraryException(
                "zstd-jni",
                folder,
                "zstd-jni, which unpacks kernels packed by zstd, cannot load its native library from " + folder + " ("
                        + reason(cause)
                        + "); that folder must be writable and not mounted noexec: set -DZstdTempFolder to one that is, or install"
                        + " libzstd-jni for java.library.path, or mount the folder exec",
                cause);
    }

    private static String reason(Throwable cause) {
        Throwable deepest = cause;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = String.valueOf(deepest.getMessage()).strip();
        int line = message.indexOf('\n');
        return line < 0 ? message : message.substring(0, line);
    }

    /**
     * Returns the library.
     *
     * @return {@code jna} or {@code zstd-jni}
     */
    public String library() {
        return library;
    }

    /**
     * Returns the folder that the native part is unpacked to.
     *
     * @return its path
     */
    public Path folder() {
        return Path.of(folder);
    }

    /** {@return always {@link ErrorCategory#UNAVAILABLE}} */
    @Override
    public ErrorCategory category() {
        return ErrorCategory.UNAVAILABLE;
    }
}
