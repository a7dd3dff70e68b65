// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Images that were packed by the programs that the build of the kernel uses. */
class KernelImageOracleTest {
    private static final int BYTES = 400_000;

    @TempDir
    private Path directory;

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] handedOver(KernelImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        image.copyTo((bytes, length) -> out.write(bytes, 0, length));
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBzImageOfEveryCompressionGivesItsVmlinux(Compression compression) throws Exception {
        byte[] vmlinux = Elf.kernel(BYTES);
        byte[] payload = Packers.require().payload(compression, vmlinux);
        Path file = Files.write(
                directory.resolve("bzImage"), Images.bzImage(payload).array());

        try (KernelImage image = KernelImage.open(file)) {
            assertThat(image.info())
                    .isEqualTo(new KernelImageInfo(
                            ImageFormat.BZIMAGE,
                            compression,
                            Optional.of("6.99.2-header"),
                            Files.size(file),
                            BYTES,
                            BYTES,
                            sha256(vmlinux),
                            2048,
                            false));
            assertThat(handedOver(image)).isEqualTo(vmlinux);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "LZ4, -l -1, 17000000",
        "LZ4, -l --fast=9, 8388608",
        "LZ4, -l -3, 8388609",
        "LZO, -1, 262144",
        "LZO, -3, 262145",
        "LZO, -9 --crc32, 1000000",
        "LZO, -7 --no-checksum, 600000",
        "XZ, -1, 300000",
        "XZ, --check=sha256 --lzma2=dict=128MiB, 300000",
        "LZMA, -1, 300000",
        "BZIP2, -1, 1000000",
        "ZSTD, -1, 300000",
        "ZSTD, --no-check --long=27 -q, 1000000",
        "GZIP, -1, 300000"
    })
    void otherOptionsAndSizesGiveTheSameBytes(Compression compression, String options, int bytes) throws Exception {
        byte[] vmlinux = Elf.kernel(bytes);
        byte[] payload = Packers.require().payload(compression, vmlinux, options.split(" "));
        Path file = Files.write(
                directory.resolve("bzImage"), Images.bzImage(payload).array());

        assertThat(KernelImage.inspect(file).sha256()).isEqualTo(sha256(vmlinux));
    }

    @Test
    void bytesThatCannotBePackedAreStoredAndReadBack() throws Exception {
        byte[] noise = Elf.kernel(4_000_000);
        byte[] random = new byte[3_000_000];
        new Random(1).nextBytes(random);
        System.arraycopy(random, 0, noise, 500_000, random.length);
        for (Compression compression : new Compression[] {Compression.LZ4, Compression.LZO}) {
            byte[] payload = Packers.require().payload(compression, noise);
            Path file = Files.write(
                    directory.resolve("bzImage"), Images.bzImage(payload).array());
            assertThat(KernelImage.inspect(file).sha256()).as("%s", compression).isEqualTo(sha256(noise));
        }
    }

    @Test
    void aFlatImageThatGzipPackedIsHandedOverUnpacked() throws Exception {
        byte[] image = Images.arm64(BYTES).array();
        Path file = Files.write(directory.resolve("Image.gz"), Packers.require().pack(Compression.GZIP, image));

        KernelImageInfo info = KernelImage.inspect(file);

        assertThat(info.format()).isEqualTo(ImageFormat.ARM64_IMAGE);
        assertThat(info.compression()).isEqualTo(Compression.GZIP);
        assertThat(info.sha256()).isEqualTo(sha256(image));
        assertThat(info.memorySize()).isEqualTo(BYTES + (1 << 20));
    }

    @Test
    void aKernelOfDebianIsWhatItsPackageSays() throws Exception {
        String kernel = System.getenv("KERF_KERNEL");
        String name = System.getenv("KERF_KERNEL_PACKAGE");
        boolean there = kernel != null && name != null;
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("KERF_KERNEL names no kernel, and in CI one must be read");
        }
        assumeTrue(there, "no kernel of Debian: set KERF_KERNEL and KERF_KERNEL_PACKAGE as .ci/oracles prints them");

        KernelImageInfo info = KernelImage.inspect(Path.of(kernel));

        assertThat("linux-image-" + info.version().orElse("?")).isEqualTo(name);
        assertThat(info.format()).isEqualTo(ImageFormat.BZIMAGE);
        assertThat(info.compression()).isNotEqualTo(Compression.NONE);
        assertThat(info.commandLineLimit()).isEqualTo(2048);
        assertThat(info.signed()).isTrue();
        assertThat(info.size()).isGreaterThan(20 << 20);
        assertThat(info.memorySize()).isGreaterThan(20 << 20);
    }
}
