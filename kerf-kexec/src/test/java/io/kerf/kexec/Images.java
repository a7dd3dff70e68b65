// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Images around a kernel. */
final class Images {
    /** Where the payload of a {@link #bzImage} begins. */
    static final int PAYLOAD = 2 * 512 + 0x40;

    private Images() {}

    /** A bzImage with one sector of setup code, boot protocol 2.15, around a payload that ends in its unpacked size. */
    static ByteBuffer bzImage(byte[] payload) {
        ByteBuffer image = ByteBuffer.allocate(PAYLOAD + payload.length + 100).order(ByteOrder.LITTLE_ENDIAN);
        image.putShort(0, (short) 0x5a4d);
        image.put(0x1f1, (byte) 1);
        image.putShort(0x1fe, (short) 0xaa55);
        image.putInt(0x202, 0x53726448);
        image.putShort(0x206, (short) 0x20f);
        image.putShort(0x20e, (short) 0x80);
        image.putInt(0x238, 2047);
        image.putInt(0x248, 0x40);
        image.putInt(0x24c, payload.length);
        image.put(0x280, "6.99.2-header (me@there) #7 SMP\0".getBytes(StandardCharsets.US_ASCII));
        image.put(PAYLOAD, payload);
        return image;
    }

    /** What the build of the kernel appends to all but gzip data. */
    static byte[] withSize(byte[] packed, long size) {
        ByteBuffer out = ByteBuffer.allocate(packed.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        return out.put(packed).putInt((int) size).array();
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A flat arm64 Image, which takes 1 MiB more in memory than in the file. */
    static ByteBuffer arm64(int bytes) {
        return flat(bytes, 0x644d5241);
    }

    static ByteBuffer riscv64(int bytes) {
        return flat(bytes, 0x05435352).putLong(48, 0x5643534952L);
    }

    private static ByteBuffer flat(int bytes, int magic) {
        ByteBuffer image =
                ByteBuffer.wrap(Arrays.copyOf(Elf.kernel(bytes), bytes)).order(ByteOrder.LITTLE_ENDIAN);
        image.put(0, new byte[64]);
        image.putLong(8, 0x80000);
        image.putLong(16, bytes + (1 << 20));
        image.putInt(56, magic);
        return image;
    }
}
