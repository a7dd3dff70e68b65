// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.PropertyValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow as they are written; numbers are big-endian. More than 2 GiB is an {@link ArithmeticException}. */
final class BigEndianBuffer {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int size;

    BigEndianBuffer(int capacity) {
        bytes = new byte[capacity];
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

    /** Writes a name and its NUL. */
    @SuppressWarnings(
            "deprecation") // the one method that copies low bytes without an array between; names are ISO 8859-1
    void latin1(String name) {
        int length = name.length();
        ensure(Math.addExact(length, 1));
        name.getBytes(0, length, bytes, size);
        size += length + 1;
    }

    void value(PropertyValue value) {
        ensure(value.size());
        value.copyTo(bytes, size);
        size += value.size();
    }

    /** Writes zeros up to the next multiple of a power of two. */
    void align(int alignment) {
        int padding = -size & alignment - 1;
        ensure(padding);
        size += padding;
    }

    /** Sets bits of the last cell that was written, such as those of its padding. */
    void addToLastCell(int bits) {
        INT.set(bytes, size - Integer.BYTES, (int) INT.get(bytes, size - Integer.BYTES) | bits);
    }

    /** Goes on at a later position; the bytes between are zero. */
    void skipTo(int position) {
        ensure(position - size);
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
