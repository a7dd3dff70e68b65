// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceSpan;
import org.jspecify.annotations.Nullable;

/**
 * Reads the value of a property: strings, cell lists, bytes, references and file contents, separated by commas. The bytes go to
 * the {@link ValueBuffer}, references and labels to the property.
 */
final class ValueParser {
    /** How reading a value ended. */
    enum Outcome {
        /** The current token is the first behind the value. */
        DONE,
        /** An error was reported; what follows up to the semicolon is to be skipped. */
        BROKEN,
        /** An error was reported, and the statement is to be taken as ended before the next token. */
        ENDED
    }

    private final Lexer lexer;
    private final Findings findings;
    private final ValueBuffer buffer;
    private final CellExpression expression;
    private final BinaryInclude binaries;
    private final boolean wideCells;
    private final @Nullable ElementList elements;

    private PropertyDraft property;
    /** Where the list begins that was said to have commas. */
    private int commaIn = -1;

    private int stringStart = -1;
    private int stringEnd = -1;
    /** The end of the last string, or of the labels behind it. */
    private int behindString = -1;

    ValueParser(
            Lexer lexer,
            NameTable names,
            Includes includes,
            Findings findings,
            ValueBuffer buffer,
            boolean wideCells,
            @Nullable ElementList elements) {
        this.lexer = lexer;
        this.findings = findings;
        this.buffer = buffer;
        this.wideCells = wideCells;
        this.elements = elements;
        this.expression = new CellExpression(lexer, findings);
        this.binaries = new BinaryInclude(lexer, includes, findings, expression);
        this.property = new PropertyDraft(names.of("value"));
    }

    /** For reading a value again, to learn its elements. */
    ValueParser(Lexer lexer, NameTable names, Includes includes, Findings findings, ElementList elements) {
        this(lexer, names, includes, findings, new ValueBuffer(64), false, elements);
    }

    /** Reads from behind the equals sign. */
    Outcome parse(PropertyDraft target) {
        property = target;
        target.offset = buffer.size();
        lexer.next();
        Outcome outcome;
        do {
            skipLabels();
            outcome = part();
            if (outcome == Outcome.DONE) {
                skipLabels();
            }
        } while (outcome == Outcome.DONE && lexer.kind() == TokenKind.COMMA && lexer.next() != TokenKind.END);
        target.length = buffer.size() - target.offset;
        if (target.wide && outcome == Outcome.DONE) {
            WideCells.layOut(target, lexer.unit() == target.unit ? lexer.start() : -1, buffer, findings);
        }
        return outcome;
    }

    /**
     * After a value that is followed by nonsense: if its last string runs over the end of a line, its closing quote is what is
     * missing. Reports that and goes on behind that line.
     */
    boolean blamesString() {
        if (stringStart < 0 || lexer.previousEnd() != behindString || lexer.previousUnit() != lexer.unit()) {
            return false;
        }
        int first = lexer.indexOf(stringStart);
        int last = lexer.indexOf(stringEnd);
        int lineEnd = first;
        while (lineEnd < last && lexer.chars()[lineEnd] != '\n') {
            lineEnd++;
        }
        boolean adjacent = lexer.kind() == TokenKind.WORD && lexer.start() == stringEnd;
        if (lineEnd == last && !adjacent) {
            return false;
        }
        if (lineEnd == last) {
            findings.add(
                    Diagnostic.error(Codes.UNTERMINATED, "a '\"' is missing in this string or behind it"),
                    lexer.unit(),
                    stringStart,
                    stringEnd);
            lexer.jumpToEndOfLine(Lexer.State.NAME);
            return true;
        }
        int stop = Quotes.endOfLine(lexer.chars(), first + 1, first, last) + stringStart - first;
        Diagnostic finding = Diagnostic.error(Codes.UNTERMINATED, "a string begins here and does not end on this line")
                .withSuggestion("end it with '\"'")
                .withRelated("the next '\"' is here", lexer.unit().span(stringEnd - 1, stringEnd));
        boolean nextIsLater = Quotes.hasLineBreak(lexer.chars(), last, lexer.indexOf(lexer.start()));
        findings.add(
                nextIsLater ? finding.withRelated("this cannot stand behind it", span()) : finding,
                lexer.unit(),
                stringStart,
                stop);
        lexer.jumpTo(lineEnd + stringStart - first, Lexer.State.NAME);
        return true;
    }

