// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceSpan;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong in the value of a property, and finds where reading can go on: within a list, behind it, or at the end of the
 * statement. A value with an error is read on for the sake of its other errors alone.
 */
final class ValueRecovery {
    /** What can stand behind the brace of a path that lacks its ampersand. */
    private static final String PATH_START = "/abcdefghijklmnopqrstuvwxyz";

    private final Lexer lexer;
    private final Findings findings;
    /** Where the list begins that was said to have commas. */
    private int commaIn = -1;

    private int stringStart = -1;
    private int stringEnd = -1;
    /** The end of the last string, or of the labels behind it. */
    private int behindString = -1;

    ValueRecovery(Lexer lexer, Findings findings) {
        this.lexer = lexer;
        this.findings = findings;
    }

    /** Takes note that the current token is a string of the value. */
    void noteString() {
        stringStart = lexer.start();
        stringEnd = lexer.end();
        behindString = stringEnd;
    }

    /** Takes note that the current token is a label between the parts of the value. */
    void noteLabel() {
        behindString = lexer.previousEnd() == behindString ? lexer.end() : behindString;
    }

    /**
     * After a value that is followed by nonsense: if its last string runs over the end of a line, its closing quote is what is
     * missing. Reports that and goes on behind that line.
     */
    boolean blamesString() {
        if (stringStart < 0 || lexer.previousEnd() != behindString || lexer.previousUnit() != lexer.unit()) {
            return false;
        }
        int last = lexer.indexOf(stringEnd);
        int lineEnd = lexer.indexOf(stringStart);
        while (lineEnd < last && lexer.chars()[lineEnd] != '\n') {
            lineEnd++;
        }
        if (lineEnd < last) {
            blameLineBreak(lineEnd);
            return true;
        }
        boolean adjacent = lexer.kind() == TokenKind.WORD && lexer.start() == stringEnd;
        if (adjacent) {
            findings.add(
                    Diagnostic.error(Codes.UNTERMINATED, "a '\"' is missing in this string or behind it"),
                    lexer.unit(),
                    stringStart,
                    stringEnd);
            lexer.jumpTo(Lookaround.endOfLine(lexer), Lexer.State.NAME);
        }
        return adjacent;
    }

    /** Takes the last string for one that ends on its first line, and goes to the end of that. */
    private void blameLineBreak(int lineEnd) {
        int first = lexer.indexOf(stringStart);
        int last = lexer.indexOf(stringEnd);
        int base = stringStart - first;
        Diagnostic finding = Diagnostic.error(Codes.UNTERMINATED, "a string begins here and does not end on this line")
                .withSuggestion("end it with '\"'")
                .withRelated("the next '\"' is here", lexer.unit().span(stringEnd - 1, stringEnd));
        boolean nextIsLater = Quotes.hasLineBreak(lexer.chars(), last, lexer.indexOf(lexer.start()));
        findings.add(
                nextIsLater ? finding.withRelated("this cannot stand behind it", span()) : finding,
                lexer.unit(),
                stringStart,
                Quotes.endOfLine(lexer.chars(), first + 1, first, last) + base);
        lexer.jumpTo(lineEnd + base, Lexer.State.NAME);
    }

    /** The current token begins no part of a value. */
    ValueParser.Outcome noValue() {
        TokenKind kind = lexer.kind();
        if (kind == TokenKind.UNTERMINATED) {
            return ValueParser.Outcome.ENDED;
        }
        if (kind == TokenKind.LEFT_BRACE && Lookaround.followedBy(lexer, PATH_START)) {
            pathWithoutAmpersand();
            return ValueParser.Outcome.DONE;
        }
        report(notAValue(kind));
        return kind == TokenKind.SEMICOLON || kind == TokenKind.RIGHT_BRACE
                ? endBeforeToken()
                : ValueParser.Outcome.BROKEN;
    }

