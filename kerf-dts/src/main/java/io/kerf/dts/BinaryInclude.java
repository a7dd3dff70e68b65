// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/** Reads {@code /incbin/("file")} and {@code /incbin/("file", offset, length)}. */
final class BinaryInclude {
    private final Lexer lexer;
    private final Includes includes;
    private final Findings findings;
    private final CellExpression expression;

    BinaryInclude(Lexer lexer, Includes includes, Findings findings, CellExpression expression) {
        this.lexer = lexer;
        this.includes = includes;
        this.findings = findings;
        this.expression = expression;
    }

    /** Reads to the closing parenthesis, and appends the content of the file if asked to; returns false after a syntax error. */
    boolean parse(ValueBuffer buffer, boolean append) {
        SourceUnit unit = lexer.unit();
        int start = lexer.start();
        if (lexer.next() != TokenKind.LEFT_PAREN || lexer.next() != TokenKind.STRING) {
            report(Diagnostic.error(Codes.SYNTAX, "'/incbin/' needs a file name in parentheses")
                    .withSuggestion("write /incbin/(\"file\") or /incbin/(\"file\", offset, length)"));
            return false;
        }
        SourceUnit nameUnit = lexer.unit();
        int nameStart = lexer.start();
        int nameEnd = lexer.end();
        String file = nameUnit.text(nameStart + 1, nameEnd - 1);
        long offset = 0;
        long length = -1;
        if (lexer.next() == TokenKind.COMMA) {
            if (!integer()) {
                return false;
            }
            offset = expression.value();
            if (lexer.next() != TokenKind.COMMA) {
                return missing("','");
            }
            if (!integer()) {
                return false;
            }
            length = expression.value();
            lexer.next();
        }
        if (lexer.kind() != TokenKind.RIGHT_PAREN) {
            return missing("')'");
        }
        if (append) {
            byte[] content = includes.binary(nameUnit, nameStart, nameEnd, file, findings);
            if (content != null) {
                unit.includeBinary(start, append(content, offset, length, nameUnit, nameStart, nameEnd, buffer));
            }
        }
        return true;
    }

    /** Appends what there is from an offset on, at most {@code length} bytes unless that is negative. */
    private int append(
            byte[] content, long offset, long length, SourceUnit unit, int nameStart, int nameEnd, ValueBuffer buffer) {
        int from = offset < 0 || offset > content.length ? content.length : (int) offset;
        int most = content.length - from;
        int taken = length < 0 || length > most ? most : (int) length;
        if (!includes.allows(taken, unit, nameStart, nameEnd, findings)) {
            return 0;
        }
        buffer.put(content, from, taken);
        return taken;
    }

    private boolean missing(String what) {
        report(Diagnostic.error(Codes.SYNTAX, what + " is missing before " + Wording.found(lexer)));
        return false;
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

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
