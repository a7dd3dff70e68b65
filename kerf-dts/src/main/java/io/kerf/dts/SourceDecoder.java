// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns the bytes of a source file into characters so that strings give the very bytes of the file again. */
final class SourceDecoder {
    /** The text, and whether each character is one byte of a file that is no UTF-8. */
    record Decoded(String text, boolean latin1) {}

    private SourceDecoder() {}

    static Decoded decode(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return decodeBeyondAscii(bytes);
            }
        }
        return new Decoded(new String(bytes, StandardCharsets.ISO_8859_1), false);
    }

    private static Decoded decodeBeyondAscii(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new Decoded(text, false);
        } catch (CharacterCodingException noUtf8) {
            return new Decoded(new String(bytes, StandardCharsets.ISO_8859_1), true);
        }
    }
}