    private void skipLabels() {
        while (lexer.kind() == TokenKind.LABEL) {
            label();
            behindString = lexer.previousEnd() == behindString ? lexer.end() : behindString;
            lexer.next();
        }
    }

    private void label() {
        property.addValueLabel(new LabelDraft(lexer.name(), lexer.unit(), lexer.start(), lexer.end()));
    }

    /** Reads one part between commas and the token behind it. */
    private Outcome part() {
        Outcome outcome;
        switch (lexer.kind()) {
            case STRING -> outcome = string();
            case LESS -> outcome = cells(Integer.SIZE);
            case BITS -> outcome = bits();
            case LEFT_BRACKET -> outcome = bytes();
            case LABEL_REFERENCE, PATH_REFERENCE -> outcome = pathReference();
            case INCBIN -> outcome = binary();
            default -> outcome = noValue();
        }
        if (outcome == Outcome.DONE) {
            lexer.next();
        }
        return outcome;
    }

    private Outcome noValue() {
        TokenKind kind = lexer.kind();
        if (kind == TokenKind.UNTERMINATED) {
            return Outcome.ENDED;
        }
        if (kind == TokenKind.LEFT_BRACE && lexer.followedBy("/abcdefghijklmnopqrstuvwxyz")) {
            pathWithoutAmpersand();
            return Outcome.DONE;
        }
        Diagnostic finding = Diagnostic.error(Codes.SYNTAX, "a value is missing before " + Wording.found(lexer));
        if (kind == TokenKind.UNKNOWN_KEYWORD) {
            finding = Keywords.unknown(lexer.tokenText());
        } else if (lexer.stringEndsBehind()) {
            finding = Diagnostic.error(Codes.UNTERMINATED, "the '\"' at the start of this string is missing")
                    .withSuggestion("write \"" + lexer.tokenText() + "...\"");
        } else if (kind == TokenKind.WORD || kind == TokenKind.NUMBER || kind == TokenKind.NAME) {
            String text = lexer.tokenText();
            finding = Diagnostic.error(Codes.SYNTAX, "'" + text + "' is not a value")
                    .withSuggestion(
                            kind == TokenKind.NUMBER
                                    ? "write <" + text + "> for a number, or \"" + text + "\" for a string"
                                    : "write \"" + text + "\" for a string, or &" + text + " for a node");
        }
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
        return kind == TokenKind.SEMICOLON || kind == TokenKind.RIGHT_BRACE ? endBeforeToken() : Outcome.BROKEN;
    }

    /** Goes to the closing brace of {@code {/path\}}. */
    private void pathWithoutAmpersand() {
        report(Diagnostic.error(Codes.SYNTAX, "'&' is missing before a path in braces")
                .withSuggestion("write &{/path}"));
        findings.mute();
        TokenKind kind = lexer.kind();
        while (kind != TokenKind.RIGHT_BRACE && kind != TokenKind.END && !lexer.onNewLine()) {
            kind = lexer.next();
        }
        findings.unmute();
        lexer.setState(Lexer.State.VALUE);
    }

    private Outcome endBeforeToken() {
        lexer.rewind(Lexer.State.NAME);
        return Outcome.ENDED;
    }

    private Outcome string() {
        int from = lexer.start() + 1;
        int to = lexer.end() - 1;
        int before = buffer.size();
        stringStart = from - 1;
        stringEnd = to + 1;
        behindString = stringEnd;
        text(from, to);
        buffer.putByte(0);
        if (elements != null) {
            elements.text(buffer.size() - before, span());
        }
        return Outcome.DONE;
    }

    private void text(int from, int to) {
        int first = lexer.indexOf(from);
        int last = lexer.indexOf(to);
        if (lexer.escaped()) {
            Escapes.append(lexer.chars(), first, last, from - first, lexer.unit(), buffer, findings);
        } else {
            buffer.putText(lexer.chars(), first, last, lexer.unit().latin1);
        }
    }

    private Outcome bits() {
        int width = Integer.SIZE;
        if (lexer.next() == TokenKind.NUMBER) {
            long wanted = lexer.number();
            if (wanted == 8 || wanted == 16 || wanted == 32 || wanted == 64) {
                width = (int) wanted;
            } else {
                report(Diagnostic.error(Codes.BAD_BITS, "cells of " + lexer.tokenText() + " bits do not exist")
                        .withSuggestion("write /bits/ 8, 16, 32 or 64"));
            }
        } else {
            report(Diagnostic.error(Codes.BAD_BITS, "'/bits/' needs a width before " + Wording.found(lexer))
                    .withSuggestion("write /bits/ 8, 16, 32 or 64"));
            return Outcome.BROKEN;
        }
        if (lexer.next() != TokenKind.LESS) {
            report(Diagnostic.error(
                            Codes.SYNTAX, "'/bits/ " + width + "' needs a cell list before " + Wording.found(lexer))
                    .withSuggestion("write /bits/ " + width + " <...>"));
            return Outcome.BROKEN;
        }
        return cells(width);
    }

