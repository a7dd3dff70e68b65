// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.kexec.KernelImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** The header of an ELF file (System V Application Binary Interface, chapter 4), and what a file is that has none. */
final class ElfHeader {
    /** Bytes to look at: enough for the magics of other formats, too. */
    static final int MOST_BYTES = 0x210;

    static final String X86_64_NAME = "x86_64";

    private static final int BYTES = 64;
    private static final int MAGIC = 0x464c457f;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int EXECUTABLE = 2;
    private static final int SHARED = 3;
    private static final int X86_64 = 62;
    private static final int PROGRAM_HEADER_BYTES = 56;
    private static final int BZIMAGE_OFFSET = 0x202;
    private static final int BZIMAGE_MAGIC = 0x53726448;
    private static final int IMAGE_OFFSET = 56;
    private static final int ARM64_MAGIC = 0x644d5241;
    private static final int RISCV_MAGIC = 0x05435352;

    private static final Map<Integer, String> MACHINES = Map.of(
            3,
            "32-bit x86",
            40,
            "32-bit arm",
            183,
            "aarch64",
            243,
            "riscv",
            8,
            "mips",
            20,
            "powerpc",
            21,
            "powerpc64",
            22,
            "s390");

    private ElfHeader() {}

    /** Refuses everything but an x86-64 ELF executable whose program headers are inside the file. */
    static void check(Path path, ByteBuffer head, long size) {
        if (head.remaining() < Integer.BYTES || head.getInt(0) != MAGIC) {
            throw new KernelImageException(
                    Reason.FORMAT,
                    path,
                    "found " + formatOf(head) + ", expected an uncompressed ELF vmlinux for x86-64",
                    null);
        }
        if (head.remaining() < BYTES) {
            throw truncated(path, "it ends inside the ELF header, after " + head.remaining() + " bytes");
        }
        if (head.get(4) != CLASS_64 || head.get(5) != LITTLE_ENDIAN) {
            throw new KernelImageException(
                    Reason.ARCHITECTURE,
                    path,
                    "found an ELF file of class " + head.get(4) + " and byte order " + head.get(5)
                            + ", expected 64-bit and little-endian",
                    null);
        }
        int machine = Short.toUnsignedInt(head.getShort(18));
        if (machine != X86_64) {
            throw new KernelImageException(
                    Reason.ARCHITECTURE,
                    path,
                    "found an ELF file for " + MACHINES.getOrDefault(machine, "machine " + machine)
                            + ", expected x86-64; aarch64 kernels are loaded as a flat Image, not as vmlinux",
                    null);
        }
        checkProgram(path, head, size);
    }

    private static void checkProgram(Path path, ByteBuffer head, long size) {
        int type = Short.toUnsignedInt(head.getShort(16));
        if (type != EXECUTABLE && type != SHARED) {
            throw new KernelImageException(
                    Reason.FORMAT,
                    path,
                    "found an ELF file of type " + type
                            + ", expected an executable (2 or 3): is it an object or a core?",
                    null);
        }
        long offset = head.getLong(32);
        int count = Short.toUnsignedInt(head.getShort(56));
        if (count == 0 || Short.toUnsignedInt(head.getShort(54)) != PROGRAM_HEADER_BYTES) {
            throw new KernelImageException(
                    Reason.FORMAT, path, "found an ELF file without program headers, expected segments to load", null);
        }
        long end = (long) count * PROGRAM_HEADER_BYTES;
        if (offset < BYTES || offset > size - end) {
            throw truncated(path, "its program headers lie outside the file of " + size + " bytes");
        }
    }

    private static KernelImageException truncated(Path path, String message) {
        return new KernelImageException(Reason.TRUNCATED, path, message, null);
    }

    private static String formatOf(ByteBuffer head) {
        if (head.remaining() == 0) {
            return "an empty file";
        }
        if (head.remaining() >= BZIMAGE_OFFSET + Integer.BYTES && head.getInt(BZIMAGE_OFFSET) == BZIMAGE_MAGIC) {
            return "an x86 bzImage";
        }
        if (head.remaining() >= IMAGE_OFFSET + Integer.BYTES) {
            int magic = head.getInt(IMAGE_OFFSET);
            if (magic == ARM64_MAGIC) {
                return "an aarch64 Image";
            }
            if (magic == RISCV_MAGIC) {
                return "a riscv Image";
            }
        }
        return compressionOf(head);
    }

    private static String compressionOf(ByteBuffer head) {
        Map<String, String> magics = Map.of(
                "1f8b08",
                "gzip data",
                "fd377a",
                "xz data",
                "28b52f",
                "zstd data",
                "02214c",
                "lz4 data",
                "425a68",
                "bzip2 data");
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < Math.min(head.remaining(), 8); i++) {
            hex.append(String.format("%02x", head.get(i) & 0xff));
        }
        String known = hex.length() < 6 ? null : magics.get(hex.substring(0, 6));
        return known != null ? known : "a file that begins with the bytes " + hex;
    }
}
