// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.diag.KerfException;
import io.kerf.sysfs.KernelRoots;
import java.nio.file.Path;

/** The program that {@link NativeLoadsTest} runs where native libraries cannot be loaded. Its argument is a folder with images. */
final class NativeLoads {
    private NativeLoads() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[0]);
        attempt("gzip", () -> KernelImage.inspect(folder.resolve("gzip")));
        attempt("zstd", () -> KernelImage.inspect(folder.resolve("zstd")));
        attempt("zstd again", () -> KernelImage.inspect(folder.resolve("zstd")));
        attempt("bzip2", () -> KernelImage.inspect(folder.resolve("bzip2")));
        JnaSyscalls syscalls = new JnaSyscalls(
                SyscallNumbers.of(System.getProperty("os.arch")),
                JnaSyscalls.LIBRARY,
                KernelRoots.system(),
                (action, instance) -> {});
        attempt("jna", () -> close(syscalls));
        attempt("jna again", () -> close(syscalls));
    }

    /** The most harmless of all calls, on a descriptor that nobody has. */
    private static void close(JnaSyscalls syscalls) {
        try {
            syscalls.close(-1);
        } catch (JnaSyscalls.RefusedException e) {
            throw new IllegalStateException("JNA was loaded", e);
        }
    }

    private static void attempt(String what, Runnable call) {
        try {
            call.run();
            System.out.println(what + ": done");
        } catch (KerfException e) {
            System.out.println(what + ": " + e.getClass().getSimpleName() + ": " + e.getMessage());
        } catch (Throwable e) {
            System.out.println(what + ": WRONG " + e);
        }
    }
}
