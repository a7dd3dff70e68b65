// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/** Finds the ends of the members of a node, the right ones and, after an error, the likely ones. */
final class MemberEnds {
    private final Lexer lexer;
    private final Findings findings;
    private final BodyRecovery recovery;

    /** Where a brace stands that has its semicolon before it. */
    private int straySemicolonBefore = -1;

    MemberEnds(Lexer lexer, Findings findings, BodyRecovery recovery) {
        this.lexer = lexer;
        this.findings = findings;
        this.recovery = recovery;
    }

    /**
     * The current token should be a semicolon. If the statement plainly ends here anyway, only the semicolon is missing; else
     * returns false, and the rest is to be skipped.
     */
    boolean semicolon(String what) {
        TokenKind kind = lexer.kind();
        if (kind == TokenKind.SEMICOLON) {
            return true;
        }
        boolean ended = kind == TokenKind.RIGHT_BRACE
                || kind == TokenKind.END
                || Lookaround.onNewLine(lexer)
                || kind == TokenKind.WORD && Lookaround.followedBy(lexer, "={;");
        if (ended) {
            reportBehindPrevious(Wording.missingBefore(
                    Diagnostic.error(Codes.MISSING_SEMICOLON, "';' is missing behind " + what), lexer));
            lexer.rewind(Lexer.State.NAME);
            return true;
        }
        if (kind != TokenKind.UNTERMINATED) {
            report(Diagnostic.error(Codes.SYNTAX, "';' is missing behind " + what + " before " + Wording.found(lexer)));
        }
        return false;
    }

    /** Reads the semicolon behind a closing brace, which is the current token. */
    void behindBrace() {
        int brace = lexer.start();
        if (lexer.next() == TokenKind.SEMICOLON) {
            return;
        }
        boolean braceFollows = lexer.kind() == TokenKind.RIGHT_BRACE && !Lookaround.onNewLine(lexer);
        if (straySemicolonBefore != brace) {
            Diagnostic missing = Diagnostic.error(Codes.MISSING_SEMICOLON, "';' is missing behind '}'");
            reportBehindPrevious(
                    braceFollows
                            ? missing.withSuggestion("write '};', or remove one '}'")
                            : Wording.missingBefore(missing, lexer));
        }
        if (braceFollows) {
            recovery.excuse();
        }
        lexer.rewind(Lexer.State.NAME);
    }

    /** The statement was taken as ended; its semicolon, if it stands there, is still to be read. */
    void behindEnded() {
        if (lexer.kind() == TokenKind.UNTERMINATED) {
            recovery.excuseBracesIn(lexer.tokenText());
        }
        lexer.setState(Lexer.State.NAME);
        if (lexer.next() != TokenKind.SEMICOLON) {
            lexer.rewind(Lexer.State.NAME);
        }
    }

    /**
     * A semicolon where a member should begin: one too many, or all that is left of {@code \};}. Returns whether it is to be taken
     * for the closing brace of the node that is open.
     */
    boolean strayStandsForBrace(NodeDraft open) {
        boolean swapped = Lookaround.followedBy(lexer, "}");
        if (swapped) {
            recovery.excuse();
            report(Diagnostic.error(Codes.SYNTAX, "this ';' ends nothing").withSuggestion("it belongs behind the '}'"));
            straySemicolonBefore = Lookaround.positionBehindBlanks(lexer);
            return false;
        }
        if (open.parent != null && lacksBrace(open)) {
            recovery.reportStructure(Diagnostic.error(Codes.UNBALANCED_BRACE, "'}' is missing before this ';'")
                    .withRelated("the node begins here", open.unit.span(open.braceStart, open.braceStart + 1)));
            return true;
        }
        if (!findings.lastErrorOnLineOf(lexer.unit(), lexer.start())) {
            report(Diagnostic.error(Codes.SYNTAX, "this ';' ends nothing").withSuggestion("remove it"));
        }
        recovery.excuse();
        return false;
    }

    /** Whether a semicolon that ends nothing stands where the closing brace of a node is missing. */
    private boolean lacksBrace(NodeDraft open) {
        return Lookaround.onNewLine(lexer)
                && lexer.unit() == open.unit
                && lexer.unit().columnOf(lexer.start()) <= lexer.unit().indentOf(open.braceStart) + 1;
    }

    /**
     * After an error: goes on behind the statement's semicolon, before a closing brace, or behind an opening one. Returns whether
     * an opening brace, which then is the current token, was in the way.
     */
    boolean skip() {
        findings.mute();
        try {
            while (true) {
                if (Lookaround.stringRunsOverLine(lexer)) {
                    int lineEnd = Lookaround.endOfLine(lexer);
                    recovery.excuseBracesIn(lexer.textTo(lineEnd));
                    lexer.jumpTo(lineEnd, Lexer.State.NAME);
                    return false;
                }
                if (lexer.kind() == TokenKind.UNTERMINATED) {
                    recovery.excuseBracesIn(lexer.tokenText());
                }
                switch (lexer.kind()) {
                    case SEMICOLON, LEFT_BRACE -> {
                        lexer.setState(Lexer.State.NAME);
                        return lexer.kind() == TokenKind.LEFT_BRACE;
                    }
                    case RIGHT_BRACE -> {
                        lexer.rewind(Lexer.State.NAME);
                        return false;
                    }
                    case END -> {
                        return false;
                    }
                    default -> lexer.next();
                }
            }
        } finally {
            findings.unmute();
        }
    }

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }

    private void reportBehindPrevious(Diagnostic finding) {
        findings.add(finding, lexer.previousUnit(), lexer.previousEnd(), lexer.previousEnd());
    }
}
