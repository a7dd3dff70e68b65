// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a source as bytes, one each, in the form in which they are read. Those beyond ASCII mean something in strings
 * and comments only: each is some negative byte, and whoever wants the character asks the text. Behind the characters stand
 * {@link #PADDING} NULs, so that reading needs no check for the end and may take a {@linkplain Words word} at once.
 */
final class AsciiBytes {
    static final int PADDING = Long.BYTES;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private AsciiBytes() {}

    /** Copies a text. */
    @SuppressWarnings(
            "deprecation") // of each character the lower byte, which is the whole character if the text is ISO 8859-1
    static byte[] of(String text) {
        int length = text.length();
        byte[] bytes = new byte[length + PADDING];
        text.getBytes(0, length, bytes, 0);
        // Copying there and back, and comparing, are much faster than a loop over the characters.
        return text.equals(text(bytes, 0, length)) ? bytes : of(text, 0, length);
    }

    /** Copies {@code text[from, to)}. */
    static byte[] of(String text, int from, int to) {
        byte[] bytes = new byte[to - from + PADDING];
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            bytes[i - from] = c < 0x80 ? (byte) c : -1;
        }
        return bytes;
    }

    /** The index behind the last character. */
    static int limit(byte[] chars) {
        return chars.length - PADDING;
    }

    /** The eight bytes from an index on. */
    static long word(byte[] chars, int at) {
        return (long) WORD.get(chars, at);
    }

    /** The text of some characters that are all ASCII. */
    static String text(byte[] chars, int from, int to) {
        return new String(chars, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Returns the index of the first character from one on that is no space. */
    static int skipSpace(byte[] chars, int from) {
        int at = from;
        while (CharType.is(chars[at], CharType.SPACE)) {
            at++;
        }
        return at;
    }

    /** Returns the index behind the end of a comment; -1 if it has none. */
    static int endOfComment(byte[] chars, int from, int limit) {
        for (int at = from; at < limit; at++) {
            if (chars[at] == '*' && chars[at + 1] == '/') {
                return at + 2;
            }
        }
        return -1;
    }

    /** Returns the index of the first character from one on that is no part of a name. */
    static int skipName(byte[] chars, int from) {
        int at = from;
        int skipped;
        do {
            skipped = Words.before(Words.names(word(chars, at)));
            at += skipped;
        } while (skipped == Long.BYTES);
        return at;
    }

    /** Returns the index of the first character from one on that is a quote, a backslash or beyond ASCII, or else the limit. */
    static int skipPlain(byte[] chars, int from, int limit) {
        int at = from;
        int skipped = Long.BYTES;
        while (at < limit && skipped == Long.BYTES) {
            skipped = Words.beforeAny(Words.specials(word(chars, at)));
            at += skipped;
        }
        return Math.min(at, limit);
    }
}
