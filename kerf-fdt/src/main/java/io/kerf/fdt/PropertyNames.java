// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.fdt.FdtFormatException.Block;
import io.kerf.fdt.FdtFormatException.Reason;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The names of a strings block by their offsets. Each is decoded once, as a property without a value, from which the others of that
 * name are made. An open hash table, since the offsets of a large block may lie far apart.
 *
 * <p>Names may share bytes (one can be the end of another), so a short block can hold very many long ones. Together they may be no
 * longer than four times the blob and 64 KiB.
 */
final class PropertyNames {
    private static final int SHARED_ALLOWANCE = 1 << 16;

    private final String blob;
    private final ByteBuffer bytes;
    private final FdtHeader header;
    private final FdtLimits limits;
    private int[] offsets = new int[128];
    private @Nullable DtProperty[] decoded = new DtProperty[128];
    private int count;
    private long budget;

    PropertyNames(String blob, ByteBuffer bytes, FdtHeader header, FdtLimits limits) {
        this.blob = blob;
        this.bytes = bytes;
        this.header = header;
        this.limits = limits;
        this.budget = 4L * header.totalSize() + SHARED_ALLOWANCE;
    }

    /**
     * Returns a property without a value.
     *
     * @param offset where the name begins in the strings block
     * @param field where the blob says so, for messages
     */
    DtProperty at(int offset, int field) {
        int mask = offsets.length - 1;
        int slot = hash(offset) & mask;
        for (DtProperty known = decoded[slot]; known != null; known = decoded[slot]) {
            if (offsets[slot] == offset) {
                return known;
            }
            slot = slot + 1 & mask;
        }
        DtProperty property = decode(offset, field);
        if (++count * 2 > offsets.length) {
            grow();
            slot = freeSlot(offset);
        }
        offsets[slot] = offset;
        decoded[slot] = property;
        return property;
    }

    private DtProperty decode(int offset, int field) {
        int size = header.stringsEnd() - header.stringsOffset();
        if (Integer.compareUnsigned(offset, size) >= 0) {
            throw new FdtFormatException(
                    Reason.BAD_NAME,
                    blob,
                    Block.STRUCTURE,
                    field,
                    "a name within the " + size + " bytes of the strings block",
                    "offset " + Integer.toUnsignedString(offset));
        }
        int start = header.stringsOffset() + offset;
        int end = start;
        boolean fits = header.stringsEnd() - start <= limits.maxNameLength();
        int stop = fits ? header.stringsEnd() : start + limits.maxNameLength() + 1;
        while (end < stop && bytes.get(end) != 0) {
            end++;
        }
        if (end == stop) {
            throw unterminated(start, stop < header.stringsEnd());
        }
        budget -= end - start;
        if (budget < 0) {
            throw new FdtFormatException(
                    Reason.LIMIT_EXCEEDED,
                    blob,
                    Block.STRINGS,
                    start,
                    "names that share bytes to stay within four times the blob in all",
                    "more");
        }
        byte[] name = new byte[end - start];
        bytes.get(start, name);
        return DtProperty.of(new String(name, StandardCharsets.ISO_8859_1), PropertyValue.empty());
    }

    private FdtFormatException unterminated(int start, boolean tooLong) {
        return tooLong
                ? new FdtFormatException(
                        Reason.LIMIT_EXCEEDED,
                        blob,
                        Block.STRINGS,
                        start,
                        "a property name of at most " + limits.maxNameLength() + " bytes",
                        "a longer one")
                : new FdtFormatException(
                        Reason.BAD_NAME,
                        blob,
                        Block.STRINGS,
                        start,
                        "a property name with a NUL behind it",
                        "the end of the block");
    }

    private void grow() {
        int[] oldOffsets = offsets;
        @Nullable DtProperty[] oldDecoded = decoded;
        offsets = new int[oldOffsets.length * 2];
        decoded = Arrays.copyOf(new DtProperty[0], offsets.length);
        for (int i = 0; i < oldOffsets.length; i++) {
            if (oldDecoded[i] != null) {
                int slot = freeSlot(oldOffsets[i]);
                offsets[slot] = oldOffsets[i];
                decoded[slot] = oldDecoded[i];
            }
        }
    }

    private int freeSlot(int offset) {
        int slot = hash(offset) & offsets.length - 1;
        while (decoded[slot] != null) {
            slot = slot + 1 & offsets.length - 1;
        }
        return slot;
    }

    private static int hash(int offset) {
        int mixed = offset * 0x9e3779b9;
        return mixed ^ mixed >>> 16;
    }
}
