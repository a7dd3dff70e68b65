// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceSpan;
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
    private final BodyParser bodies;
    private final ValueBuffer buffer;
    private final CellExpression expression;
    private final DraftTree tree;
    private final @Nullable Dialect wanted;
    private final List<ReservedRange> reservations = new ArrayList<>();
    private @Nullable Dialect dialect;

    Parser(SourceUnit unit, DtsOptions options, Includes includes, NameTable names, Findings findings) {
        this.names = names;
        this.findings = findings;
        this.lexer = new Lexer(unit, names, includes, findings);
        this.tree = new DraftTree(names);
        this.expression = new CellExpression(lexer, findings);
        this.buffer = new ValueBuffer(unit.length() / 2);
        this.wanted = options.dialect().orElse(null);
        lexer.next();
        Dialect found = headers();
        this.bodies = new BodyParser(lexer, names, includes, findings, tree, buffer, found);
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
        return dialect;
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
                            .withSuggestion("write / { ... };"),
                    lexer.unit(),
                    lexer.start(),
                    lexer.start());
        }
    }

    private Dialect headers() {
        boolean any = false;
        boolean reported = false;
        while (true) {
            switch (lexer.kind()) {
                case DTS_V1, MULTIKERNEL_V1 -> {
                    any = true;
                    header(lexer.kind() == TokenKind.DTS_V1 ? Dialect.DTS_V1 : Dialect.KERF_V1);
                }
                case PLUGIN -> {
                    report(Diagnostic.error(Codes.PLUGIN, "overlay sources with '/plugin/' are not supported yet")
                            .withSuggestion("write the overlay as a plain tree with fragment@N nodes"));
                    lexer.next();
                }
                case UNKNOWN_KEYWORD -> {
                    if (any) {
                        return given();
                    }
                    reported = true;
                    Diagnostic finding =
                            Diagnostic.error(Codes.NO_HEADER, lexer.tokenText() + " is not the header of any dialect");
                    report(finding.withSuggestion("begin with /dts-v1/; or, for kerf, with /multikernel-v1/;"));
                    lexer.next();
                }
                default -> {
                    if (!any && !reported) {
                        noHeader();
                    }
                    return given();
                }
            }
            semicolon("the header");
        }
    }

    private Dialect given() {
        return dialect == null ? Dialect.DTS_V1 : dialect;
    }

    private void header(Dialect found) {
        if (dialect != null && dialect != found) {
            report(Diagnostic.error(
                    Codes.HEADER_MISMATCH, "'" + found.header() + "' contradicts the header before it"));
        } else if (dialect == null && wanted != null && wanted != found) {
            report(Diagnostic.error(
                            Codes.WRONG_DIALECT,
                            "the header is '" + found.header() + "', and '" + wanted.header() + "' is needed here")
                    .withSuggestion("begin with " + wanted.header()));
        }
        dialect = dialect == null ? found : dialect;
        lexer.next();
    }

    private void noHeader() {
        findings.add(
                Diagnostic.error(Codes.NO_HEADER, "the source does not begin with a header")
                        .withSuggestion("begin with /dts-v1/; or, for kerf, with /multikernel-v1/;"),
                lexer.unit(),
                lexer.start(),
                lexer.end());
    }

    private boolean isReservation() {
        if (lexer.kind() == TokenKind.MEMRESERVE) {
            return true;
        }
        // Labels of reservations name nothing that source can refer to.
        while (lexer.kind() == TokenKind.LABEL) {
            int start = lexer.start();
            int end = lexer.end();
            SourceUnit unit = lexer.unit();
            TokenKind next = lexer.next();
            if (next != TokenKind.LABEL && next != TokenKind.MEMRESERVE) {
                findings.add(
                        Diagnostic.error(Codes.MISPLACED, "the root node cannot be labelled here")
                                .withSuggestion("label it later: name: &{/} { };"),
                        unit,
                        start,
                        end);
                return false;
            }
        }
        return lexer.kind() == TokenKind.MEMRESERVE;
    }

    private void reservation() {
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
                skipTopLevel();
                return;
            }
        }
        reservations.add(new ReservedRange(range[0], range[1]));
        lexer.next();
        semicolon("'/memreserve/'");
    }

    private void topLevel() {
        switch (lexer.kind()) {
            case SLASH -> root();
            case LABEL -> labelledReference();
            case LABEL_REFERENCE, PATH_REFERENCE -> extension(null);
            case DELETE_NODE, OMIT_IF_NO_REF -> directive(lexer.kind());
            case MEMRESERVE, DTS_V1, MULTIKERNEL_V1, PLUGIN -> {
                report(Diagnostic.error(
                                Codes.MISPLACED, lexer.kind().description() + " must stand before the root node")
                        .withSuggestion("move it up"));
                skipTopLevel();
            }
            case RIGHT_BRACE -> {
                report(Diagnostic.error(Codes.UNBALANCED_BRACE, "this '}' closes nothing"));
                if (lexer.next() == TokenKind.SEMICOLON) {
                    lexer.next();
                }
            }
            case NAME -> {
                report(Diagnostic.error(Codes.MISPLACED, "'" + lexer.tokenText() + "' stands outside of the root node")
                        .withSuggestion("put it into / { ... };, or write &label { ... }; to extend a node"));
                skipTopLevel();
            }
            case UNKNOWN_KEYWORD -> {
                report(bodies.unknownKeyword());
                skipTopLevel();
            }
            default -> {
                if (lexer.kind() != TokenKind.UNTERMINATED) {
                    report(Diagnostic.error(
                                    lexer.kind() == TokenKind.BAD_CHARACTER ? Codes.BAD_CHARACTER : Codes.SYNTAX,
                                    Wording.found(lexer) + " cannot stand here")
                            .withSuggestion("the source goes on with / { ... };, &label { ... }; or its end"));
                }
                skipTopLevel();
            }
        }
    }

    private void root() {
        NodeDraft body = new NodeDraft(names.of(""), lexer.unit(), lexer.start(), lexer.end());
        if (lexer.next() != TokenKind.LEFT_BRACE) {
            report(Diagnostic.error(Codes.SYNTAX, "'{' is missing behind '/' before " + Wording.found(lexer)));
            skipTopLevel();
            return;
        }
        bodies.parse(body);
        tree.addRoot(body);
        lexer.next();
    }

    private void labelledReference() {
        LabelDraft label = new LabelDraft(lexer.name(), lexer.unit(), lexer.start(), lexer.end());
        TokenKind kind = lexer.next();
        if (kind == TokenKind.LABEL_REFERENCE || kind == TokenKind.PATH_REFERENCE) {
            extension(label);
            return;
        }
        findings.add(
                Diagnostic.error(Codes.MISPLACED, "a label outside of a node needs a reference behind it")
                        .withSuggestion("write " + label.name + ": &other { ... };"),
                label.unit,
                label.start,
                label.end);
    }

    /** {@code &label { … \};} extends a node that exists. */
    private void extension(@Nullable LabelDraft label) {
        NodeDraft target = referred();
        NodeDraft body = new NodeDraft(names.of(""), lexer.unit(), lexer.start(), lexer.end());
        if (lexer.next() != TokenKind.LEFT_BRACE) {
            report(Diagnostic.error(
                    Codes.SYNTAX, "'{' is missing behind the reference, before " + Wording.found(lexer)));
            skipTopLevel();
            return;
        }
        bodies.parse(body);
        if (target != null) {
            if (label != null) {
                tree.addLabel(target, label);
            }
            tree.merge(target, body);
        } else {
            tree.registerLabels();
        }
        lexer.next();
    }

    private void directive(TokenKind kind) {
        TokenKind next = lexer.next();
        if (next != TokenKind.LABEL_REFERENCE && next != TokenKind.PATH_REFERENCE) {
            report(Diagnostic.error(
                            Codes.SYNTAX,
                            kind.description() + " outside of a node needs a reference, not " + Wording.found(lexer))
                    .withSuggestion("write &label or &{/path}"));
            skipTopLevel();
            return;
        }
        SourceSpan place = lexer.unit().span(lexer.start(), lexer.end());
        SourceUnit unit = lexer.unit();
        NodeDraft target = referred();
        if (target != null && kind == TokenKind.OMIT_IF_NO_REF) {
            target.omitIfUnused = true;
        } else if (target != null && target == tree.root()) {
            findings.add(
                    Diagnostic.error(Codes.DELETED_ROOT, "the root node cannot be deleted"),
                    unit,
                    place.start(),
                    place.end());
        } else if (target != null) {
            tree.delete(target);
        }
        lexer.next();
        semicolon("the reference");
    }

    /** The node that the current reference means; null after reporting that there is none so far. */
    private @Nullable NodeDraft referred() {
        Name name = lexer.name();
        boolean path = lexer.kind() == TokenKind.PATH_REFERENCE;
        NodeDraft target = tree.resolve(name.text, path ? null : name);
        if (target == null) {
            bodies.unresolvedHere(name, path, lexer.unit(), lexer.start(), lexer.end());
        }
        return target;
    }

    /** Goes past the semicolon that ends a statement outside of nodes. */
    private void semicolon(String what) {
        if (lexer.kind() != TokenKind.SEMICOLON) {
            findings.add(
                    Diagnostic.error(Codes.MISSING_SEMICOLON, "';' is missing behind " + what),
                    lexer.previousUnit(),
                    lexer.previousEnd(),
                    lexer.previousEnd());
            lexer.rewind(Lexer.State.NAME);
        }
        lexer.next();
    }

    /** After an error outside of nodes: goes on behind the next semicolon that stands outside of braces. */
    private void skipTopLevel() {
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

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
