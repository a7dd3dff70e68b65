// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtFormatException.Block;
import io.kerf.fdt.FdtFormatException.Reason;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The names of a strings block, each decoded and checked once. A table with a slot for every byte of the block remembers the first
 * property of each name; a hash table would be smaller, but whoever writes a blob chooses the offsets and could make them collide.
 *
 * <p>Names may share bytes (one can be the end of another), so a short block can hold very many long ones. Together they may be no
 * longer than the blob and 64 KiB.
 */
final class PropertyNames {
    private static final int SHARED_ALLOWANCE = 1 << 16;

    private final String blob;
    private final ByteBuffer bytes;
    private final FdtHeader header;
    private final FdtLimits limits;
    private final @Nullable DtProperty[] firstOfName;
    private byte[] scratch = new byte[64];
    private long budget;

    PropertyNames(String blob, ByteBuffer bytes, FdtHeader header, FdtLimits limits) {
        this.blob = blob;
        this.bytes = bytes;
        this.header = header;
        this.limits = limits;
        this.firstOfName = new DtProperty[header.stringsEnd() - header.stringsOffset()];
        this.budget = (long) header.totalSize() + SHARED_ALLOWANCE;
    }

    /**
     * Returns the first property of a name, without a value, from which the others are made.
     *
     * @param offset where the name begins in the strings block; less than {@link #terminated}
     */
    DtProperty at(int offset) {
        DtProperty known = firstOfName[offset];
        if (known == null) {
            known = DtProperty.of(decode(offset), PropertyValue.empty());
            firstOfName[offset] = known;
        }
        return known;
    }

    private String decode(int offset) {
        int start = header.stringsOffset() + offset;
        int length = length(blob, bytes, header, limits, offset);
        budget -= length;
        if (budget < 0) {
            String expected = "names that share bytes to be no longer than the blob in all";
            throw new FdtFormatException(Reason.LIMIT_EXCEEDED, blob, Block.STRINGS, start, expected, "longer ones");
        }
        if (length > scratch.length) {
            scratch = new byte[limits.maxNameLength() < 2 * length ? limits.maxNameLength() : 2 * length];
        }
        bytes.get(start, scratch, 0, length);
        return new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
    }

    /** Returns how much of the strings block has a NUL behind it; names that begin in the rest have no end. */
    static int terminated(ByteBuffer bytes, FdtHeader header) {
        int end = header.stringsEnd();
        while (end > header.stringsOffset() && bytes.get(end - 1) != 0) {
            end--;
        }
        return end - header.stringsOffset();
    }

    /**
     * Tells why there is no name at an offset that is not {@link #terminated}.
     *
     * @param field where the blob says that there is one
     */
    static FdtFormatException refusal(String blob, FdtHeader header, int offset, int field) {
        int size = header.stringsEnd() - header.stringsOffset();
        if (Integer.compareUnsigned(offset, size) >= 0) {
            String expected = "a name within the " + size + " bytes of the strings block";
            String found = "offset " + Integer.toUnsignedString(offset);
            return new FdtFormatException(Reason.BAD_NAME, blob, Block.STRUCTURE, field, expected, found);
        }
        return unterminated(blob, header.stringsOffset() + offset);
    }

    /** Returns the length of a name in the block without its NUL, and refuses one that is too long. */
    static int length(String blob, ByteBuffer bytes, FdtHeader header, FdtLimits limits, int offset) {
        int start = header.stringsOffset() + offset;
        boolean fits = header.stringsEnd() - start <= limits.maxNameLength();
        int stop = fits ? header.stringsEnd() : start + limits.maxNameLength() + 1;
        for (int end = start; end < stop; end++) {
            if (bytes.get(end) == 0) {
                return end - start;
            }
        }
        if (fits) {
            throw unterminated(blob, start);
        }
        String expected = "a property name of at most " + limits.maxNameLength() + " bytes";
        throw new FdtFormatException(Reason.LIMIT_EXCEEDED, blob, Block.STRINGS, start, expected, "a longer one");
    }

    private static FdtFormatException unterminated(String blob, int start) {
        String expected = "a property name with a NUL behind it";
        return new FdtFormatException(Reason.BAD_NAME, blob, Block.STRINGS, start, expected, "the end of the block");
    }
}
