// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/** Finds the ends of statements outside of nodes, the right ones and, after an error, the likely ones. */
final class StatementEnds {
    private final Lexer lexer;
    private final Findings findings;

    StatementEnds(Lexer lexer, Findings findings) {
        this.lexer = lexer;
        this.findings = findings;
    }

    /** Goes past the semicolon that ends a statement outside of nodes. */
    void semicolon(String what) {
        if (lexer.kind() != TokenKind.SEMICOLON) {
            findings.add(
                    Wording.missingBefore(
                            Diagnostic.error(Codes.MISSING_SEMICOLON, "';' is missing behind " + what), lexer),
                    lexer.previousUnit(),
                    lexer.previousEnd(),
                    lexer.previousEnd());
            if (isJunk()) {
                skip();
                return;
            }
            lexer.rewind(Lexer.State.NAME);
        }
        lexer.next();
    }

    /** Whether the current token belongs to the statement before it: it is on the same line and begins no other one. */
    private boolean isJunk() {
        if (Lookaround.onNewLine(lexer)) {
            return false;
        }
        return switch (lexer.kind()) {
            case NAME, WORD, NUMBER, CHARACTER, STRING -> !Lookaround.followedBy(lexer, "=:{");
            case LABEL_REFERENCE, PATH_REFERENCE -> !Lookaround.followedBy(lexer, "{");
            default -> false;
        };
    }

    /** After an error outside of nodes: goes on behind the next semicolon that stands outside of braces. */
    void skip() {
        findings.mute();
        int depth = 0;
        while (lexer.kind() != TokenKind.END) {
            TokenKind kind = lexer.kind();
            lexer.next();
            if (kind == TokenKind.LEFT_BRACE) {
                depth++;
            } else if (kind == TokenKind.RIGHT_BRACE) {
                depth = Math.max(0, depth - 1);
            } else if (kind == TokenKind.SEMICOLON && depth == 0) {
                break;
            }
        }
        findings.unmute();
    }
}