    private Outcome cells(int bits) {
        SourceUnit unit = lexer.unit();
        int open = lexer.start();
        while (true) {
            TokenKind kind = lexer.next();
            switch (kind) {
                case NUMBER, CHARACTER -> cell(bits, lexer.number(), kind == TokenKind.NUMBER, lexer.start());
                case GREATER -> {
                    return Outcome.DONE;
                }
                case LABEL -> label();
                case LABEL_REFERENCE, PATH_REFERENCE -> phandle(bits);
                case LEFT_PAREN -> {
                    int start = lexer.start();
                    if (!expression.evaluate()) {
                        return skipTo(TokenKind.GREATER);
                    }
                    cell(bits, expression.value(), false, start);
                }
                default -> {
                    Outcome outcome = badCell(kind, unit, open);
                    if (outcome != null) {
                        return outcome;
                    }
                }
            }
        }
    }

    private void cell(int bits, long value, boolean literal, int start) {
        if (elements != null) {
            elements.cell(bits, value, lexer.unit().span(Math.min(start, lexer.end()), lexer.end()));
        }
        if (bits < Long.SIZE) {
            long dropped = value >>> bits;
            if (dropped != 0) {
                oversized(bits, value, literal || dropped != -1L >>> bits, start);
            }
        }
        buffer.putNumber(value, bits);
    }

    /** The number has more bits than its cell; {@code tooBig} unless it can be taken as a negative one. */
    private void oversized(int bits, long value, boolean tooBig, int start) {
        if (wideCells && bits == Integer.SIZE) {
            property.wide |= tooBig;
        } else if (-1L >>> bits != value >>> bits) {
            String number = "0x" + Long.toHexString(value);
            String advice = bits == Integer.SIZE
                    ? "write /bits/ 64 <" + number + ">, or two cells: <0x" + Long.toHexString(value >>> 32) + " 0x"
                            + Long.toHexString(value & 0xffffffffL) + ">"
                    : "write a number of " + bits + " bits";
            String kept = "0x" + Long.toHexString(value & (1L << bits) - 1);
            findings.add(
                    Diagnostic.warning(
                                    Codes.TRUNCATED,
                                    number + " does not fit into " + bits + " bits: " + kept + " is kept")
                            .withSuggestion(advice),
                    lexer.unit(),
                    Math.min(start, lexer.end()),
                    lexer.end());
        }
    }

    private void phandle(int bits) {
        if (bits != Integer.SIZE) {
            report(Diagnostic.error(Codes.BAD_CELL, "a reference needs a cell of 32 bits, and these have " + bits));
        }
        if (elements != null) {
            elements.phandle(lexer.name().text, span());
        }
        reference(true);
        buffer.putNumber(-1, bits);
    }

    private void reference(boolean phandle) {
        property.addReference(new ReferenceDraft(
                buffer.size() - property.offset,
                phandle,
                lexer.name(),
                lexer.kind() == TokenKind.PATH_REFERENCE,
                lexer.unit(),
                lexer.start(),
                lexer.end()));
    }

    private Outcome pathReference() {
        if (elements != null) {
            elements.path(lexer.name().text, span());
        }
        reference(false);
        return Outcome.DONE;
    }

