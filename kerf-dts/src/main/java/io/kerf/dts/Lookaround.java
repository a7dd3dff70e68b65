// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/** Tells what lies around the current token, by which the parsers guess at what was meant. Nothing is read for that. */
final class Lookaround {
    /** How far a guess looks ahead, so that errors stay cheap on lines without end. */
    private static final int LIMIT = 200;

    private Lookaround() {}

    /** Whether the current token stands on a later line than the one before it. */
    static boolean onNewLine(Lexer lexer) {
        if (lexer.unit() != lexer.previousUnit() || lexer.kind() == TokenKind.END) {
            return true;
        }
        return Quotes.hasLineBreak(lexer.chars(), lexer.indexOf(lexer.previousEnd()), lexer.indexOf(lexer.start()));
    }

    /** Whether the next character behind the current token, blanks left out, is one of some. */
    static boolean followedBy(Lexer lexer, String any) {
        return any.indexOf(lexer.chars()[behindBlanks(lexer)]) >= 0;
    }

    /** Where the next character behind the current token stands, blanks left out. */
    static int positionBehindBlanks(Lexer lexer) {
        return lexer.positionOf(behindBlanks(lexer));
    }

    private static int behindBlanks(Lexer lexer) {
        return LineMarker.skipBlanks(lexer.chars(), lexer.at());
    }

    /** Where the line ends on which the current token begins. */
    static int endOfLine(Lexer lexer) {
        byte[] chars = lexer.chars();
        int i = lexer.indexOf(lexer.start());
        while (i < AsciiBytes.limit(chars) && chars[i] != '\n') {
            i++;
        }
        return lexer.positionOf(i);
    }

    /** Whether a word seems to be the start of a string that lacks its opening quote: the line has one quote more. */
    static boolean stringEndsBehind(Lexer lexer) {
        TokenKind kind = lexer.kind();
        if (kind != TokenKind.WORD && kind != TokenKind.NUMBER && kind != TokenKind.NAME) {
            return false;
        }
        byte[] chars = lexer.chars();
        int at = lexer.at();
        int limit = Math.min(AsciiBytes.limit(chars), at + LIMIT);
        int quotes = 0;
        for (int i = at; i < limit && chars[i] != '\n'; i++) {
            quotes += chars[i] == '"' ? 1 : 0;
        }
        return quotes % 2 == 1;
    }

    /** Whether the current token is a string of several lines: where much is wrong, it is more likely what lies between two. */
    static boolean stringRunsOverLine(Lexer lexer) {
        return lexer.kind() == TokenKind.STRING
                && Quotes.hasLineBreak(lexer.chars(), lexer.indexOf(lexer.start()), lexer.indexOf(lexer.end()));
    }
}
