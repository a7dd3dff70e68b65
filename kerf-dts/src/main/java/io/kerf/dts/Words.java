// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/**
 * Eight characters at a time: a number of 64 bits whose lowest byte is the first of them. A question about each of them is answered
 * in a few instructions and without a branch, by a number with the highest bit of those bytes set for which the answer is yes. Loops
 * over names and numbers end where the processor does not expect it, and each surprise costs it as much as ten characters.
 */
final class Words {
    /** The lowest and the highest bit of each byte. */
    private static final long ONES = 0x0101_0101_0101_0101L;

    private static final long HIGH = 0x8080_8080_8080_8080L;

    private Words() {}

    /** Which are spaces, as {@link CharType#SPACE}. */
    static long spaces(long word) {
        long low = word & ~HIGH;
        return (between(low, '\t', '\r') | between(low, ' ', ' ')) & ~word & HIGH;
    }

    /** Which can be part of a name, as {@link CharType#NAME}. */
    static long names(long word) {
        long low = word & ~HIGH;
        long letters = between(low | ' ' * ONES, 'a', 'z');
        long others = between(low, '*', '.') | between(low, '?', '@') | between(low, '_', '_') | between(low, '#', '#');
        return (letters | between(low, '0', '9') | others) & ~word & HIGH;
    }

    /** Which are decimal digits. */
    static long decimals(long word) {
        return between(word & ~HIGH, '0', '9') & ~word & HIGH;
    }

    /** Which are hexadecimal digits. */
    static long hexadecimals(long word) {
        long low = word & ~HIGH;
        return (between(low, '0', '9') | between(low | ' ' * ONES, 'a', 'f')) & ~word & HIGH;
    }

    /** The first quote, backslash, or character beyond ASCII; behind that one, others may seem to be some. */
    static long specials(long word) {
        return (zeros(word ^ '"' * ONES) | zeros(word ^ '\\' * ONES) | word) & HIGH;
    }

    /** How many come before the first that is not among some: 8 if all are. */
    static int before(long some) {
        return Long.numberOfTrailingZeros(~some & HIGH) >>> 3;
    }

    /** How many come before the first that is among some: 8 if none is. */
    static int beforeAny(long some) {
        return Long.numberOfTrailingZeros(some) >>> 3;
    }

    /** The number that the first characters make as decimal digits. */
    static long decimal(long word, int digits) {
        // Digits to be added to zeros in front, then 10 times each first of two, 100 times each first of two such, and
        // so on.
        long ones = digits == 0 ? 0 : word << Long.SIZE - Byte.SIZE * digits & 0x0f * ONES;
        long tens = ones * 10 + (ones >>> 8) & 0x00ff_00ff_00ff_00ffL;
        long hundreds = tens * 100 + (tens >>> 16) & 0x0000_ffff_0000_ffffL;
        return hundreds * 10_000 + (hundreds >>> 32) & 0xffff_ffffL;
    }

    /** The number that the first characters, at least one, make as hexadecimal digits. */
    static long hexadecimal(long word, int digits) {
        long last = word << Long.SIZE - Byte.SIZE * digits;
        // A letter has bit 6 set, and is 9 more than its lower half says.
        long ones = (last & 0x0f * ONES) + 9 * (last >>> 6 & ONES);
        long bytes = (ones << 4 | ones >>> 8) & 0x00ff_00ff_00ff_00ffL;
        long shorts = (bytes << 8 | bytes >>> 16) & 0x0000_ffff_0000_ffffL;
        return (shorts << 16 | shorts >>> 32) & 0xffff_ffffL;
    }

    /** Which of some numbers of seven bits lie between two: adding to them tells by the eighth bit what is large enough. */
    private static long between(long low, int from, int to) {
        return low + (0x80 - from) * ONES & ~(low + (0x7f - to) * ONES);
    }

    /** The first byte that is zero; behind that one, others may seem to be. */
    private static long zeros(long word) {
        return word - ONES & ~word;
    }
}
