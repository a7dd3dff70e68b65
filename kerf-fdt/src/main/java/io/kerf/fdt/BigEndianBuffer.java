// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.PropertyValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes that grow as they are written; numbers are big-endian. Gaps are written as zeros, whatever the array held. More than 2 GiB is an
 * {@link ArithmeticException}.
 */
final class BigEndianBuffer {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long LOW_HALF = 0xffff_ffffL;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final int PROPERTY_HEADER = 3 * Integer.BYTES;
    private static final int PROPERTY_ROOM = PROPERTY_HEADER + Integer.BYTES - 1;

    private byte[] bytes;
    private int size;

    BigEndianBuffer(int capacity) {
        this(new byte[capacity]);
    }

    /** Writes into an array that was used before, as long as all fits there. */
    BigEndianBuffer(byte[] scratch) {
        bytes = scratch;
    }

    int size() {
        return size;
    }

    void u32(int value) {
        ensure(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
    }

    void u64(long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    /** Writes a property's token, length, place of its name and value, which is padded to whole cells. */
    void property(int nameOffset, PropertyValue value) {
        int length = value.size();
        if (length > bytes.length - size - PROPERTY_ROOM) {
            ensure(Math.addExact(length, PROPERTY_ROOM));
        }
        int at = size;
        if (length == Integer.BYTES) {
            // By far the most frequent value, and all of the property two words.
            LONG.set(bytes, at, (long) Token.PROP << Integer.SIZE | Integer.BYTES);
            LONG.set(bytes, at + Long.BYTES, (long) nameOffset << Integer.SIZE | value.u32() & LOW_HALF);
            size = at + 2 * Long.BYTES;
            return;
        }
        int end = at + PROPERTY_HEADER + (length + Integer.BYTES - 1 & -Integer.BYTES);
        // With no value, that is the place of the name, which comes next.
        INT.set(bytes, end - Integer.BYTES, 0);
        LONG.set(bytes, at, (long) Token.PROP << Integer.SIZE | length);
        INT.set(bytes, at + 2 * Integer.BYTES, nameOffset);
        value.copyTo(bytes, at + PROPERTY_HEADER);
        size = end;
    }

    void value(PropertyValue value) {
        ensure(value.size());
        value.copyTo(bytes, size);
        size += value.size();
    }

    /** Writes the start of a node and its name, which is padded to whole cells. */
    @SuppressWarnings(
            "deprecation") // the one method that copies low bytes without an array between; names are ISO 8859-1
    void beginNode(String name) {
        int length = name.length();
        ensure(Math.addExact(length, 2 * Integer.BYTES));
        int at = size;
        int end = at + Integer.BYTES + (length + Integer.BYTES & -Integer.BYTES);
        INT.set(bytes, end - Integer.BYTES, 0);
        INT.set(bytes, at, Token.BEGIN_NODE);
        name.getBytes(0, length, bytes, at + Integer.BYTES);
        size = end;
    }

    /** Writes zeros up to the next multiple of a power of two. */
    void align(int alignment) {
        skipTo(Math.addExact(size, -size & alignment - 1));
    }

    /** Sets bits of the last cell that was written, such as those of its padding. */
    void addToLastCell(int bits) {
        INT.set(bytes, size - Integer.BYTES, (int) INT.get(bytes, size - Integer.BYTES) | bits);
    }

    /** Goes on at a later position; the bytes between are zero. */
    void skipTo(int position) {
        ensure(position - size);
        Arrays.fill(bytes, size, position, (byte) 0);
        size = position;
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, size);
    }

    /** The array behind the buffer, written or not: its length is the capacity. */
    byte[] wholeArray() {
        return bytes;
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            if (needed > LARGEST_ARRAY) {
                throw new ArithmeticException("larger than an array");
            }
            int doubled = bytes.length > LARGEST_ARRAY / 2 ? LARGEST_ARRAY : bytes.length * 2;
            bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
        }
    }
}
