// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.KernelRoots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A C library whose {@code syscall} writes down what it is given and makes none of the dangerous calls. It is compiled here; tests that
 * need it are skipped where there is no compiler, but fail in CI.
 */
final class Recorder {
    private final Path library;
    private final Functions functions;

    private interface Functions extends Library {
        String recorder_seen();

        void recorder_fail(int number);

        void recorder_copy_to(String folder);
    }

    private Recorder(Path library) {
        this.library = library;
        this.functions = Native.load(library.toString(), Functions.class);
    }

    static Recorder compile(Path directory) throws IOException, InterruptedException {
        Path source = directory.resolve("recorder.c");
        try (InputStream in = Objects.requireNonNull(Recorder.class.getResourceAsStream("recorder.c"))) {
            Files.copy(in, source);
        }
        Path library = directory.resolve("librecorder.so");
        boolean done = false;
        try {
            Process gcc = new ProcessBuilder(
                            "cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                    .inheritIO()
                    .start();
            done = gcc.waitFor(60, TimeUnit.SECONDS) && gcc.exitValue() == 0;
        } catch (IOException e) {
            // No compiler: said below.
        }
        if (!done && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("no C compiler, and in CI the arguments of system calls must be looked at");
        }
        assumeTrue(done, "no C compiler (cc): the arguments of system calls are not looked at");
        return new Recorder(library);
    }

    JnaSyscalls syscalls(InstanceGuard guard) {
        return new JnaSyscalls(
                SyscallNumbers.of(System.getProperty("os.arch")), library.toString(), KernelRoots.system(), guard);
    }

    /** One line for each call since the last question. */
    List<String> seen() {
        return functions.recorder_seen().lines().toList();
    }

    void succeed() {
        functions.recorder_fail(0);
    }

    /** Lets all calls from now on fail. */
    void failWith(Errno errno) {
        functions.recorder_fail(errno.number());
    }

    void copyTo(Path folder) {
        functions.recorder_copy_to(folder.toString());
    }
}
