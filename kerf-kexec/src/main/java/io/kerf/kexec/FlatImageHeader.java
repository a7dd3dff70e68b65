// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.kexec.KernelImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The header of a flat {@code Image}: 64 bytes, alike on arm64 ({@code Documentation/arch/arm64/booting.rst}) and riscv64
 * ({@code Documentation/arch/riscv/boot-image-header.rst}).
 */
final class FlatImageHeader {
    static final int BYTES = 64;

    private static final int SIZE = 16;
    private static final int FLAGS = 24;
    private static final int MAGIC_OFFSET = 56;
    private static final int ARM64_MAGIC = 0x644d5241;
    private static final int RISCV_MAGIC = 0x05435352;
    private static final int BIG_ENDIAN = 1;

    private FlatImageHeader() {}

    /** The format of what begins so; null if it is no flat image. */
    static @Nullable ImageFormat formatOf(ByteBuffer head) {
        if (head.limit() < BYTES) {
            return null;
        }
        return switch (head.getInt(MAGIC_OFFSET)) {
            case ARM64_MAGIC -> ImageFormat.ARM64_IMAGE;
            case RISCV_MAGIC -> ImageFormat.RISCV64_IMAGE;
            default -> null;
        };
    }

    /** Checks the header and answers the bytes of memory that the image takes, with what it only clears. */
    static long memoryOf(Path path, ByteBuffer head, long size) {
        if ((head.getLong(FLAGS) & BIG_ENDIAN) != 0) {
            throw new KernelImageException(
                    Reason.ARCHITECTURE, path, "found a big-endian Image, expected a little-endian one", null);
        }
        long memory = head.getLong(SIZE);
        if (memory <= 0) {
            throw new KernelImageException(
                    Reason.FORMAT,
                    path,
                    "its header gives " + Long.toUnsignedString(memory)
                            + " as the size of the image in memory; the kernel takes none without (before Linux 3.17)",
                    null);
        }
        return Math.max(memory, size);
    }
}
