// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtFormatException.Block;
import io.kerf.fdt.FdtFormatException.Reason;
import io.kerf.tree.ReservedRange;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The checked header of a blob (Devicetree Specification, section 5.2): all blocks lie within {@code totalSize}, which lies within
 * the bytes at hand.
 *
 * @param totalSize bytes of the blob
 * @param structureOffset first byte of the structure block
 * @param structureEnd end of the structure block; before version 17 the end of the blob, since the header does not say
 * @param stringsOffset first byte of the strings block
 * @param stringsEnd end of the strings block; before version 3 the end of the blob
 * @param reservationsOffset first byte of the memory reservation block
 * @param version the format's version, 1 to 17 or a later one that is compatible with 17
 * @param bootCpuId physical id of the boot CPU; 0 in version 1
 */
record FdtHeader(
        int totalSize,
        int structureOffset,
        int structureEnd,
        int stringsOffset,
        int stringsEnd,
        int reservationsOffset,
        int version,
        int bootCpuId) {
    static final int MAGIC = 0xd00dfeed;

    private static final int V1_SIZE = 28;
    private static final int LAST_SUPPORTED = 17;

    boolean hasFullPaths() {
        return version < 16;
    }

    /** Reads the header at the start of a big-endian buffer, whose first byte is at index 0. */
    static FdtHeader read(String blob, ByteBuffer bytes, FdtLimits limits) {
        int size = bytes.limit();
        if (size < Integer.BYTES || bytes.getInt(0) != MAGIC) {
            String found = size < Integer.BYTES ? size + " bytes" : hex(bytes.getInt(0));
            throw fail(Reason.BAD_MAGIC, blob, 0, "the magic number 0xd00dfeed", found);
        }
        if (size < V1_SIZE) {
            throw fail(Reason.TRUNCATED, blob, size, "a header of at least 28 bytes", size + " bytes");
        }
        int version = bytes.getInt(20);
        int lastCompatible = bytes.getInt(24);
        checkVersion(blob, version, lastCompatible);
        int headerSize = headerSize(version);
        if (size < headerSize) {
            throw fail(Reason.TRUNCATED, blob, size, "a header of " + headerSize + " bytes", size + " bytes");
        }
        int total = checkTotal(blob, bytes.getInt(4), headerSize, size, limits);
        int structure = within(blob, "structure block", bytes.getInt(8), 8, headerSize, total);
        int strings = within(blob, "strings block", bytes.getInt(12), 12, headerSize, total);
        int reservations = within(blob, "memory reservation block", bytes.getInt(16), 16, headerSize, total);
        return new FdtHeader(
                total,
                structure,
                version >= 17 ? end(blob, "structure block", structure, bytes.getInt(36), 36, total) : total,
                strings,
                version >= 3 ? end(blob, "strings block", strings, bytes.getInt(32), 32, total) : total,
                reservations,
                version,
                version >= 2 ? bytes.getInt(28) : 0);
    }

    /** Reads the memory reservation block (section 5.3), which an entry of size 0 ends. */
    List<ReservedRange> reservations(String blob, ByteBuffer bytes) {
        List<ReservedRange> ranges = new ArrayList<>();
        for (long at = reservationsOffset; at + 2 * Long.BYTES <= totalSize; at += 2 * Long.BYTES) {
            ReservedRange range = new ReservedRange(bytes.getLong((int) at), bytes.getLong((int) at + Long.BYTES));
            if (range.size() == 0) {
                return ranges;
            }
            ranges.add(range);
        }
        throw new FdtFormatException(
                Reason.TRUNCATED,
                blob,
                Block.RESERVATION,
                totalSize - (totalSize - reservationsOffset) % (2 * Long.BYTES),
                "an entry of size 0 at the end",
                "the end of the blob");
    }

    private static void checkVersion(String blob, int version, int lastCompatible) {
        if (version < 1 || lastCompatible > version || lastCompatible > LAST_SUPPORTED || lastCompatible < 0) {
            throw fail(
                    Reason.BAD_VERSION,
                    blob,
                    20,
                    "a version from 1 to 17, or a later one compatible with 17",
                    "version " + Integer.toUnsignedString(version) + ", compatible with "
                            + Integer.toUnsignedString(lastCompatible));
        }
    }

    private static int checkTotal(String blob, int total, int headerSize, int size, FdtLimits limits) {
        if (total < 0 || total > limits.maxSize()) {
            throw fail(
                    Reason.LIMIT_EXCEEDED,
                    blob,
                    4,
                    "at most " + limits.maxSize() + " bytes",
                    bytes(total) + " (totalsize)");
        }
        if (total < headerSize) {
            throw fail(Reason.BAD_HEADER, blob, 4, "a totalsize of at least " + headerSize + " bytes", bytes(total));
        }
        if (total > size) {
            throw fail(Reason.TRUNCATED, blob, size, bytes(total) + " (totalsize)", bytes(size));
        }
        return total;
    }

    private static int within(String blob, String block, int offset, int field, int from, int total) {
        if (Integer.compareUnsigned(offset, from) < 0 || Integer.compareUnsigned(offset, total) > 0) {
            throw fail(
                    Reason.BAD_HEADER,
                    blob,
                    field,
                    "the " + block + " between 0x" + Integer.toHexString(from) + " and 0x" + Integer.toHexString(total),
                    "offset " + hex(offset));
        }
        return offset;
    }

    private static int end(String blob, String block, int offset, int size, int field, int total) {
        if (Integer.compareUnsigned(size, total - offset) > 0) {
            throw fail(
                    Reason.TRUNCATED, blob, field, "a " + block + " of at most " + bytes(total - offset), bytes(size));
        }
        return offset + size;
    }

    private static int headerSize(int version) {
        if (version >= 17) {
            return 40;
        }
        return version >= 3 ? 36 : version == 2 ? 32 : V1_SIZE;
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }

    private static String bytes(int count) {
        return Integer.toUnsignedString(count) + " bytes";
    }

    private static FdtFormatException fail(Reason reason, String blob, int offset, String expected, String found) {
        return new FdtFormatException(reason, blob, Block.HEADER, offset, expected, found);
    }
}
