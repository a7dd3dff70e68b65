// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.model.InstanceName;
import io.kerf.sysfs.Errno;
import io.kerf.sysfs.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loads by the real system calls, which a library writes down instead of making them. */
class KernelLoaderTest {
    private static final InstanceName NAME = InstanceName.of("i3");

    @TempDir
    private static Path library;

    private static Recorder recorder;

    @TempDir
    private Path directory;

    private KernelImage image;

    @BeforeAll
    static void compileRecorder() throws Exception {
        recorder = Recorder.compile(library);
    }

    @BeforeEach
    void openImage() {
        recorder.seen();
        image = KernelImage.open(Elf.write(directory, ByteBuffer.wrap(Elf.kernel(9000))));
    }

    @AfterEach
    void closeImage() {
        image.close();
    }

    private SyscallException refusal(Runnable betweenTries) {
        KernelLoader loader = new KernelLoader(
                DirectoryHost.files(DirectoryHost.boot(directory.resolve("host"), List.of(3))),
                recorder.syscalls((action, instance) -> {}),
                new Ticker() {
                    @Override
                    public Duration now() {
                        return Duration.ZERO;
                    }

                    @Override
                    public void pause(Duration pause) {
                        betweenTries.run();
                    }
                });
        recorder.failWith(Errno.EBUSY);
        return catchThrowableOfType(SyscallException.class, () -> loader.load(NAME, LoadRequest.of(image)));
    }

    /** A file that was copied again would be found to have changed. */
    @Test
    void filesAreCopiedOnceHoweverOftenTheKernelIsAsked() {
        SyscallException refusal = refusal(() -> {
            try {
                Files.write(image.path(), new byte[9000]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(refusal.errno()).isEqualTo(Errno.EBUSY);
        assertThat(recorder.seen()).hasSize(5).allMatch(call -> call.startsWith("kexec_file_load fd -1"));
    }

    @Test
    void theFirstRefusalIsToldWithTheLast() {
        SyscallException refusal = refusal(() -> recorder.failWith(Errno.ENOMEM));

        assertThat(refusal.errno()).isEqualTo(Errno.ENOMEM);
        assertThat(refusal.getSuppressed())
                .singleElement()
                .satisfies(first -> assertThat(first).hasMessageContaining("EBUSY"));
    }

    @Test
    void anInterruptIsSaidAndKept() {
        Thread.currentThread().interrupt();
        KernelImageException refusal =
                catchThrowableOfType(KernelImageException.class, () -> image.copyTo((bytes, length) -> {}));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(refusal).hasMessageContaining("it was interrupted; open the image again");
    }
}
