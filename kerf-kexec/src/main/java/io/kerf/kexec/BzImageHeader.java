// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.kexec.KernelImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The setup header of an x86 {@code bzImage} ({@code Documentation/arch/x86/boot.rst}): where the packed kernel is, and what it calls itself.
 *
 * @param payloadOffset where in the file the packed kernel begins
 * @param payloadLength its bytes, with the four that give its unpacked size
 * @param versionText how the kernel calls itself, such as {@code 6.1.0-18-amd64 (debian-kernel@…) #1 SMP …}
 * @param commandLineLimit bytes that the command line may have with its NUL
 */
record BzImageHeader(long payloadOffset, long payloadLength, Optional<String> versionText, int commandLineLimit) {
    private static final int SECTOR = 512;
    private static final int BOOT_FLAG = 0x1fe;
    private static final int MAGIC = 0x202;
    private static final int VERSION = 0x206;
    private static final int END = 0x250;
    private static final int DEFAULT_LIMIT = 2048;
    private static final int LARGEST_LIMIT = 1 << 16;
    private static final int SMALLEST_PAYLOAD = 16;

    static boolean begins(ByteBuffer head) {
        return head.limit() >= MAGIC + Integer.BYTES && head.getInt(MAGIC) == 0x53726448;
    }

    static BzImageHeader of(Path path, ByteBuffer head, long size) {
        if (head.limit() < END) {
            throw refused(Reason.TRUNCATED, path, "it ends inside the setup header, after " + head.limit() + " bytes");
        }
        int flag = Short.toUnsignedInt(head.getShort(BOOT_FLAG));
        if (flag != 0xaa55) {
            throw refused(
                    Reason.FORMAT,
                    path,
                    "found a bzImage with boot flag 0x" + Integer.toHexString(flag) + ", expected 0xaa55");
        }
        int version = Short.toUnsignedInt(head.getShort(VERSION));
        if (version < 0x208) {
            throw refused(
                    Reason.FORMAT,
                    path,
                    "found a bzImage of boot protocol " + (version >> 8) + "." + String.format("%02d", version & 0xff)
                            + ", expected 2.08 or later (Linux 2.6.26), which says where the kernel is");
        }
        int sectors = head.get(0x1f1) & 0xff;
        long setup = ((sectors == 0 ? 4 : sectors) + 1L) * SECTOR;
        long offset = setup + Integer.toUnsignedLong(head.getInt(0x248));
        long length = Integer.toUnsignedLong(head.getInt(0x24c));
        if (length < SMALLEST_PAYLOAD || offset > size || length > size - offset) {
            throw refused(
                    Reason.TRUNCATED,
                    path,
                    "its header has the packed kernel at bytes " + offset + " to " + (offset + length)
                            + ", and the file has " + size);
        }
        if (length > ImageContent.LARGEST_UNPACKED) {
            throw refused(
                    Reason.TOO_LARGE,
                    path,
                    "its packed kernel has " + length + " bytes; kerf unpacks " + ImageContent.LARGEST_UNPACKED
                            + " at most");
        }
        return new BzImageHeader(offset, length, versionText(head, setup), limit(head));
    }

    private static int limit(ByteBuffer head) {
        long most = Integer.toUnsignedLong(head.getInt(0x238));
        return most == 0 ? DEFAULT_LIMIT : (int) Math.min(most + 1, LARGEST_LIMIT);
    }

    /** The text is somewhere in the setup code; what is not there or not printable is no version. */
    private static Optional<String> versionText(ByteBuffer head, long setup) {
        int pointer = Short.toUnsignedInt(head.getShort(0x20e));
        int from = pointer + 0x200;
        int to = from;
        long end = Math.min(head.limit(), setup);
        while (to < end && head.get(to) >= ' ' && head.get(to) < 0x7f) {
            to++;
        }
        if (pointer == 0 || to >= end || head.get(to) != 0 || to == from) {
            return Optional.empty();
        }
        byte[] text = new byte[to - from];
        head.get(from, text);
        return Optional.of(new String(text, StandardCharsets.US_ASCII));
    }

    private static KernelImageException refused(Reason reason, Path path, String message) {
        return new KernelImageException(reason, path, message, null);
    }
}
