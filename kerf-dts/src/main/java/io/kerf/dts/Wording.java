// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

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

    /** Relates what is missing at the end of a line to the token that was found on a later one. */
    static Diagnostic missingBefore(Diagnostic finding, Lexer lexer) {
        if (!Lookaround.onNewLine(lexer)) {
            return finding;
        }
        return finding.withRelated(
                lexer.kind() == TokenKind.END ? "the source ends here" : "it must stand before this",
                lexer.unit().span(lexer.start(), lexer.end()));
    }
}
