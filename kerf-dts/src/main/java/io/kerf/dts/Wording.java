// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/** Words for messages. */
final class Wording {
    private static final int SHOWN = 40;

    private Wording() {}

    /** Names the current token: by its text, or in words where it has none. */
    static String found(Lexer lexer) {
        TokenKind kind = lexer.kind();
        if (kind == TokenKind.END) {
            return kind.description();
        }
        String text = lexer.tokenText();
        if (kind == TokenKind.BAD_CHARACTER && !isPrintable(text)) {
            return String.format("the character U+%04X", text.codePointAt(0));
        }
        return "'" + shorten(text) + "'";
    }

    private static boolean isPrintable(String text) {
        int point = text.codePointAt(0);
        return point > 0x20 && point != 0x7f && !Character.isISOControl(point) && Character.isDefined(point);
    }

    static String shorten(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
