// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.tree.ReservedRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole source: headers, memory reservations, and bodies, each of which is merged into the tree when it is complete. After
 * an error it goes on behind the statement, so that one run finds all errors and one slip makes one error.
 */
final class Parser {
    private final Lexer lexer;
    private final NameTable names;
    private final Findings findings;
    private final StatementEnds ends;
    private final Headers headers;
    private final TopLevelBodies bodies;
    private final ReferenceStatements references;
    private final ValueBuffer buffer;
    private final CellExpression expression;
    private final DraftTree tree;
    private final List<ReservedRange> reservations = new ArrayList<>();

    Parser(SourceUnit unit, DtsOptions options, Includes includes, NameTable names, Findings findings) {
        this.names = names;
        this.findings = findings;
        this.lexer = new Lexer(unit, names, includes, findings);
        this.tree = new DraftTree(names);
        this.expression = new CellExpression(lexer, findings);
        this.buffer = new ValueBuffer(unit.length() / 4);
        this.ends = new StatementEnds(lexer, findings);
        this.headers = new Headers(lexer, findings, ends, options.dialect().orElse(null));
        lexer.next();
        headers.read();
        BodyParser members = new BodyParser(lexer, names, includes, findings, tree, buffer, headers.given());
        this.bodies = new TopLevelBodies(lexer, names, findings, ends, members, tree);
        this.references = new ReferenceStatements(lexer, names, findings, ends, headers, bodies, tree, buffer);
    }

    LostLabels lostLabels() {
        return bodies.recovery().lostLabels();
    }

    /** Whether braces are missing, so that what the tree means is unclear. */
    boolean isStructureDoubtful() {
        return bodies.recovery().isStructureDoubtful();
    }

    DraftTree tree() {
        return tree;
    }

    ValueBuffer buffer() {
        return buffer;
    }

    List<ReservedRange> reservations() {
        return reservations;
    }

    @Nullable
    Dialect dialect() {
        return headers.dialect();
    }

    /** Whether the source is an overlay. */
    boolean plugin() {
        return headers.plugin();
    }

    /** Reads all that follows the headers. */
    void parse() {
        while (isReservation()) {
            reservation();
        }
        while (lexer.kind() != TokenKind.END && !findings.full()) {
            topLevel();
        }
        if (tree.root() == null && !findings.hasErrors()) {
            findings.add(
                    Diagnostic.error(Codes.NO_ROOT, "the source has no root node")
                            .withSuggestion(
                                    headers.plugin()
                                            ? "write &label { ... }; for a node to change"
                                            : "write / { ... };"),
                    lexer.unit(),
                    lexer.start(),
                    lexer.start());
        }
    }

    private boolean isReservation() {
        if (isMemreserve()) {
            return true;
        }
        // Labels of reservations name nothing that source can refer to.
        while (lexer.kind() == TokenKind.LABEL) {
            int start = lexer.start();
            int end = lexer.end();
            Name label = lexer.name();
            SourceUnit unit = lexer.unit();
            TokenKind next = lexer.next();
            if (next == TokenKind.NAME && !isMemreserve()) {
                // That stands outside of the root node, whatever its label.
                return false;
            }
            if (next != TokenKind.LABEL && !isMemreserve()) {
                findings.add(
                        Diagnostic.error(Codes.MISPLACED, "the root node cannot be labelled here")
                                .withSuggestion("label it behind it: " + label + ": &{/} { };"),
                        unit,
                        start,
                        end);
                return false;
            }
        }
        return isMemreserve();
    }

    private boolean isMemreserve() {
        TokenKind kind = lexer.kind();
        return kind == TokenKind.MEMRESERVE
                || kind == TokenKind.UNKNOWN_KEYWORD && Keywords.meant(lexer.tokenText()) == TokenKind.MEMRESERVE
                || kind == TokenKind.NAME
                        && lexer.tokenText().equals("memreserve")
                        && Lookaround.followedBy(lexer, "/");
    }

    private void reservation() {
        if (lexer.kind() == TokenKind.UNKNOWN_KEYWORD) {
            report(Keywords.unknown(lexer.tokenText()));
        } else if (lexer.kind() == TokenKind.NAME) {
            report(Keywords.slashMissing(lexer.tokenText()));
            lexer.next();
        }
        lexer.setState(Lexer.State.VALUE);
        long[] range = new long[2];
        for (int i = 0; i < 2; i++) {
            TokenKind kind = lexer.next();
            if (kind == TokenKind.NUMBER || kind == TokenKind.CHARACTER) {
                range[i] = lexer.number();
            } else if (kind == TokenKind.LEFT_PAREN && expression.evaluate()) {
                range[i] = expression.value();
            } else {
                report(Diagnostic.error(Codes.SYNTAX, "'/memreserve/' needs an address and a size")
                        .withSuggestion("write /memreserve/ 0x1000 0x100;"));
                ends.skip();
                return;
            }
        }
        reservations.add(new ReservedRange(range[0], range[1]));
        lexer.next();
        ends.semicolon("'/memreserve/'");
    }

    private void topLevel() {
        switch (lexer.kind()) {
            case SLASH -> root();
            case LABEL -> references.labelled();
            case LABEL_REFERENCE, PATH_REFERENCE -> references.extension(null);
            case DELETE_NODE, OMIT_IF_NO_REF -> references.directive(lexer.kind());
            case SEMICOLON -> {
                report(Diagnostic.error(Codes.SYNTAX, "this ';' ends nothing").withSuggestion("remove it"));
                lexer.next();
            }
            case PLUGIN -> {
                headers.latePlugin();
                ends.skip();
            }
            case MEMRESERVE, DTS_V1, MULTIKERNEL_V1 -> {
                if (tree.root() == null && findings.hasErrors()) {
                    // What stands before it is wrong already.
                    ends.skip();
                    return;
                }
                report(Diagnostic.error(
                                Codes.MISPLACED, lexer.kind().description() + " must stand before the root node")
                        .withSuggestion("move it up"));
                ends.skip();
            }
            case RIGHT_BRACE -> {
                bodies.recovery()
                        .reportStructure(Diagnostic.error(Codes.UNBALANCED_BRACE, "this '}' closes nothing")
                                .withSuggestion("remove it, or look for one too many before it"));
                if (lexer.next() == TokenKind.SEMICOLON) {
                    lexer.next();
                }
            }
            case NAME, DELETE_PROPERTY -> bodies.readStray();
            case UNKNOWN_KEYWORD -> {
                report(Keywords.unknown(lexer.tokenText()));
                ends.skip();
            }
            default -> {
                if (lexer.kind() != TokenKind.UNTERMINATED) {
                    report(Diagnostic.error(
                                    lexer.kind() == TokenKind.BAD_CHARACTER ? Codes.BAD_CHARACTER : Codes.SYNTAX,
                                    Wording.found(lexer) + " cannot stand here")
                            .withSuggestion("the source goes on with / { ... };, &label { ... }; or its end"));
                }
                ends.skip();
            }
        }
    }

    private void root() {
        NodeDraft body = new NodeDraft(names.of(""), lexer.unit(), lexer.start(), lexer.end());
        if (!bodies.read(body, "'/'")) {
            return;
        }
        tree.addRoot(body);
        lexer.next();
    }

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
