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

    private long value;
    private boolean tooBig;
    private boolean badOctal;
    private boolean word;
    private int digitsEnd;

    long value() {
        return value;
    }

    /** Whether letters that belong to no number follow the digits at once. */
    boolean isWord() {
        return word;
    }

    /** Reads from the first digit; returns the index behind. */
    int scan(char[] chars, int start) {
        value = 0;
        tooBig = false;
        badOctal = false;
        int i = digits(chars, start);
        digitsEnd = i;
        i = skipSuffix(chars, i);
        // As for dtc, a suffix ends a number: what follows may be the next one.
        boolean next = i > digitsEnd && CharType.is(chars[i], CharType.DIGIT);
        word = CharType.is(chars[i], CharType.LABEL) && !next && !labelFollows(chars, i);
        while (word && CharType.is(chars[i], CharType.LABEL)) {
            i++;
        }
        return i;
    }

    private int digits(char[] chars, int start) {
        int i = start;
        if (chars[i] != '0') {
            for (; CharType.is(chars[i], CharType.DIGIT); i++) {
                long digit = CharType.hexValue(chars[i]);
                int order = Long.compareUnsigned(value, LAST_TIMES_TEN);
                tooBig |= order > 0 || order == 0 && digit > 5;
                value = value * 10 + digit;
            }
        } else if ((chars[i + 1] | 0x20) == 'x' && CharType.is(chars[i + 2], CharType.HEX)) {
            for (i += 2; CharType.is(chars[i], CharType.HEX); i++) {
                tooBig |= value >>> 60 != 0;
                value = value << 4 | CharType.hexValue(chars[i]);
            }
        } else {
            for (i++; CharType.is(chars[i], CharType.DIGIT); i++) {
                badOctal |= chars[i] >= '8';
                tooBig |= value >>> 61 != 0;
                value = value << 3 | CharType.hexValue(chars[i]);
            }
        }
        return i;
    }

    private static int skipSuffix(char[] chars, int from) {
        int i = from;
        if (chars[i] == 'U') {
            i++;
        }
        for (int most = i + 2; i < most && chars[i] == 'L'; ) {
            i++;
        }
        return i;
    }

    private static boolean labelFollows(char[] chars, int from) {
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
    void report(char[] chars, int start, int base, SourceUnit unit, Findings findings) {
        if (!badOctal && !tooBig) {
            return;
        }
        String text = new String(chars, start, digitsEnd - start);
        String digits = text.replaceFirst("^0+", "");
        Diagnostic finding = badOctal
                ? Diagnostic.error(Codes.BAD_NUMBER, "'" + text + "' is not a number: a leading 0 makes it octal")
                        .withSuggestion("write " + digits + ", or 0x" + digits)
                : Diagnostic.error(Codes.BAD_NUMBER, "'" + text + "' does not fit into 64 bits");
        findings.add(finding, unit, start + base, digitsEnd + base);
    }
}
