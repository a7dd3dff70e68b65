// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/** What a character can be part of, by table. */
final class CharType {
    static final int SPACE = 1;
    static final int LABEL_START = 2;
    static final int LABEL = 4;
    /** Part of a node or property name. */
    static final int NAME = 8;

    static final int HEX = 16;
    static final int DIGIT = 32;

    /** By character, or by the byte of one: those beyond ASCII are part of nothing. */
    private static final byte[] TYPES = new byte[256];

    static {
        for (char c = 'a'; c <= 'z'; c++) {
            TYPES[c] = LABEL_START | LABEL | NAME;
            TYPES[c - 'a' + 'A'] = LABEL_START | LABEL | NAME;
        }
        TYPES['_'] = LABEL_START | LABEL | NAME;
        for (char c = '0'; c <= '9'; c++) {
            TYPES[c] = LABEL | NAME | HEX | DIGIT;
        }
        for (char c = 'a'; c <= 'f'; c++) {
            TYPES[c] |= HEX;
            TYPES[c - 'a' + 'A'] |= HEX;
        }
        for (char c : ",.+*#?@-".toCharArray()) {
            TYPES[c] = NAME;
        }
        for (char c : " \t\n\r\f\u000B".toCharArray()) {
            TYPES[c] = SPACE;
        }
    }

    private CharType() {}

    static int of(byte c) {
        return TYPES[c & 0xff];
    }

    static boolean is(byte c, int type) {
        return (TYPES[c & 0xff] & type) != 0;
    }

    static boolean is(char c, int type) {
        return c < 128 && (TYPES[c] & type) != 0;
    }

    /** Returns the index of the first character from one on that is not of a type. */
    static int skip(byte[] chars, int from, int type) {
        int i = from;
        while (is(chars[i], type)) {
            i++;
        }
        return i;
    }

    /** Whether a text can be a label. */
    static boolean isLabel(String text) {
        if (text.isEmpty() || !is(text.charAt(0), LABEL_START)) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (!is(text.charAt(i), LABEL)) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code chars[from, to)}, with no character of a label behind, can be a label. */
    static boolean isLabel(byte[] chars, int from, int to) {
        return is(chars[from], LABEL_START) && skip(chars, from, LABEL) == to;
    }

    static long hexValue(byte c) {
        return c <= '9' ? (long) c - '0' : (c | 0x20) - 'a' + 10L;
    }
}
