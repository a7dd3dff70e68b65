// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceSpan;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ValueElement;
import java.util.List;
import java.util.Optional;
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
    private final Includes includes;
    private final Findings findings;
    private final ValueBuffer buffer;
    private final CellExpression expression;
    private final boolean wideCells;
    private final @Nullable ElementList elements;

    private PropertyDraft property;
    private int stringStart = -1;
    private int stringEnd = -1;

    ValueParser(
            Lexer lexer,
            NameTable names,
            Includes includes,
            Findings findings,
            ValueBuffer buffer,
            boolean wideCells,
            @Nullable ElementList elements) {
        this.lexer = lexer;
        this.includes = includes;
        this.findings = findings;
        this.buffer = buffer;
        this.wideCells = wideCells;
        this.elements = elements;
        this.expression = new CellExpression(lexer, findings);
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
            widen();
        }
        return outcome;
    }

    /**
     * After a value that is followed by nonsense: if its last string runs over the end of a line, its closing quote is what is
     * missing. Reports that and goes on behind that line.
     */
    boolean blamesString() {
        if (stringStart < 0 || lexer.previousEnd() != stringEnd || lexer.previousUnit() != lexer.unit()) {
            return false;
        }
        int first = lexer.indexOf(stringStart);
        int last = lexer.indexOf(stringEnd);
        int lineEnd = first;
        while (lineEnd < last && lexer.chars()[lineEnd] != '\n') {
            lineEnd++;
        }
        if (lineEnd == last) {
            return false;
        }
        int behind = lineEnd + stringStart - first;
        int stop = behind;
        while (stop > stringStart + 1 && (CharType.of(lexer.chars()[lexer.indexOf(stop) - 1]) & CharType.SPACE) != 0) {
            stop--;
        }
        if (lexer.chars()[lexer.indexOf(stop) - 1] == ';') {
            stop--;
        }
        findings.add(
                Diagnostic.error(Codes.UNTERMINATED, "a string begins here and does not end on this line")
                        .withSuggestion("end it with '\"'"),
                lexer.unit(),
                stringStart,
                stop);
        lexer.jumpTo(behind, Lexer.State.NAME);
        return true;
    }

    private void skipLabels() {
        while (lexer.kind() == TokenKind.LABEL) {
            label();
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
        Diagnostic finding = Diagnostic.error(Codes.SYNTAX, "a value is missing before " + Wording.found(lexer));
        if (kind == TokenKind.WORD || kind == TokenKind.NUMBER || kind == TokenKind.NAME) {
            finding = Diagnostic.error(Codes.SYNTAX, "'" + lexer.tokenText() + "' is not a value")
                    .withSuggestion("write \"" + lexer.tokenText() + "\" for a string, <" + lexer.tokenText()
                            + "> for a number, or &" + lexer.tokenText() + " for a node");
        }
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
        return kind == TokenKind.SEMICOLON || kind == TokenKind.RIGHT_BRACE ? endBeforeToken() : Outcome.BROKEN;
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
                        return afterBadCell();
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
        if (kind == TokenKind.COMMA) {
            report(Diagnostic.error(Codes.BAD_CELL, "cells are not separated by commas")
                    .withSuggestion("separate them by spaces"));
            return null;
        }
        if (kind == TokenKind.WORD || kind == TokenKind.BAD_CHARACTER || kind == TokenKind.NAME) {
            report(notACell(kind));
            return null;
        }
        if (kind == TokenKind.STRING) {
            report(Diagnostic.error(Codes.BAD_CELL, "a string cannot stand in a cell list")
                    .withSuggestion("close the list before it: <...>, \"...\""));
            return null;
        }
        Diagnostic finding = Diagnostic.error(Codes.BAD_CELL, Wording.found(lexer) + " is not a cell");
        report(isOperator(kind) ? finding.withSuggestion("put the expression in parentheses: <(...)>") : finding);
        return afterBadCell();
    }

    private Diagnostic notACell(TokenKind kind) {
        String text = lexer.tokenText();
        Diagnostic finding = Diagnostic.error(Codes.BAD_CELL, "'" + text + "' is not a cell value");
        if (kind == TokenKind.BAD_CHARACTER) {
            return finding;
        }
        return Character.isDigit(text.charAt(0))
                ? finding.withSuggestion("write a decimal, a 0x number or an octal one")
                : finding.withSuggestion(
                        "write &" + text + " to refer to a node; names from header files need the C" + " preprocessor");
    }

    private static boolean isOperator(TokenKind kind) {
        return switch (kind) {
            case PLUS,
                    MINUS,
                    STAR,
                    SLASH,
                    PERCENT,
                    TILDE,
                    NOT,
                    OR,
                    AND,
                    XOR,
                    SHIFT_LEFT,
                    SHIFT_RIGHT,
                    QUESTION,
                    COLON,
                    OR_OR,
                    AND_AND,
                    EQUAL,
                    NOT_EQUAL,
                    LESS_EQUAL,
                    GREATER_EQUAL -> true;
            default -> false;
        };
    }

    /** After an error within a list, skips to its end, so that the rest of the value is still read. */
    private Outcome afterBadCell() {
        findings.mute();
        try {
            while (true) {
                switch (lexer.kind()) {
                    case GREATER -> {
                        return Outcome.DONE;
                    }
                    case SEMICOLON, RIGHT_BRACE -> {
                        return endBeforeToken();
                    }
                    case END, LEFT_BRACE -> {
                        return Outcome.BROKEN;
                    }
                    default -> lexer.next();
                }
            }
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
                Diagnostic.error(Codes.MISSING_CLOSE, bracket + " is missing at the end of this list")
                        .withRelated("the list begins here", unit.span(open, open + 1)),
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
                    return afterBadBytes();
                }
            }
        }
    }

    private SourceSpan bracketSpan(SourceUnit unit, int open) {
        return lexer.unit() == unit ? unit.span(open, lexer.end()) : unit.span(open, unit.length());
    }

    private Outcome afterBadBytes() {
        findings.mute();
        try {
            while (true) {
                switch (lexer.kind()) {
                    case RIGHT_BRACKET -> {
                        return Outcome.DONE;
                    }
                    case SEMICOLON, RIGHT_BRACE -> {
                        return endBeforeToken();
                    }
                    case END, LEFT_BRACE -> {
                        return Outcome.BROKEN;
                    }
                    default -> lexer.next();
                }
            }
        } finally {
            findings.unmute();
        }
    }

    /** {@code /incbin/("file")} or {@code /incbin/("file", offset, length)}. */
    private Outcome binary() {
        SourceUnit unit = lexer.unit();
        int start = lexer.start();
        if (lexer.next() != TokenKind.LEFT_PAREN || lexer.next() != TokenKind.STRING) {
            report(Diagnostic.error(Codes.SYNTAX, "'/incbin/' needs a file name in parentheses")
                    .withSuggestion("write /incbin/(\"file\") or /incbin/(\"file\", offset, length)"));
            return Outcome.BROKEN;
        }
        int nameStart = lexer.start();
        int nameEnd = lexer.end();
        String file = new String(lexer.chars(), lexer.indexOf(nameStart) + 1, nameEnd - nameStart - 2);
        long offset = 0;
        long length = Long.MAX_VALUE;
        if (lexer.next() == TokenKind.COMMA) {
            if (!integer()) {
                return Outcome.BROKEN;
            }
            offset = expression.value();
            if (lexer.next() != TokenKind.COMMA) {
                return missing("','");
            }
            if (!integer()) {
                return Outcome.BROKEN;
            }
            length = expression.value() < 0 ? Long.MAX_VALUE : expression.value();
            lexer.next();
        }
        if (lexer.kind() != TokenKind.RIGHT_PAREN) {
            return missing("')'");
        }
        int taken = elements == null ? take(unit, start, nameStart, nameEnd, file, offset, length) : 0;
        if (elements != null) {
            elements.bytes(unit.binaryLengthAt(start), bracketSpan(unit, start));
        } else {
            unit.includeBinary(start, taken);
        }
        return Outcome.DONE;
    }

    private Outcome missing(String what) {
        report(Diagnostic.error(Codes.SYNTAX, what + " is missing before " + Wording.found(lexer)));
        return Outcome.BROKEN;
    }

    private boolean integer() {
        return switch (lexer.next()) {
            case NUMBER, CHARACTER -> {
                expression.set(lexer.number());
                yield true;
            }
            case LEFT_PAREN -> expression.evaluate();
            default -> {
                report(Diagnostic.error(Codes.SYNTAX, "a number is missing before " + Wording.found(lexer)));
                yield false;
            }
        };
    }

    private int take(SourceUnit unit, int start, int nameStart, int nameEnd, String file, long offset, long length) {
        Optional<IncludedFile> found = includes.find(unit, nameStart, nameEnd, file, findings);
        if (found.isEmpty()) {
            return 0;
        }
        byte[] content = found.get().bytes();
        int from = offset < 0 || offset > content.length ? content.length : (int) offset;
        int taken = (int) Math.min(length, content.length - from);
        if (!includes.allows(taken)) {
            findings.add(
                    Diagnostic.error(Codes.TOO_LARGE, "included files add up to more than the limit")
                            .withSuggestion("raise the limit with DtsOptions.withMaxSourceLength"),
                    unit,
                    start,
                    nameEnd);
            return 0;
        }
        buffer.put(content, from, taken);
        return taken;
    }

    /**
     * Lays out a value in which a cell is above 32 bits, by the rule of the kerf dialect: one cell is a 64-bit number; two or four
     * are pairs, the high half first, where a low half above 32 bits is the whole number and its high half must be 0.
     */
    private void widen() {
        List<ValueElement> written = written();
        int count = written.size();
        boolean good = count == 1 || count == 2 || count == 4;
        for (int i = 0; i < count && good; i++) {
            good = written.get(i) instanceof ValueElement.Cell cell
                    && cell.bits() == Integer.SIZE
                    && (count == 1 || fits(written, i, cell.value()));
        }
        if (!good) {
            refuseWide(written);
            return;
        }
        buffer.truncate(property.offset);
        for (int i = 0; i < count; i += 2) {
            long low = ((ValueElement.Cell) written.get(Math.min(i + 1, count - 1))).value();
            long high = count == 1 ? 0 : ((ValueElement.Cell) written.get(i)).value();
            buffer.putNumber((high << 32) + low, Long.SIZE);
        }
        property.length = buffer.size() - property.offset;
        property.wideCells = count;
    }

    /** The value's elements, which are as written but for the lengths of path references. */
    private List<ValueElement> written() {
        SourceUnit unit = property.unit;
        if (unit == null) {
            return List.of();
        }
        int end = lexer.unit() == unit && !property.spansUnits ? lexer.start() : unit.length();
        return WrittenProperty.read(
                unit,
                property.valueStart,
                end,
                lexer.unit() != unit || property.spansUnits,
                PropertyValue.empty(),
                false);
    }

    private static boolean fits(List<ValueElement> written, int i, long value) {
        boolean high = i % 2 == 0;
        if (high) {
            boolean lowIsWide = written.get(i + 1) instanceof ValueElement.Cell low && low.value() >>> 32 != 0;
            return value >>> 32 == 0 && (!lowIsWide || value == 0);
        }
        return true;
    }

    private void refuseWide(List<ValueElement> written) {
        ValueElement culprit = written.get(0);
        for (ValueElement element : written) {
            if (element instanceof ValueElement.Cell cell && cell.bits() == Integer.SIZE && cell.value() >>> 32 != 0) {
                culprit = element;
                break;
            }
        }
        SourceSpan span = culprit.span();
        Diagnostic finding = Diagnostic.error(
                        Codes.WIDE_CELL,
                        "'" + span.text()
                                + "' has more than 32 bits, and this list is neither one 64-bit number nor a pair"
                                + " or two pairs of a high cell, 0, and a low one")
                .withSuggestion("write /bits/ 64 <" + span.text() + ">, or two cells for each 64-bit number");
        SourceUnit unit = property.unit;
        if (unit != null) {
            findings.addAt(finding.withLocation(span), unit, span.start());
        }
    }

    private SourceSpan span() {
        return lexer.unit().span(lexer.start(), lexer.end());
    }

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
