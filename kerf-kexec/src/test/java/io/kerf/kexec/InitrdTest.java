// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kerf.kexec.KernelImageException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitrdTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("initrd");
    }

    @Test
    void aFileThatIsTooLargeIsRefusedBeforeItIsRead() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file().toFile(), "rw")) {
            sparse.setLength(64L << 30);
        }

        KernelImageException refusal = assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> catchThrowableOfType(KernelImageException.class, () -> Initrd.measure(file())));

        assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal).hasMessageContaining("it has " + (64L << 30) + " bytes; the kernel takes 1 to");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        Files.createFile(file());

        KernelImageException refusal = catchThrowableOfType(KernelImageException.class, () -> Initrd.measure(file()));

        assertThat(refusal.reason()).isEqualTo(Reason.FORMAT);
    }

    @Test
    void everyByteIsMeasuredAndHandedOver() throws IOException {
        byte[] content = new byte[200_001];
        new Random(1).nextBytes(content);
        Files.write(file(), content);
        Initrd initrd = Initrd.measure(file());
        byte[] copied = new byte[content.length];
        int[] at = {0};

        initrd.copyTo((bytes, length) -> {
            System.arraycopy(bytes, 0, copied, at[0], length);
            at[0] += length;
        });

        assertThat(initrd.size()).isEqualTo(content.length);
        assertThat(copied).isEqualTo(content);
    }

    @Test
    void bytesThatAreNotThoseThatWereMeasuredAreRefused() throws IOException {
        Files.write(file(), new byte[] {1, 2, 3});
        Initrd initrd = Initrd.measure(file());

        Files.write(file(), new byte[] {1, 2, 4});

        KernelImageException refusal =
                catchThrowableOfType(KernelImageException.class, () -> initrd.copyTo((bytes, length) -> {}));
        assertThat(refusal.reason()).isEqualTo(Reason.CHANGED);
    }

    @Test
    void anInterruptIsSaidAndKept() throws IOException {
        Files.write(file(), new byte[] {1, 2, 3});
        Thread.currentThread().interrupt();

        KernelImageException refusal = catchThrowableOfType(KernelImageException.class, () -> Initrd.measure(file()));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(refusal).hasMessageContaining("interrupted; load it again");
    }
}
