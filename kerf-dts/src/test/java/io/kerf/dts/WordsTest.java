// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {
    private final Random random = new Random(20261128);

    @Test
    void eachByteIsJudgedByItselfWhateverStandsAround() {
        for (int at = 0; at < Long.BYTES; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] bytes = new byte[Long.BYTES];
                random.nextBytes(bytes);
                bytes[at] = (byte) value;
                long word = AsciiBytes.word(bytes, 0);
                assertThat(isMarked(Words.spaces(word), at)).isEqualTo(CharType.is(bytes[at], CharType.SPACE));
                assertThat(isMarked(Words.names(word), at)).isEqualTo(CharType.is(bytes[at], CharType.NAME));
                assertThat(isMarked(Words.decimals(word), at)).isEqualTo(CharType.is(bytes[at], CharType.DIGIT));
                assertThat(isMarked(Words.hexadecimals(word), at)).isEqualTo(CharType.is(bytes[at], CharType.HEX));
            }
        }
    }

    private static boolean isMarked(long bytes, int at) {
        return (bytes >>> at * Byte.SIZE & 0x80) != 0;
    }

    @Test
    void theFirstSpecialCharacterOfAStringIsFound() {
        assertThat(Words.beforeAny(Words.specials(word("plain\"\"")))).isEqualTo(5);
        assertThat(Words.beforeAny(Words.specials(word("\\x")))).isEqualTo(0);
        assertThat(Words.beforeAny(Words.specials(word("!#[]\u00e9\"")))).isEqualTo(4);
        assertThat(Words.beforeAny(Words.specials(word("!#[]!#[]")))).isEqualTo(8);
    }

    @Test
    void digitsAreCountedAndRead() {
        assertThat(Words.before(Words.decimals(word("1234567 ")))).isEqualTo(7);
        assertThat(Words.decimal(word("1234567 "), 7)).isEqualTo(1_234_567);
        assertThat(Words.decimal(word("98765432"), 8)).isEqualTo(98_765_432);
        assertThat(Words.decimal(word("0>;"), 1)).isEqualTo(0);
        assertThat(Words.before(Words.hexadecimals(word("dEadBeEf")))).isEqualTo(8);
        assertThat(Words.hexadecimal(word("dEadBeEf"), 8)).isEqualTo(0xdeadbeefL);
        assertThat(Words.hexadecimal(word("1a0 0x10"), 3)).isEqualTo(0x1a0);
    }

    private static long word(String text) {
        byte[] bytes = new byte[Long.BYTES];
        byte[] given = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(given, 0, bytes, 0, given.length);
        return AsciiBytes.word(bytes, 0);
    }
}
