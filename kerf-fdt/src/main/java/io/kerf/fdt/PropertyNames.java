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
     * Makes a property.
     *
     * @param offset where its name begins in the strings block
     * @param field where the blob says so, for messages
     */
    DtProperty property(int offset, int field, PropertyValue value) {
        if (Integer.compareUnsigned(offset, firstOfName.length) >= 0) {
            throw new FdtFormatException(
                    Reason.BAD_NAME,
                    blob,
                    Block.STRUCTURE,
                    field,
                    "a name within the " + firstOfName.length + " bytes of the strings block",
                    "offset " + Integer.toUnsignedString(offset));
        }
        DtProperty known = firstOfName[offset];
        if (known != null) {
            return known.withValue(value);
        }
        DtProperty property = DtProperty.of(decode(header.stringsOffset() + offset), value);
        firstOfName[offset] = property;
        return property;
    }

    private String decode(int start) {
        boolean fits = header.stringsEnd() - start <= limits.maxNameLength();
        int stop = fits ? header.stringsEnd() : start + limits.maxNameLength() + 1;
        int end = start;
        while (end < stop && bytes.get(end) != 0) {
            end++;
        }
        if (end == stop) {
            throw unterminated(start, fits);
        }
        int length = end - start;
        budget -= length;
        if (budget < 0) {
            throw limit(start, "names that share bytes to be no longer than the blob in all", "longer ones");
        }
        if (length > scratch.length) {
            scratch = new byte[limits.maxNameLength() < 2 * length ? limits.maxNameLength() : 2 * length];
        }
        bytes.get(start, scratch, 0, length);
        return new String(scratch, 0, length, StandardCharsets.ISO_8859_1);
    }

    private FdtFormatException unterminated(int start, boolean toTheEnd) {
        if (toTheEnd) {
            String expected = "a property name with a NUL behind it";
            return new FdtFormatException(
                    Reason.BAD_NAME, blob, Block.STRINGS, start, expected, "the end of the block");
        }
        return limit(start, "a property name of at most " + limits.maxNameLength() + " bytes", "a longer one");
    }

    private FdtFormatException limit(int start, String expected, String found) {
        return new FdtFormatException(Reason.LIMIT_EXCEEDED, blob, Block.STRINGS, start, expected, found);
    }
}