    /** Reports what is no cell; returns null to go on in the list. */
    private @Nullable Outcome badCell(TokenKind kind, SourceUnit unit, int open) {
        boolean ends = kind == TokenKind.SEMICOLON || kind == TokenKind.RIGHT_BRACE || kind == TokenKind.END;
        if (ends || lexer.onNewLine() && startsStatement()) {
            notClosed("'>'", unit, open);
            return kind == TokenKind.END ? Outcome.BROKEN : endBeforeToken();
        }
        if (kind == TokenKind.UNTERMINATED) {
            return Outcome.ENDED;
        }
        if (kind == TokenKind.COMMA && lexer.followedBy("<\"[/")) {
            notClosed("'>'", unit, open);
            lexer.rewind(Lexer.State.VALUE);
            return Outcome.DONE;
        }
        if (kind == TokenKind.COMMA && commaIn == open) {
            return null;
        }
        if (kind == TokenKind.COMMA) {
            commaIn = open;
            report(Diagnostic.error(Codes.BAD_CELL, "cells are not separated by commas")
                    .withSuggestion("separate them by spaces"));
            return null;
        }
        if (kind == TokenKind.WORD || kind == TokenKind.BAD_CHARACTER || kind == TokenKind.NAME) {
            if (kind != TokenKind.WORD || !lexer.lacksPreprocessor()) {
                report(notACell(kind));
            }
            return null;
        }
        if (kind == TokenKind.STRING) {
            report(Diagnostic.error(Codes.BAD_CELL, "a string cannot stand in a cell list")
                    .withSuggestion("close the list before it: <...>, \"...\""));
            return null;
        }
        if (kind == TokenKind.LEFT_BRACE && lexer.followedBy("/abcdefghijklmnopqrstuvwxyz")) {
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
                        "write &" + text + " to refer to a node; names from header files need the C" + " preprocessor");
    }

    /** After an error within a list, skips to its end, so that the rest of the value is still read. */
    private Outcome skipTo(TokenKind close) {
        findings.mute();
        try {
            while (lexer.kind() != close || close == TokenKind.GREATER && !lexer.followedBy(";,}\r\n")) {
                if (lexer.stringRunsOverLine()) {
                    lexer.jumpToEndOfLine(Lexer.State.NAME);
                    return Outcome.ENDED;
                }
                switch (lexer.kind()) {
                    case SEMICOLON, RIGHT_BRACE -> {
                        return endBeforeToken();
                    }
                    case END, LEFT_BRACE -> {
                        return Outcome.BROKEN;
                    }
                    default -> lexer.next();
                }
            }
            return Outcome.DONE;
        } finally {
            findings.unmute();
        }
    }

    /** Whether the current word may be the name of the next property or node, so that a bracket was left open. */
    private boolean startsStatement() {
        return switch (lexer.kind()) {
            case EQUALS, LEFT_BRACE, DELETE_NODE, DELETE_PROPERTY, OMIT_IF_NO_REF -> true;
            case WORD -> lexer.followedBy("={;");
            case BAD_CHARACTER -> lexer.tokenText().equals("#");
            default -> false;
        };
    }

    private void notClosed(String bracket, SourceUnit unit, int open) {
        findings.add(
                Wording.missingBefore(
                        Diagnostic.error(Codes.MISSING_CLOSE, bracket + " is missing at the end of this list")
                                .withRelated("the list begins here", unit.span(open, open + 1)),
                        lexer),
                lexer.previousUnit(),
                lexer.previousEnd(),
                lexer.previousEnd());
    }

    private Outcome bytes() {
        SourceUnit unit = lexer.unit();
        int open = lexer.start();
        int before = buffer.size();
        while (true) {
            TokenKind kind = lexer.next();
            switch (kind) {
                case BYTE -> buffer.putByte((int) lexer.number());
                case LABEL -> label();
                case RIGHT_BRACKET -> {
                    if (elements != null) {
                        elements.bytes(buffer.size() - before, bracketSpan(unit, open));
                    }
                    return Outcome.DONE;
                }
                case SEMICOLON, RIGHT_BRACE, END, EQUALS, LEFT_BRACE -> {
                    notClosed("']'", unit, open);
                    return kind == TokenKind.END ? Outcome.BROKEN : endBeforeToken();
                }
                default -> {
                    report(Diagnostic.error(
                                    Codes.BAD_BYTES,
                                    "'" + lexer.tokenText() + "' is not a byte of two hexadecimal digits")
                            .withSuggestion("write bytes as in [00 1f ff], without 0x and commas"));
                    return skipTo(TokenKind.RIGHT_BRACKET);
                }
            }
        }
    }

    private SourceSpan bracketSpan(SourceUnit unit, int open) {
        return lexer.unit() == unit ? unit.span(open, lexer.end()) : unit.span(open, unit.length());
    }

    private Outcome binary() {
        SourceUnit unit = lexer.unit();
        int start = lexer.start();
        if (!binaries.parse(buffer, elements == null)) {
            return Outcome.BROKEN;
        }
        if (elements != null) {
            elements.bytes(unit.binaryLengthAt(start), bracketSpan(unit, start));
        }
        return Outcome.DONE;
    }

    private SourceSpan span() {
        return lexer.unit().span(lexer.start(), lexer.end());
    }

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
