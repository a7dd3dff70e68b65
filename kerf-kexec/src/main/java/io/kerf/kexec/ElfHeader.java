// SPDX-License-Identifier: Apache-2.0
package io.kerf.kexec;

import io.kerf.kexec.KernelImageException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;

/** The header of an ELF file (System V Application Binary Interface, chapter 4), and the segments that a kernel is made of. */
final class ElfHeader {
    static final int MAGIC = 0x464c457f;

    private static final int BYTES = 64;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int EXECUTABLE = 2;
    private static final int SHARED = 3;
    private static final int X86_64 = 62;
    private static final int SEGMENT_BYTES = 56;
    private static final int TO_LOAD = 1;

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

    private final Path path;
    private final ByteBuffer head;
    private final long size;

    private ElfHeader(Path path, ByteBuffer head, long size) {
        this.path = path;
        this.head = head;
        this.size = size;
    }

    static boolean begins(ByteBuffer head) {
        return head.limit() >= Integer.BYTES && head.getInt(0) == MAGIC;
    }

    /** What an ELF file is for, in words, for refusals of files that it is packed in. */
    static String words(ByteBuffer head) {
        return "an ELF file for "
                + (head.limit() < 20 ? "an unknown machine" : machine(Short.toUnsignedInt(head.getShort(18))));
    }

    private static String machine(int number) {
        return number == X86_64 ? "x86-64" : MACHINES.getOrDefault(number, "machine " + number);
    }

    /**
     * Refuses everything but a whole x86-64 executable.
     *
     * @param head its first bytes, in little-endian order
     * @param size bytes that there are of it
     * @return bytes of memory from its first segment to the end of its last one
     */
    static long memoryOf(Path path, ByteBuffer head, long size) {
        ElfHeader header = new ElfHeader(path, head, size);
        header.checkMachine();
        return header.checkSegments();
    }

    private void checkMachine() {
        if (head.limit() < BYTES) {
            throw refused(Reason.TRUNCATED, "it ends inside the ELF header, after " + head.limit() + " bytes");
        }
        if (head.get(4) != CLASS_64 || head.get(5) != LITTLE_ENDIAN) {
            throw refused(
                    Reason.ARCHITECTURE,
                    "found an ELF file of class " + head.get(4) + " and byte order " + head.get(5)
                            + ", expected 64-bit and little-endian");
        }
        int machine = Short.toUnsignedInt(head.getShort(18));
        if (machine != X86_64) {
            throw refused(
                    Reason.ARCHITECTURE,
                    "found an ELF file for " + machine(machine)
                            + ", expected x86-64; aarch64 and riscv64 kernels are loaded as a flat Image, not as vmlinux");
        }
        int type = Short.toUnsignedInt(head.getShort(16));
        if (type != EXECUTABLE && type != SHARED) {
            throw refused(
                    Reason.FORMAT,
                    "found an ELF file of type " + type
                            + ", expected an executable (2 or 3): is it an object or a core?");
        }
    }

    private long checkSegments() {
        long offset = head.getLong(32);
        int count = Short.toUnsignedInt(head.getShort(56));
        if (count == 0 || Short.toUnsignedInt(head.getShort(54)) != SEGMENT_BYTES) {
            throw refused(Reason.FORMAT, "found an ELF file without program headers, expected segments to load");
        }
        long end = (long) count * SEGMENT_BYTES;
        if (offset < BYTES || offset > size - end) {
            throw refused(Reason.TRUNCATED, "its program headers lie outside the file of " + size + " bytes");
        }
        if (offset > head.limit() - end) {
            throw refused(
                    Reason.FORMAT,
                    "its program headers are at offset " + offset + ", expected them behind the ELF header");
        }
        long first = -1;
        long last = 0;
        for (int i = 0; i < count; i++) {
            int at = (int) offset + i * SEGMENT_BYTES;
            if (head.getInt(at) == TO_LOAD) {
                checkSegment(i, at);
                long address = head.getLong(at + 24);
                long finish = address + head.getLong(at + 40);
                first = Long.compareUnsigned(address, first) < 0 ? address : first;
                last = Long.compareUnsigned(finish, last) > 0 ? finish : last;
            }
        }
        if (last == 0 || last - first < 0) {
            throw refused(Reason.FORMAT, "found an ELF file without segments to load, or with impossible ones");
        }
        return last - first;
    }

    private void checkSegment(int index, int at) {
        long offset = head.getLong(at + 8);
        long bytes = head.getLong(at + 32);
        long memory = head.getLong(at + 40);
        if (offset < 0 || bytes < 0 || offset > size || bytes > size - offset) {
            throw refused(Reason.TRUNCATED, "its segment " + index + " lies outside the file of " + size + " bytes");
        }
        if (memory < bytes || head.getLong(at + 24) + memory < 0 || head.getLong(at + 24) < 0) {
            throw refused(Reason.FORMAT, "its segment " + index + " has an impossible size or address");
        }
    }

    private KernelImageException refused(Reason reason, String message) {
        return new KernelImageException(reason, path, message, null);
    }
}
