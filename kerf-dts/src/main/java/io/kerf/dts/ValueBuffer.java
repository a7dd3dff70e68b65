// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.tree.PropertyValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of all values of a compilation, one behind the other. Values are written at the end; those there stay where they are. */
final class ValueBuffer {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes;
    private int size;

    ValueBuffer(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    int size() {
        return size;
    }

    void truncate(int to) {
        size = to;
    }

    void putByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    /** Appends the low {@code bits} of a number, big-endian. */
    void putNumber(long value, int bits) {
        reserve(Long.BYTES);
        switch (bits) {
            case 8 -> bytes[size] = (byte) value;
            case 16 -> SHORT.set(bytes, size, (short) value);
            case 32 -> INT.set(bytes, size, (int) value);
            default -> LONG.set(bytes, size, value);
        }
        size += bits / 8;
    }

    void setInt(int at, int value) {
        INT.set(bytes, at, value);
    }

    int getInt(int at) {
        return (int) INT.get(bytes, at);
    }

    byte get(int at) {
        return bytes[at];
    }

    void put(byte[] from, int start, int length) {
        reserve(length);
        System.arraycopy(from, start, bytes, size, length);
        size += length;
    }

    /** Appends a copy of bytes that are in the buffer already. */
    void putCopy(int from, int length) {
        reserve(length);
        System.arraycopy(bytes, from, bytes, size, length);
        size += length;
    }

    /** Appends characters as UTF-8, or one byte each where the source is no UTF-8. */
    void putText(char[] chars, int from, int to, boolean latin1) {
        reserve(to - from);
        int at = from;
        while (at < to && chars[at] < 0x80) {
            bytes[size++] = (byte) chars[at++];
        }
        while (at < to) {
            at = putCharacter(chars, at, to, latin1);
        }
    }

    private int putCharacter(char[] chars, int at, int to, boolean latin1) {
        char c = chars[at];
        if (c < 0x80 || latin1) {
            putByte(c);
            return at + 1;
        }
        int point = Character.codePointAt(chars, at, to);
        if (point < 0x800) {
            putByte(0xc0 | point >> 6);
        } else {
            if (point < 0x10000) {
                putByte(0xe0 | point >> 12);
            } else {
                putByte(0xf0 | point >> 18);
                putByte(0x80 | point >> 12 & 0x3f);
            }
            putByte(0x80 | point >> 6 & 0x3f);
        }
        putByte(0x80 | point & 0x3f);
        return at + Character.charCount(point);
    }

    /** All values as one, of which properties take their slices. */
    PropertyValue toValue() {
        return PropertyValue.of(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
    }

    private void reserve(int more) {
        if (more > bytes.length - size) {
            long wanted = Math.max((long) size + more, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
        }
    }
}
