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
    private final ValueRecovery recovery;
    private final boolean wideCells;
    private final @Nullable ElementList elements;

    private PropertyDraft property;

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
        this.recovery = new ValueRecovery(lexer, findings);
        this.property = new PropertyDraft(names.of("value"));
    }

    /** For reading a value again, to learn its elements. */
    ValueParser(Lexer lexer, NameTable names, Includes includes, Findings findings, ElementList elements) {
        this(lexer, names, includes, findings, new ValueBuffer(64), false, elements);
    }

    ValueRecovery recovery() {
        return recovery;
    }

    /** Reads from behind the equals sign, for the elements alone. */
    Outcome parseAgain() {
        return parse(property);
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

    private void skipLabels() {
        while (lexer.kind() == TokenKind.LABEL) {
            label();
            recovery.noteLabel();
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
            default -> outcome = recovery.noValue();
        }
        if (outcome == Outcome.DONE) {
            lexer.next();
        }
        return outcome;
    }

    private Outcome string() {
        int from = lexer.start() + 1;
        int to = lexer.end() - 1;
        int before = buffer.size();
        recovery.noteString();
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
        if (lexer.plain()) {
            buffer.putAscii(lexer.chars(), first, last);
        } else {
            Escapes.append(lexer.chars(), first, last, from - first, lexer.unit(), buffer, findings);
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
                        return recovery.skipTo(TokenKind.GREATER);
                    }
                    cell(bits, expression.value(), false, start);
                }
                default -> {
                    Outcome outcome = recovery.badCell(unit, open);
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
        } else {
            recovery.truncated(bits, value, start);
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

    private Outcome bytes() {
        SourceUnit unit = lexer.unit();
        int open = lexer.start();
        int before = buffer.size();
        while (true) {
            switch (lexer.next()) {
                case BYTE -> buffer.putByte((int) lexer.number());
                case LABEL -> label();
                case RIGHT_BRACKET -> {
                    if (elements != null) {
                        elements.bytes(buffer.size() - before, bracketSpan(unit, open));
                    }
                    return Outcome.DONE;
                }
                default -> {
                    return recovery.badByte(unit, open);
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
