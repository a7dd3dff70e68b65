// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.tree.PropertyValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of all values of a compilation, one behind the other. Values are written at the end; those there stay where they are. */
final class ValueBuffer {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Words are copied as they are. */
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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

    /** Appends a cell. */
    void putInt(int value) {
        reserve(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
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

    /** Appends characters that are all ASCII, in words: of both arrays some bytes behind are touched. */
    void putAscii(byte[] chars, int from, int to) {
        int length = to - from;
        reserve(length + Long.BYTES);
        for (int i = 0; i < length; i += Long.BYTES) {
            WORD.set(bytes, size + i, AsciiBytes.word(chars, from + i));
        }
        size += length;
    }

    /** Appends characters as UTF-8, or one byte each where the source is no UTF-8; the first stands at {@code from + base} in its unit. */
    void putText(byte[] chars, int from, int to, int base, SourceUnit unit) {
        int at = from;
        while (at < to) {
            int plain = at;
            while (at < to && chars[at] >= 0) {
                at++;
            }
            put(chars, plain, at - plain);
            if (at < to) {
                String text = unit.text.text();
                at += unit.latin1 ? putOne(text.charAt(at + base)) : putUtf8(text.codePointAt(at + base));
            }
        }
    }

    private int putOne(int latin1) {
        putByte(latin1);
        return 1;
    }

    /** Appends a character beyond ASCII; returns how many it is in Java. */
    private int putUtf8(int point) {
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
        return Character.charCount(point);
    }

    /** All values as one, of which properties take their slices. */
    PropertyValue toValue() {
        return PropertyValue.copyOf(ByteBuffer.wrap(bytes, 0, size));
    }

    private void reserve(int more) {
        if (more > bytes.length - size) {
            long wanted = Math.max((long) size + more, 2L * bytes.length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
        }
    }
}
