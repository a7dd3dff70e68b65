// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.kerf.kexec.KernelImageException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed data that no program packs: made byte by byte. */
class HostileStreamTest {
    /** What one dictionary takes, and all the rest. */
    private static final long MOST_ALLOCATED = 200L << 20;

    @TempDir
    private Path directory;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private KernelImageException refusal(byte[] packed) throws IOException {
        Path file = Files.write(
                directory.resolve("bzImage"),
                Images.bzImage(Images.withSize(packed, 100_000)).array());
        long before = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        KernelImageException refusal =
                catchThrowableOfType(KernelImageException.class, () -> KernelImage.inspect(file));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_ALLOCATED);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        return refusal;
    }

    /** An xz stream without checksums, of empty blocks that each want a dictionary. */
    private static byte[] xz(int blocks, int dictionary) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] flags = {0, 0};
        out.writeBytes(HexFormat.of().parseHex("fd377a585a00"));
        out.writeBytes(flags);
        out.writeBytes(crc32(flags));
        byte[] header = {2, 0, 0x21, 1, (byte) dictionary, 0, 0, 0};
        for (int i = 0; i < blocks; i++) {
            out.writeBytes(header);
            out.writeBytes(crc32(header));
            out.writeBytes(new byte[4]);
        }
        return out.toByteArray();
    }

    private static byte[] crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .array();
    }

    @Test
    void aDictionaryForEachOfManyBlocksIsAllocatedOnce() throws IOException {
        // 0x1e is 128 MiB.
        assertThat(refusal(xz(1000, 0x1e)).reason()).isIn(Reason.TRUNCATED, Reason.CORRUPT);
    }

    @Test
    void aDictionaryLargerThanThoseOfKernelsIsRefused() throws IOException {
        KernelImageException xz = refusal(xz(1, 0x20));
        ByteBuffer lzma = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        lzma.put((byte) 0x5d).putInt(256 << 20).putLong(-1);

        assertThat(xz.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusal(lzma.array()).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 20_000})
    void emptyBzip2BlocksDoNotExhaustTheStack(int blocks) throws IOException {
        KernelImageException refusal = refusal(bzip2(blocks));

        assertThat(refusal.reason()).isIn(Reason.CORRUPT, Reason.TRUNCATED);
    }

    /** One block of one byte, then blocks of none. */
    private static byte[] bzip2(int emptyBlocks) {
        Bits bits = new Bits().put(0x425a6839, 32);
        bzip2Block(bits, false);
        for (int i = 0; i < emptyBlocks; i++) {
            bzip2Block(bits, true);
        }
        return bits.put(0x177245385090L, 48).put(0, 32).bytes();
    }

    private static void bzip2Block(Bits bits, boolean empty) {
        // The checksum of the byte 0 is that of CRC-32 with the high bit first.
        bits.put(0x314159265359L, 48).put(empty ? 0 : 0xb1f7404bL, 32).put(0, 25);
        bits.put(0x8000, 16).put(0x8000, 16);
        // Two tables, one selector; both have codes of 1, 2 and 2 bits.
        bits.put(2, 3).put(1, 15).put(0, 1);
        for (int table = 0; table < 2; table++) {
            bits.put(1, 5).put(0, 1).put(2, 2).put(0, 2);
        }
        if (!empty) {
            bits.put(0, 1);
        }
        bits.put(3, 2);
    }

    /** Bits, the high one first. */
    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int current;
        private int filled;

        Bits put(long value, int count) {
            for (int i = count - 1; i >= 0; i--) {
                current = current << 1 | (int) (value >>> i & 1);
                if (++filled == 8) {
                    out.write(current);
                    current = 0;
                    filled = 0;
                }
            }
            return this;
        }

        byte[] bytes() {
            while (filled != 0) {
                put(0, 1);
            }
            return out.toByteArray();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0x00818000, 0x7fffffff, -1})
    void anLz4BlockThatCannotBeIsNotAllocated(int length) throws IOException {
        ByteBuffer lz4 = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        lz4.putInt(0x184c2102).putInt(length);

        KernelImageException refusal = refusal(lz4.array());

        assertThat(refusal.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(refusal).hasMessageContaining("claims " + Integer.toUnsignedString(length) + " packed bytes");
    }

    @Test
    void theChecksumOfGzipDataIsLookedAt() throws IOException {
        byte[] whole = Images.gzip(Elf.kernel(9000));
        Path file = directory.resolve("bzImage");
        Files.write(file, Images.bzImage(whole).array());
        assertThat(KernelImage.inspect(file).size()).isEqualTo(9000);
        whole[whole.length - 8]++;

        Files.write(file, Images.bzImage(whole).array());

        KernelImageException refusal =
                catchThrowableOfType(KernelImageException.class, () -> KernelImage.inspect(file));
        assertThat(refusal.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(refusal).hasMessageContaining("the gzip checksum is wrong");
    }

    /** A file of lzop with one block that is stored, as lzop does with what does not pack. */
    private static ByteBuffer lzop(byte[] content, int flags, long sum) {
        ByteBuffer header = ByteBuffer.allocate(25);
        header.putShort((short) 0x1030).putShort((short) 0x2080).putShort((short) 0x0940);
        header.put((byte) 1).put((byte) 5).putInt(flags);
        Adler32 adler = new Adler32();
        adler.update(header.array());
        ByteBuffer file = ByteBuffer.allocate(9 + 25 + 4 + 12 + content.length + 4);
        file.put(HexFormat.of().parseHex("894c5a4f000d0a1a0a"))
                .put(header.array())
                .putInt((int) adler.getValue());
        return file.putInt(content.length)
                .putInt(content.length)
                .putInt((int) sum)
                .put(content);
    }

    @ParameterizedTest
    @CsvSource({"Adler-32, 1", "CRC-32, 256"})
    void theChecksumOfEachLzopBlockIsLookedAt(String kind, int flags) throws IOException {
        byte[] vmlinux = Elf.kernel(9000);
        Adler32 adler = new Adler32();
        adler.update(vmlinux);
        CRC32 crc = new CRC32();
        crc.update(vmlinux);
        ByteBuffer lzop = lzop(vmlinux, flags, flags == 1 ? adler.getValue() : crc.getValue());
        Path file = directory.resolve("bzImage");
        Files.write(file, Images.bzImage(Images.withSize(lzop.array(), 9000)).array());
        assertThat(KernelImage.inspect(file).size()).as(kind).isEqualTo(9000);
        lzop.put(9000, (byte) (lzop.get(9000) + 1));

        Files.write(file, Images.bzImage(Images.withSize(lzop.array(), 9000)).array());

        KernelImageException refusal =
                catchThrowableOfType(KernelImageException.class, () -> KernelImage.inspect(file));
        assertThat(refusal.reason()).isEqualTo(Reason.CORRUPT);
        assertThat(refusal).hasMessageContaining("the checksum of an lzop block is wrong");
    }

    @Test
    void memoryThatJavaHasNotIsARefusalOfTheImage() {
        try (KernelImage image = KernelImage.open(Elf.write(directory, Elf.executable()))) {
            KernelImageException refusal = catchThrowableOfType(
                    KernelImageException.class,
                    () -> image.copyTo((bytes, length) -> {
                        throw new OutOfMemoryError("Java heap space");
                    }));

            assertThat(refusal.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(refusal).hasMessageContaining("give it more with -Xmx");
        }
    }
}