    private Diagnostic notAValue(TokenKind kind) {
        if (kind == TokenKind.UNKNOWN_KEYWORD) {
            return Keywords.unknown(lexer.tokenText());
        }
        if (Lookaround.stringEndsBehind(lexer)) {
            return Diagnostic.error(Codes.UNTERMINATED, "the '\"' at the start of this string is missing")
                    .withSuggestion("write \"" + lexer.tokenText() + "...\"");
        }
        if (kind == TokenKind.WORD || kind == TokenKind.NUMBER || kind == TokenKind.NAME) {
            String text = lexer.tokenText();
            return Diagnostic.error(Codes.SYNTAX, "'" + text + "' is not a value")
                    .withSuggestion(
                            kind == TokenKind.NUMBER
                                    ? "write <" + text + "> for a number, or \"" + text + "\" for a string"
                                    : "write \"" + text + "\" for a string, or &" + text + " for a node");
        }
        return Diagnostic.error(Codes.SYNTAX, "a value is missing before " + Wording.found(lexer));
    }

    /** Goes to the closing brace of {@code {/path\}}. */
    private void pathWithoutAmpersand() {
        report(Diagnostic.error(Codes.SYNTAX, "'&' is missing before a path in braces")
                .withSuggestion("write &{/path}"));
        findings.mute();
        TokenKind kind = lexer.kind();
        while (kind != TokenKind.RIGHT_BRACE && kind != TokenKind.END && !Lookaround.onNewLine(lexer)) {
            kind = lexer.next();
        }
        findings.unmute();
        lexer.setState(Lexer.State.VALUE);
    }

    /** A number that ends with the current token has more bits than its cell: that is a loss, unless the rest is its sign. */
    void truncated(int bits, long value, int start) {
        if (-1L >>> bits == value >>> bits) {
            return;
        }
        String number = "0x" + Long.toHexString(value);
        String advice = bits == Integer.SIZE
                ? "write /bits/ 64 <" + number + ">, or two cells: <0x" + Long.toHexString(value >>> 32) + " 0x"
                        + Long.toHexString(value & 0xffffffffL) + ">"
                : "write a number of " + bits + " bits";
        String kept = "0x" + Long.toHexString(value & (1L << bits) - 1);
        findings.add(
                Diagnostic.warning(
                                Codes.TRUNCATED, number + " does not fit into " + bits + " bits: " + kept + " is kept")
                        .withSuggestion(advice),
                lexer.unit(),
                Math.min(start, lexer.end()),
                lexer.end());
    }

    /** The current token is no cell of the list that begins at a place; returns null to go on in the list. */
    ValueParser.@Nullable Outcome badCell(SourceUnit unit, int open) {
        TokenKind kind = lexer.kind();
        if (endsStatement(kind) || Lookaround.onNewLine(lexer) && startsStatement()) {
            return notClosed("'>'", unit, open);
        }
        switch (kind) {
            case UNTERMINATED -> {
                return ValueParser.Outcome.ENDED;
            }
            case COMMA -> {
                return comma(unit, open);
            }
            case WORD, BAD_CHARACTER, NAME -> {
                if (kind != TokenKind.WORD || !lexer.lacksPreprocessor()) {
                    report(notACell(kind));
                }
                return null;
            }
            case STRING -> {
                report(Diagnostic.error(Codes.BAD_CELL, "a string cannot stand in a cell list")
                        .withSuggestion("close the list before it: <...>, \"...\""));
                return null;
            }
            default -> {}
        }
        if (kind == TokenKind.LEFT_BRACE && Lookaround.followedBy(lexer, PATH_START)) {
            pathWithoutAmpersand();
            return null;
        }
        Diagnostic finding = Diagnostic.error(Codes.BAD_CELL, Wording.found(lexer) + " is not a cell");
        report(
                Punctuation.isOperator(kind)
                        ? finding.withSuggestion("put the expression in parentheses: <(...)>")
                        : finding);
        return skipTo(TokenKind.GREATER);
    }

    /** A comma in a cell list: the list lacks its bracket before it, or it stands between two cells. */
    private ValueParser.@Nullable Outcome comma(SourceUnit unit, int open) {
        if (Lookaround.followedBy(lexer, "<\"[/")) {
            bracketMissing("'>'", unit, open);
            lexer.rewind(Lexer.State.VALUE);
            return ValueParser.Outcome.DONE;
        }
        if (commaIn != open) {
            commaIn = open;
            report(Diagnostic.error(Codes.BAD_CELL, "cells are not separated by commas")
                    .withSuggestion("separate them by spaces"));
        }
        return null;
    }

