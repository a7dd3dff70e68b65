// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.kexec.KernelImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KernelImageTest {
    @TempDir
    private Path directory;

    private KernelImageException refusal(Path path) {
        return catchThrowableOfType(KernelImageException.class, () -> KernelImage.open(path));
    }

    @Test
    void anElfExecutableIsAccepted() {
        Path path = Elf.write(directory, Elf.executable());

        KernelImage image = KernelImage.open(path);

        assertThat(image.path()).isEqualTo(path);
        assertThat(image.size()).isEqualTo(4096);
        assertThat(image.architecture()).isEqualTo("x86_64");
    }

    @Test
    void anElfSharedObjectIsAcceptedAsKernelsCanBeRelocatable() {
        assertThat(KernelImage.open(Elf.write(directory, Elf.executable().putShort(16, (short) 3)))
                        .size())
                .isEqualTo(4096);
    }

    static Stream<Arguments> refusedFiles() {
        return Stream.of(
                Arguments.of("32-bit", Reason.ARCHITECTURE, "class 1", elf(e -> e.put(4, (byte) 1))),
                Arguments.of("big-endian", Reason.ARCHITECTURE, "byte order 2", elf(e -> e.put(5, (byte) 2))),
                Arguments.of("aarch64", Reason.ARCHITECTURE, "aarch64", elf(e -> e.putShort(18, (short) 183))),
                Arguments.of("machine 999", Reason.ARCHITECTURE, "machine 999", elf(e -> e.putShort(18, (short) 999))),
                Arguments.of("an object", Reason.FORMAT, "type 1", elf(e -> e.putShort(16, (short) 1))),
                Arguments.of(
                        "no segments", Reason.FORMAT, "without program headers", elf(e -> e.putShort(56, (short) 0))),
                Arguments.of("headers outside", Reason.TRUNCATED, "outside the file", elf(e -> e.putLong(32, 4090))),
                Arguments.of("a negative offset", Reason.TRUNCATED, "outside", elf(e -> e.putLong(32, -1))),
                Arguments.of("a cut header", Reason.TRUNCATED, "after 20 bytes", cut(Elf.executable(), 20)),
                Arguments.of("an empty file", Reason.FORMAT, "an empty file", ByteBuffer.allocate(0)),
                Arguments.of("text", Reason.FORMAT, "bytes 68656c6c6f", bytes("hello")),
                Arguments.of("bzImage", Reason.FORMAT, "bzImage", zeros(e -> e.putInt(0x202, 0x53726448))),
                Arguments.of("aarch64 Image", Reason.FORMAT, "an aarch64 Image", zeros(e -> e.putInt(56, 0x644d5241))),
                Arguments.of("riscv Image", Reason.FORMAT, "a riscv Image", zeros(e -> e.putInt(56, 0x05435352))),
                Arguments.of("gzip", Reason.FORMAT, "gzip", zeros(e -> e.putInt(0, 0x00088b1f))));
    }

    private static ByteBuffer elf(Consumer<ByteBuffer> damage) {
        ByteBuffer elf = Elf.executable();
        damage.accept(elf);
        return elf;
    }

    private static ByteBuffer zeros(Consumer<ByteBuffer> change) {
        ByteBuffer zeros = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(zeros);
        return zeros;
    }

    private static ByteBuffer cut(ByteBuffer whole, int length) {
        return ByteBuffer.wrap(Arrays.copyOf(whole.array(), length));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusedFiles")
    void otherFilesAreRefusedSayingWhatWasFound(String what, Reason reason, String found, ByteBuffer content) {
        Path path = Elf.write(directory, content);

        KernelImageException refusal = refusal(path);

        assertThat(refusal.reason()).as(what).isEqualTo(reason);
        assertThat(refusal).hasMessageContaining(found).hasMessageContaining(path.toString());
        assertThat(refusal.file()).isEqualTo(path);
    }

    @Test
    void aFileThatIsNotThereOrADirectoryIsUnreadable() {
        assertThat(refusal(directory.resolve("absent")).reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(refusal(directory).reason()).isEqualTo(Reason.UNREADABLE);
    }
}
