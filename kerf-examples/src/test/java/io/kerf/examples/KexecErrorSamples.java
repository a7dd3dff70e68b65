// SPDX-License-Identifier: Apache-2.0
package io.kerf.examples;

import static io.kerf.examples.ErrorSamples.caught;

import io.kerf.diag.KerfException;
import io.kerf.kexec.KernelImage;
import io.kerf.kexec.KernelImageException;
import io.kerf.kexec.NativeLibraryException;
import io.kerf.kexec.SyscallException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Exceptions of kernel images and system calls: kerf-kexec. */
final class KexecErrorSamples {
    private KexecErrorSamples() {}

    static void addTo(ErrorSamples samples, Path folder) throws Exception {
        ofImages(samples, folder);
        ofSyscalls(samples);
    }

    private static void ofImages(ErrorSamples samples, Path folder) throws Exception {
        Constructor<KernelImageException> constructor = KernelImageException.class.getDeclaredConstructor(
                KernelImageException.Reason.class, Path.class, String.class, Throwable.class);
        constructor.setAccessible(true);
        for (KernelImageException.Reason reason : KernelImageException.Reason.values()) {
            String line = switch (reason) {
                case CHANGED, MEMORY, UNSUPPORTED -> "`" + reason + "`";
                default -> "any other reason";
            };
            samples.add(
                    "KernelImageException: " + line,
                    constructor.newInstance(reason, folder.resolve("vmlinux"), "no", null));
        }
        Path text = Files.writeString(folder.resolve("vmlinux"), "no kernel");
        samples.add(
                "KernelImageException: any other reason",
                caught(KernelImageException.class, () -> KernelImage.open(text)),
                caught(KernelImageException.class, () -> KernelImage.open(folder.resolve("none"))));
        Method jna = NativeLibraryException.class.getDeclaredMethod("ofJna", Throwable.class);
        jna.setAccessible(true);
        samples.add("NativeLibraryException: always", (NativeLibraryException)
                jna.invoke(null, new UnsatisfiedLinkError("noexec")));
    }

    private static void ofSyscalls(ErrorSamples samples) throws Exception {
        for (String errnos : List.of(
                "EPERM, EACCES, ENOSYS, ENODEV",
                "ENOENT",
                "ENOMEM",
                "ENOEXEC, EFBIG, ENOKEY, EKEYREJECTED",
                "EBUSY, ETIMEDOUT")) {
            samples.add("SyscallException: " + errnos, syscalls(errnos.split(", ")));
        }
        samples.add("SyscallException: any other errno", syscalls("EINVAL", "EIO", "EFAULT", "EBADF"));
    }

    private static KerfException[] syscalls(String... errnos) throws Exception {
        return ErrorSamples.errnos(errnos).stream()
                .map(errno -> new SyscallException("kexec_file_load", errno, ""))
                .toArray(KerfException[]::new);
    }
}
