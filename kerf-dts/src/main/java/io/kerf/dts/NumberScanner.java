// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/**
 * Reads a number as {@code strtoull} with base 0 does, with a suffix of U, L, UL, LL or ULL. A label may follow at once; any other
 * letter makes the whole a word.
 */
final class NumberScanner {
    /** The largest number that can be multiplied by 10: (2^64 - 1) / 10, with 5 left over. */
    private static final long LAST_TIMES_TEN = 1844674407370955161L;

    /** So many decimal digits always fit into 64 bits. */
    private static final int SAFE_DECIMALS = 19;

    private long value;
    private boolean tooBig;
    private boolean badOctal;
    private boolean word;
    private int digitsEnd;

    long value() {
        return value;
    }

    /** Whether what was read has no value, which {@link #report} tells. */
    boolean isBad() {
        return tooBig || badOctal;
    }

    /** Whether letters that belong to no number follow the digits at once. */
    boolean isWord() {
        return word;
    }

    /** Reads from the first digit; returns the index behind. */
    int scan(byte[] chars, int start) {
        tooBig = false;
        badOctal = false;
        word = false;
        int i = digits(chars, start);
        digitsEnd = i;
        if (!CharType.is(chars[i], CharType.LABEL)) {
            return i;
        }
        i = skipSuffix(chars, i);
        // As for dtc, a suffix ends a number: what follows may be the next one.
        boolean next = i > digitsEnd && CharType.is(chars[i], CharType.DIGIT);
        word = CharType.is(chars[i], CharType.LABEL) && !next && !labelFollows(chars, i);
        while (word && CharType.is(chars[i], CharType.LABEL)) {
            i++;
        }
        return i;
    }

    private int digits(byte[] chars, int start) {
        if (chars[start] != '0') {
            return decimal(chars, start);
        }
        if ((chars[start + 1] | 0x20) == 'x' && CharType.is(chars[start + 2], CharType.HEX)) {
            return hexadecimal(chars, start + 2);
        }
        return octal(chars, start + 1);
    }

    /** Longer numbers lose their highest digits if they do not fit into 64 bits. */
    private int decimal(byte[] chars, int start) {
        long word = AsciiBytes.word(chars, start);
        int digits = Words.before(Words.decimals(word));
        value = Words.decimal(word, digits);
        if (digits < Long.BYTES) {
            return start + digits;
        }
        int i = start + digits;
        for (; CharType.is(chars[i], CharType.DIGIT); i++) {
            value = value * 10 + CharType.hexValue(chars[i]);
        }
        tooBig = i - start > SAFE_DECIMALS && isTooBig(chars, start, i);
        return i;
    }

    private int hexadecimal(byte[] chars, int start) {
        long word = AsciiBytes.word(chars, start);
        int digits = Words.before(Words.hexadecimals(word));
        value = Words.hexadecimal(word, digits);
        int i = start + digits;
        if (digits == Long.BYTES) {
            for (; CharType.is(chars[i], CharType.HEX); i++) {
                tooBig |= value >>> 60 != 0;
                value = value << 4 | CharType.hexValue(chars[i]);
            }
        }
        return i;
    }

    private int octal(byte[] chars, int start) {
        value = 0;
        int i = start;
        for (; CharType.is(chars[i], CharType.DIGIT); i++) {
            badOctal |= chars[i] >= '8';
            tooBig |= value >>> 61 != 0;
            value = value << 3 | CharType.hexValue(chars[i]);
        }
        return i;
    }

    private static boolean isTooBig(byte[] decimals, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            long digit = CharType.hexValue(decimals[i]);
            int order = Long.compareUnsigned(value, LAST_TIMES_TEN);
            if (order > 0 || order == 0 && digit > 5) {
                return true;
            }
            value = value * 10 + digit;
        }
        return false;
    }

    private static int skipSuffix(byte[] chars, int from) {
        int i = from;
        if (chars[i] == 'U') {
            i++;
        }
        for (int most = i + 2; i < most && chars[i] == 'L'; ) {
            i++;
        }
        return i;
    }

    private static boolean labelFollows(byte[] chars, int from) {
        int i = from;
        if (!CharType.is(chars[i], CharType.LABEL_START)) {
            return false;
        }
        while (CharType.is(chars[i], CharType.LABEL)) {
            i++;
        }
        return chars[i] == ':';
    }

    /** Reports a number that has no value; {@code base} is where the characters begin in the unit. */
    void report(byte[] chars, int start, int base, SourceUnit unit, Findings findings) {
        if (!badOctal && !tooBig) {
            return;
        }
        String text = AsciiBytes.text(chars, start, digitsEnd);
        String digits = text.replaceFirst("^0+", "");
        Diagnostic finding = badOctal
                ? Diagnostic.error(Codes.BAD_NUMBER, "'" + text + "' is not a number: a leading 0 makes it octal")
                        .withSuggestion("write " + digits + ", or 0x" + digits)
                : Diagnostic.error(Codes.BAD_NUMBER, "'" + text + "' does not fit into 64 bits");
        findings.add(finding, unit, start + base, digitsEnd + base);
    }
}