    private Diagnostic notACell(TokenKind kind) {
        String text = lexer.tokenText();
        Diagnostic finding = Diagnostic.error(Codes.BAD_CELL, "'" + text + "' is not a cell value");
        if (kind == TokenKind.BAD_CHARACTER) {
            return finding;
        }
        if (text.matches("(0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]+")) {
            return finding.withSuggestion("write its suffix in capitals: U, L, UL, LL or ULL");
        }
        return Character.isDigit(text.charAt(0))
                ? finding.withSuggestion("write a decimal, a 0x number or an octal one")
                : finding.withSuggestion(
                        "write &" + text + " to refer to a node; names from header files need the C preprocessor");
    }

    /** The current token is no byte of the list that begins at a place. */
    ValueParser.Outcome badByte(SourceUnit unit, int open) {
        TokenKind kind = lexer.kind();
        if (endsStatement(kind) || kind == TokenKind.EQUALS || kind == TokenKind.LEFT_BRACE) {
            return notClosed("']'", unit, open);
        }
        report(Diagnostic.error(Codes.BAD_BYTES, "'" + lexer.tokenText() + "' is not a byte of two hexadecimal digits")
                .withSuggestion("write bytes as in [00 1f ff], without 0x and commas"));
        return skipTo(TokenKind.RIGHT_BRACKET);
    }

    /** After an error within a list, skips to its end, so that the rest of the value is still read. */
    ValueParser.Outcome skipTo(TokenKind close) {
        findings.mute();
        try {
            while (lexer.kind() != close || close == TokenKind.GREATER && !Lookaround.followedBy(lexer, ";,}\r\n")) {
                if (Lookaround.stringRunsOverLine(lexer)) {
                    lexer.jumpTo(Lookaround.endOfLine(lexer), Lexer.State.NAME);
                    return ValueParser.Outcome.ENDED;
                }
                switch (lexer.kind()) {
                    case SEMICOLON, RIGHT_BRACE -> {
                        return endBeforeToken();
                    }
                    case END, LEFT_BRACE -> {
                        return ValueParser.Outcome.BROKEN;
                    }
                    default -> lexer.next();
                }
            }
            return ValueParser.Outcome.DONE;
        } finally {
            findings.unmute();
        }
    }

    private static boolean endsStatement(TokenKind kind) {
        return kind == TokenKind.SEMICOLON || kind == TokenKind.RIGHT_BRACE || kind == TokenKind.END;
    }

    /** Whether the current word may be the name of the next property or node, so that a bracket was left open. */
    private boolean startsStatement() {
        return switch (lexer.kind()) {
            case EQUALS, LEFT_BRACE, DELETE_NODE, DELETE_PROPERTY, OMIT_IF_NO_REF -> true;
            case WORD -> Lookaround.followedBy(lexer, "={;");
            case BAD_CHARACTER -> lexer.tokenText().equals("#");
            default -> false;
        };
    }

    private ValueParser.Outcome notClosed(String bracket, SourceUnit unit, int open) {
        bracketMissing(bracket, unit, open);
        return lexer.kind() == TokenKind.END ? ValueParser.Outcome.BROKEN : endBeforeToken();
    }

    private void bracketMissing(String bracket, SourceUnit unit, int open) {
        findings.add(
                Wording.missingBefore(
                        Diagnostic.error(Codes.MISSING_CLOSE, bracket + " is missing at the end of this list")
                                .withRelated("the list begins here", unit.span(open, open + 1)),
                        lexer),
                lexer.previousUnit(),
                lexer.previousEnd(),
                lexer.previousEnd());
    }

    private ValueParser.Outcome endBeforeToken() {
        lexer.rewind(Lexer.State.NAME);
        return ValueParser.Outcome.ENDED;
    }

    private SourceSpan span() {
        return lexer.unit().span(lexer.start(), lexer.end());
    }

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
