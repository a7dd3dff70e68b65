// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kerf.kexec.KernelImageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
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

        try (KernelImage image = KernelImage.open(path)) {
            assertThat(image.path()).isEqualTo(path);
            assertThat(image.architecture()).isEqualTo("x86_64");
            assertThat(image.info().format()).isEqualTo(ImageFormat.ELF);
            assertThat(image.info().compression()).isEqualTo(Compression.NONE);
            assertThat(image.info().fileSize()).isEqualTo(4096);
            assertThat(image.info().size()).isEqualTo(4096);
            assertThat(image.info().memorySize()).isEqualTo(4096);
            assertThat(image.info().version()).isEmpty();
            assertThat(image.info().commandLineLimit()).isEqualTo(2048);
            assertThat(image.info().signed()).isFalse();
        }
    }

    @Test
    void anElfFileSaysItsVersionInItsBannerAndItsMemoryInItsSegments() throws IOException {
        ByteBuffer elf = ByteBuffer.wrap(Elf.kernel(20_000)).order(ByteOrder.LITTLE_ENDIAN);
        elf.putLong(64 + 40, 9_000_000);

        KernelImageInfo info = KernelImage.inspect(Elf.write(directory, elf));

        assertThat(info.version()).contains("6.99.1-kerf");
        assertThat(info.size()).isEqualTo(20_000);
        assertThat(info.memorySize()).isEqualTo(9_000_000);
        assertThat(info).hasToString("Linux 6.99.1-kerf, ELF vmlinux for x86_64, 20000 bytes");
    }

    @Test
    void flatImagesAreAcceptedPlainAndPackedByGzip() throws IOException {
        for (ByteBuffer image : List.of(Images.arm64(30_000), Images.riscv64(30_000))) {
            boolean arm = image.getInt(56) == 0x644d5241;
            KernelImageInfo plain = KernelImage.inspect(Files.write(directory.resolve("Image"), image.array()));
            KernelImageInfo packed =
                    KernelImage.inspect(Files.write(directory.resolve("Image.gz"), Images.gzip(image.array())));

            assertThat(plain.format()).isEqualTo(arm ? ImageFormat.ARM64_IMAGE : ImageFormat.RISCV64_IMAGE);
            assertThat(plain.commandLineLimit()).isEqualTo(arm ? 2048 : 1024);
            assertThat(plain.memorySize()).isEqualTo(30_000 + (1 << 20));
            assertThat(plain.version()).contains("6.99.1-kerf");
            assertThat(packed.sha256()).isEqualTo(plain.sha256());
            assertThat(packed.size()).isEqualTo(30_000);
            assertThat(packed.compression()).isEqualTo(Compression.GZIP);
        }
    }

    @Test
    void aBzImageIsUnpackedAndTellsItsLimit() throws IOException {
        byte[] vmlinux = Elf.kernel(30_000);
        ByteBuffer image = Images.bzImage(Images.gzip(vmlinux)).putInt(0x238, 4095);

        KernelImageInfo info = KernelImage.inspect(Files.write(directory.resolve("bzImage"), image.array()));

        assertThat(info.format()).isEqualTo(ImageFormat.BZIMAGE);
        assertThat(info.compression()).isEqualTo(Compression.GZIP);
        assertThat(info.version()).contains("6.99.2-header");
        assertThat(info.commandLineLimit()).isEqualTo(4096);
        assertThat(info.size()).isEqualTo(30_000);
        image.putInt(0x238, 0);
        assertThat(KernelImage.inspect(Files.write(directory.resolve("bzImage"), image.array()))
                        .commandLineLimit())
                .isEqualTo(2048);
    }

    @Test
    void aSignatureIsSeenWhetherAppendedOrInACertificateTable() throws IOException {
        byte[] elf = Elf.kernel(9000);
        byte[] mark = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(mark, 0, elf, elf.length - mark.length, mark.length);
        assertThat(KernelImage.inspect(Files.write(directory.resolve("a"), elf)).signed())
                .isTrue();

        ByteBuffer image = Images.bzImage(Images.gzip(Elf.kernel(9000)));
        image.putInt(0x3c, 0x40)
                .putInt(0x40, 0x4550)
                .putShort(0x58, (short) 0x20b)
                .putInt(0x58 + 108, 6);
        image.putInt(0x58 + 112 + 32, 64).putInt(0x58 + 112 + 36, 100);
        assertThat(KernelImage.inspect(Files.write(directory.resolve("b"), image.array()))
                        .signed())
                .isTrue();
        image.putInt(0x58 + 112 + 36, 1 << 30);
        assertThat(KernelImage.inspect(Files.write(directory.resolve("c"), image.array()))
                        .signed())
                .isFalse();
    }

    @Test
    void whatIsHandedOverIsWhatWasLookedAt() throws IOException {
        Path path = Elf.write(directory, Elf.executable());
        try (KernelImage image = KernelImage.open(path)) {
            int[] seen = {0};
            image.copyTo((bytes, length) -> seen[0] += length);
            assertThat(seen[0]).isEqualTo(4096);

            Files.write(path, new byte[] {1}, StandardOpenOption.WRITE);
            KernelImageException changed =
                    catchThrowableOfType(KernelImageException.class, () -> image.copyTo((bytes, length) -> {}));
            assertThat(changed.reason()).isEqualTo(Reason.CHANGED);
            assertThat(changed).hasMessageContaining("changed since it was opened");
        }
    }

    @Test
    void aClosedImageCannotBeHandedOver() {
        KernelImage image = KernelImage.open(Elf.write(directory, Elf.executable()));
        image.close();
        image.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> image.copyTo((bytes, length) -> {}))
                .withMessageContaining("closed");
    }

    @Test
    void whatASinkThrowsIsNoFaultOfTheImage() {
        try (KernelImage image = KernelImage.open(Elf.write(directory, Elf.executable()))) {
            assertThatThrownBy(() -> image.copyTo((bytes, length) -> {
                        throw new IOException("full");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("full");
        }
    }

    @Test
    void anElfSharedObjectIsAcceptedAsKernelsCanBeRelocatable() {
        assertThat(KernelImage.inspect(Elf.write(directory, Elf.executable().putShort(16, (short) 3)))
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
                Arguments.of("nothing to load", Reason.FORMAT, "without segments", elf(e -> e.putInt(64, 4))),
                Arguments.of("a cut segment", Reason.TRUNCATED, "segment 0", elf(e -> e.putLong(64 + 32, 4097))),
                Arguments.of("a vast segment", Reason.FORMAT, "impossible", elf(e -> e.putLong(64 + 40, -1))),
                Arguments.of("a boot flag", Reason.FORMAT, "boot flag 0x0", zeros(e -> e.putInt(0x202, 0x53726448))),
                Arguments.of("an old protocol", Reason.FORMAT, "protocol 2.07", bzImage(e -> e.put(0x206, (byte) 7))),
                Arguments.of("a payload outside", Reason.TRUNCATED, "bytes", bzImage(e -> e.putInt(0x24c, 1 << 30))),
                Arguments.of("an offset outside", Reason.TRUNCATED, "bytes", bzImage(e -> e.putInt(0x248, -1))),
                Arguments.of("a tiny payload", Reason.TRUNCATED, "bytes", bzImage(e -> e.putInt(0x24c, 3))),
                Arguments.of(
                        "a strange payload", Reason.FORMAT, "in no way", bzImage(e -> e.put(Images.PAYLOAD, (byte) 0))),
                Arguments.of(
                        "no ELF inside", Reason.CORRUPT, "no ELF file", Images.bzImage(Images.gzip(new byte[999]))),
                Arguments.of("a cut setup", Reason.TRUNCATED, "setup header", cut(Images.bzImage(new byte[99]), 0x210)),
                Arguments.of("an old Image", Reason.FORMAT, "3.17", zeros(e -> e.putInt(56, 0x644d5241))),
                Arguments.of(
                        "a big-endian Image",
                        Reason.ARCHITECTURE,
                        "big-endian",
                        Images.arm64(4096).putLong(24, 1)),
                Arguments.of("gzip", Reason.FORMAT, "gzip", zeros(e -> e.putInt(0, 0x00088b1f))),
                Arguments.of(
                        "a packed vmlinux",
                        Reason.FORMAT,
                        "gzip data with an ELF file for x86-64",
                        ByteBuffer.wrap(Images.gzip(Elf.kernel(9000)))),
                Arguments.of("EFI zboot", Reason.FORMAT, "zboot", zeros(e -> e.putLong(0, 0x676d697a00005a4dL))),
                Arguments.of("uImage", Reason.FORMAT, "uImage", zeros(e -> e.putInt(0, 0x56190527))),
                Arguments.of("zstd", Reason.FORMAT, "zstd data", zeros(e -> e.putInt(0, 0xfd2fb528))));
    }

    private static ByteBuffer elf(Consumer<ByteBuffer> damage) {
        ByteBuffer elf = Elf.executable();
        damage.accept(elf);
        return elf;
    }

    private static ByteBuffer bzImage(Consumer<ByteBuffer> damage) {
        ByteBuffer image = Images.bzImage(Images.gzip(Elf.kernel(9000)));
        damage.accept(image);
        return image;
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
