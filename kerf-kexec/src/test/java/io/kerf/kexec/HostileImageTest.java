// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import com.sun.management.ThreadMXBean;
import io.kerf.kexec.KernelImageException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged and malicious files: an exception of the right kind, soon, and without much memory. */
class HostileImageTest {
    private static final int MUTANTS = Integer.getInteger("kerf.kexec.mutants", 80);
    /** The dictionary of xz and lzma is the largest thing that is ever allocated: a file may ask for 160 MiB of it. */
    private static final long MOST_ALLOCATED = 200L << 20;

    private static final long TEN_GB = 10_000_000_000L;
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Opens a file, and answers what was wrong with it or null. Anything but the one exception fails the test. */
    private KernelImageException open(String what, byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("image"), content);
        long before = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        KernelImageException refusal = null;
        try {
            KernelImage.inspect(file);
        } catch (KernelImageException e) {
            refusal = e;
        } catch (Throwable e) {
            throw new AssertionError(what, e);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).as(what).isLessThan(MOST_ALLOCATED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(Duration.ofSeconds(20));
        return refusal;
    }

    private static byte[] mutant(byte[] image, int header, Random random) {
        byte[] mutant = image.clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextBoolean()
                    ? random.nextInt(mutant.length)
                    : random.nextInt(Math.min(header, mutant.length));
            mutant[at] = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> -1;
                case 2 -> (byte) (mutant[at] ^ 1 << random.nextInt(8));
                default -> (byte) random.nextInt(256);
            };
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(mutant, random.nextInt(mutant.length)) : mutant;
    }

    private void mutate(String what, byte[] image, int header) throws IOException {
        assertThat(open(what, image)).isNull();
        Random random = new Random(20261128);
        int refused = 0;
        for (int i = 0; i < MUTANTS; i++) {
            refused += open(what + ", mutant " + i, mutant(image, header, random)) == null ? 0 : 1;
        }
        assertThat(refused).as("refused of " + what).isGreaterThan(MUTANTS / 10);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutatedBzImagesAreReadOrRefused(Compression compression) throws IOException {
        byte[] payload = Packers.require().payload(compression, Elf.kernel(12_000));
        mutate(compression.toString(), Images.bzImage(payload).array(), Images.PAYLOAD + 64);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aDamagedStreamIsRefusedWhateverItsHeadersSay(Compression compression) throws IOException {
        byte[] payload = Packers.require().payload(compression, Elf.kernel(12_000));
        for (int kept = payload.length - 5; kept > 20; kept -= payload.length / 7) {
            byte[] cut = Images.withSize(Arrays.copyOf(payload, kept), 12_000);
            KernelImageException refusal =
                    open("cut to " + kept, Images.bzImage(cut).array());
            assertThat(refusal).as(compression + " cut to " + kept).isNotNull();
            assertThat(refusal.reason()).isIn(Reason.TRUNCATED, Reason.CORRUPT);
        }
        byte[] longer = payload.clone();
        longer[longer.length - 4]++;
        assertThat(open("one byte more claimed", Images.bzImage(longer).array()).reason())
                .isIn(Reason.TRUNCATED, Reason.CORRUPT);
        byte[] shorter = payload.clone();
        shorter[shorter.length - 4]--;
        assertThat(open("one byte less claimed", Images.bzImage(shorter).array())
                        .reason())
                .isEqualTo(Reason.CORRUPT);
    }

    @Test
    void mutatedPlainImagesAreReadOrRefused() throws IOException {
        mutate("ELF", Elf.kernel(9000), 120);
        mutate("arm64", Images.arm64(9000).array(), 64);
        mutate("riscv64", Images.riscv64(9000).array(), 64);
        mutate("packed Image", Images.gzip(Images.arm64(9000).array()), 20);
        mutate("packed vmlinux", Images.bzImage(Images.gzip(Elf.kernel(9000))).array(), Images.PAYLOAD + 20);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBombOfEveryCompressionStopsAtWhatTheFileClaims(Compression compression) throws IOException {
        String[] options = compression == Compression.LZ4 ? new String[] {"-l", "-1"} : new String[] {"-1"};
        byte[] bomb =
                Packers.require().pack(compression, Elf.executable(24 * MIB).array(), options);
        long before = threads.getCurrentThreadAllocatedBytes();

        KernelImageException refusal = open(
                "bomb of " + compression,
                Images.bzImage(Images.withSize(bomb, 2 * MIB)).array());

        assertThat(refusal.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(refusal).hasMessageContaining("more than the 2097152 bytes that it claims");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100L * MIB);
    }

    @Test
    void aBombStopsAtWhatTheFileClaims() throws IOException {
        byte[] first = Elf.executable(MIB).array();
        for (byte[] bomb : List.of(gzipBomb(first), zstdBomb(first))) {
            KernelImageException refusal =
                    open("bomb", Images.bzImage(Images.withSize(bomb, 64 * MIB)).array());

            assertThat(refusal.reason()).isEqualTo(Reason.CORRUPT);
            assertThat(refusal).hasMessageContaining("more than the 67108864 bytes that it claims");
        }
    }

    @Test
    void aBombThatIsNoKernelStopsAtOnce() throws IOException {
        KernelImageException refusal = open(
                "zeros",
                Images.bzImage(Images.withSize(gzipBomb(new byte[MIB]), 1 << 30))
                        .array());

        assertThat(refusal).hasMessageContaining("no ELF file");
    }

    @Test
    void aFileThatClaimsTooMuchIsNotEvenUnpacked() throws IOException {
        KernelImageException refusal = open(
                "claim",
                Images.bzImage(Images.withSize(gzipBomb(Elf.executable(MIB).array()), TEN_GB))
                        .array());

        assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal).hasMessageContaining("kerf unpacks 1073741824 at most");
    }

    @Test
    void aSparseFileBeyondTheKernelsLimitIsRefusedUnread() throws IOException {
        Path file = Files.write(directory.resolve("sparse"), Elf.executable().array());
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1}), TEN_GB);
        }

        KernelImageException refusal =
                catchThrowableOfType(KernelImageException.class, () -> KernelImage.inspect(file));

        assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
    }

    /** One member of 10 GB: a first MiB, and then the same block of zeros over and over, which ends at a byte's end. */
    private static byte[] gzipBomb(byte[] first) {
        Deflater deflater = new Deflater(9, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3});
        out.writeBytes(flushed(deflater, first));
        flushed(deflater, new byte[MIB]);
        byte[] zeros = flushed(deflater, new byte[MIB]);
        for (long bytes = 0; bytes < TEN_GB; bytes += MIB) {
            out.writeBytes(zeros);
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] flushed(Deflater deflater, byte[] content) {
        byte[] buffer = new byte[2 * MIB];
        deflater.setInput(content);
        return Arrays.copyOf(buffer, deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH));
    }

    private static byte[] zstdBomb(byte[] first) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Zstd.compress(first));
        byte[] zeros = Zstd.compress(new byte[MIB]);
        for (long bytes = 0; bytes < TEN_GB; bytes += MIB) {
            out.writeBytes(zeros);
        }
        return out.toByteArray();
    }

    @Test
    void everyLengthOfASmallFileIsReadOrRefused() throws IOException {
        byte[] image = Images.bzImage(Images.gzip(Elf.kernel(2000))).array();
        List<Integer> readable = new ArrayList<>();
        for (int length = 0; length < image.length; length += 7) {
            if (open("length " + length, Arrays.copyOf(image, length)) == null) {
                readable.add(length);
            }
        }
        assertThat(readable).allMatch(length -> length >= image.length - 100);
    }

    @Test
    void aPayloadThatIsTooLargeIsRefusedByItsHeader() throws IOException {
        byte[] image = Images.bzImage(Images.gzip(Elf.kernel(9000)))
                .putInt(0x24c, (1 << 30) + 1)
                .array();
        Path file = Files.write(directory.resolve("image"), image);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(2L << 30);
        }

        KernelImageException refusal =
                catchThrowableOfType(KernelImageException.class, () -> KernelImage.inspect(file));

        assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal).hasMessageContaining("its packed kernel has 1073741825 bytes");
    }
}
