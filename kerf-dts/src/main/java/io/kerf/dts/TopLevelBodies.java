// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/** Reads bodies of nodes from outside of all nodes: those that a statement there needs, and what is left of one whose braces are wrong. */
final class TopLevelBodies {
    private final Lexer lexer;
    private final NameTable names;
    private final Findings findings;
    private final StatementEnds ends;
    private final BodyParser bodies;
    private final DraftTree tree;

    TopLevelBodies(
            Lexer lexer, NameTable names, Findings findings, StatementEnds ends, BodyParser bodies, DraftTree tree) {
        this.lexer = lexer;
        this.names = names;
        this.findings = findings;
        this.ends = ends;
        this.bodies = bodies;
        this.tree = tree;
    }

    BodyRecovery recovery() {
        return bodies.recovery();
    }

    /** Reads what stands between braces behind the current token; false after reporting that there is nothing of the kind. */
    boolean read(NodeDraft body, String owner) {
        TokenKind kind = lexer.next();
        if (kind == TokenKind.LEFT_BRACE) {
            bodies.parse(body);
            return true;
        }
        String message = "'{' is missing behind " + owner + ", before " + Wording.found(lexer);
        switch (kind) {
            case NAME, WORD, NUMBER, LABEL, DELETE_NODE, DELETE_PROPERTY, OMIT_IF_NO_REF -> {
                recovery()
                        .reportStructure(
                                Wording.missingBefore(Diagnostic.error(Codes.UNBALANCED_BRACE, message), lexer),
                                body.unit,
                                body.nameEnd,
                                body.nameEnd);
                body.braceStart = body.nameStart;
                lexer.rewind(Lexer.State.NAME);
                bodies.parseMembers(body);
                return true;
            }
            default -> {
                report(Diagnostic.error(Codes.SYNTAX, message));
                ends.skip();
                return false;
            }
        }
    }

    /**
     * A member outside of all nodes: a brace before it may be one too many. What follows is read as if the root node went on, up to
     * the brace that closes that.
     */
    void readStray() {
        if (Lookaround.followedBy(lexer, "/") && Punctuation.isKeyword(lexer.tokenText())) {
            report(Keywords.slashMissing(lexer.tokenText()));
            ends.skip();
            return;
        }
        if (lexer.kind() == TokenKind.NAME && Lookaround.followedBy(lexer, "&/")) {
            recovery().colonMissing(lexer.tokenText(), lexer.unit(), lexer.end());
            lexer.next();
            return;
        }
        recovery().doubt();
        recovery()
                .reportStructure(
                        Diagnostic.error(Codes.MISPLACED, "'" + lexer.tokenText() + "' stands outside of the root node")
                                .withSuggestion("put it into / { ... };, or write &label { ... }; to extend a node"));
        NodeDraft rest = new NodeDraft(names.of(""), lexer.unit(), lexer.start(), lexer.start());
        rest.braceStart = lexer.start();
        boolean alone = lexer.kind() == TokenKind.NAME && Lookaround.followedBy(lexer, "\r\n\0");
        if (alone && !isMember(lexer.next()) && lexer.kind() != TokenKind.LEFT_BRACE) {
            return;
        }
        if (lexer.kind() == TokenKind.LEFT_BRACE) {
            bodies.parse(rest);
        } else if (!alone && lexer.kind() == TokenKind.NAME && Lookaround.followedBy(lexer, "{")) {
            lexer.next();
            bodies.parse(rest);
        } else {
            lexer.rewind(Lexer.State.NAME);
            bodies.parseMembers(rest);
        }
        tree.registerLabels();
        lexer.next();
    }

    /** Whether a word on a line of its own, which needs no second error for what it lacks, stands among members of a node. */
    private static boolean isMember(TokenKind behind) {
        return switch (behind) {
            case NAME, DELETE_PROPERTY, RIGHT_BRACE -> true;
            default -> false;
        };
    }

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
