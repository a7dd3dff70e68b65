// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members between the braces of a node, and of the nodes within, without recursion: the node that is open knows its
 * parent.
 */
final class BodyParser {
    private static final List<String> KEYWORDS = List.of(
            "/delete-node/",
            "/delete-property/",
            "/omit-if-no-ref/",
            "/include/",
            "/incbin/",
            "/bits/",
            "/memreserve/",
            "/plugin/",
            "/dts-v1/",
            "/multikernel-v1/");

    private final Lexer lexer;
    private final NameTable names;
    private final Findings findings;
    private final DraftTree tree;
    private final ValueBuffer buffer;
    private final ValueParser values;
    private final Dialect dialect;

    private NodeDraft open;
    private @Nullable LabelDraft pendingLabels;
    private boolean omitNext;

    BodyParser(
            Lexer lexer,
            NameTable names,
            Includes includes,
            Findings findings,
            DraftTree tree,
            ValueBuffer buffer,
            Dialect dialect) {
        this.lexer = lexer;
        this.names = names;
        this.findings = findings;
        this.tree = tree;
        this.buffer = buffer;
        this.dialect = dialect;
        this.values = new ValueParser(lexer, names, includes, findings, buffer, dialect == Dialect.KERF_V1, null);
        this.open = new NodeDraft(names.of(""), lexer.unit(), 0, 0);
    }

    /** Reads from the opening brace, which is the current token, past the semicolon behind the closing one. */
    void parse(NodeDraft body) {
        open = body;
        body.braceStart = lexer.start();
        forgetModifiers();
        while (!findings.full()) {
            switch (lexer.next()) {
                case NAME -> member();
                case LABEL -> {
                    LabelDraft label = new LabelDraft(lexer.name(), lexer.unit(), lexer.start(), lexer.end());
                    label.next = pendingLabels;
                    pendingLabels = label;
                }
                case DELETE_PROPERTY -> deleteProperty();
                case DELETE_NODE -> deleteNode();
                case OMIT_IF_NO_REF -> omitNext = true;
                case RIGHT_BRACE -> {
                    if (close(body)) {
                        return;
                    }
                }
                case END -> {
                    unbalanced();
                    return;
                }
                default -> unexpected();
            }
        }
    }

    private void forgetModifiers() {
        pendingLabels = null;
        omitNext = false;
    }

    private void member() {
        Name name = lexer.name();
        SourceUnit unit = lexer.unit();
        int start = lexer.start();
        int end = lexer.end();
        switch (lexer.next()) {
            case LEFT_BRACE -> openNode(name, unit, start, end);
            case EQUALS -> {
                PropertyDraft property = property(name, unit, start, end);
                property.valueStart = lexer.end();
                int crossings = lexer.crossings();
                ValueParser.Outcome outcome = values.parse(property);
                property.extentEnd = lexer.previousEnd();
                property.endUnit = lexer.previousUnit();
                property.spansUnits = lexer.crossings() != crossings;
                switch (outcome) {
                    case DONE -> endOfProperty(name);
                    case BROKEN -> skipStatement();
                    case ENDED -> afterEnded();
                }
            }
            case SEMICOLON -> property(name, unit, start, end);
            default -> afterName(name);
        }
    }

    /** The statement was taken as ended; its semicolon, if it stands there, is still to be read. */
    private void afterEnded() {
        lexer.setState(Lexer.State.NAME);
        if (lexer.next() != TokenKind.SEMICOLON) {
            lexer.rewind(Lexer.State.NAME);
        }
    }

    private PropertyDraft property(Name name, SourceUnit unit, int start, int end) {
        PropertyDraft property = new PropertyDraft(name);
        property.unit = unit;
        property.endUnit = unit;
        property.nameStart = start;
        property.nameEnd = end;
        property.extentEnd = end;
        property.offset = buffer.size();
        for (LabelDraft label = pendingLabels; label != null; label = label.next) {
            property.labels = LabelDraft.add(property.labels, label);
        }
        if (omitNext) {
            findings.add(
                    Diagnostic.error(
                            Codes.MISPLACED,
                            "'/omit-if-no-ref/' can stand before a node, and '" + name + "' is a property"),
                    unit,
                    start,
                    end);
        }
        checkPlace(unit, start, end);
        forgetModifiers();
        open.add(property);
        return property;
    }

    private void checkPlace(SourceUnit unit, int start, int end) {
        if (!open.hasChildren()) {
            return;
        }
        String message = "a property stands behind a child node";
        String suggestion = "move it up, before the first child node";
        findings.add(
                dialect == Dialect.KERF_V1
                        ? Diagnostic.warning(Codes.PROPERTY_AFTER_NODE, message).withSuggestion(suggestion)
                        : Diagnostic.error(Codes.PROPERTY_AFTER_NODE, message).withSuggestion(suggestion),
                unit,
                start,
                end);
    }

    private void openNode(Name name, SourceUnit unit, int start, int end) {
        NodeDraft node = new NodeDraft(name, unit, start, end);
        node.braceStart = lexer.start();
        node.omitIfUnused = omitNext;
        if (pendingLabels != null) {
            for (LabelDraft label = pendingLabels; label != null; label = label.next) {
                node.labels = LabelDraft.add(node.labels, label);
            }
            tree.noteLabelled(node);
        }
        forgetModifiers();
        open.add(node);
        open = node;
    }

    /** Closes the node that is open; returns true if it was the outermost. */
    private boolean close(NodeDraft outermost) {
        if (pendingLabels != null) {
            findings.add(
                    Diagnostic.error(Codes.MISPLACED, "a label must stand before a node or a property, not before '}'"),
                    pendingLabels.unit,
                    pendingLabels.start,
                    pendingLabels.end);
            forgetModifiers();
        }
        open.extentEnd = lexer.end();
        open.endUnit = lexer.unit();
        if (lexer.next() != TokenKind.SEMICOLON) {
            findings.add(
                    Diagnostic.error(Codes.MISSING_SEMICOLON, "';' is missing behind '}'"),
                    lexer.previousUnit(),
                    lexer.previousEnd(),
                    lexer.previousEnd());
            lexer.rewind(Lexer.State.NAME);
        }
        if (open == outermost) {
            return true;
        }
        open = Objects.requireNonNull(open.parent);
        return false;
    }

    private void deleteProperty() {
        if (lexer.next() != TokenKind.NAME) {
            misnamed("'/delete-property/'", "the name of a property");
            return;
        }
        PropertyDraft property = property(lexer.name(), lexer.unit(), lexer.start(), lexer.end());
        property.deleted = true;
        lexer.next();
        endOfStatement("'/delete-property/ " + property.name + "'");
    }

    private void deleteNode() {
        TokenKind kind = lexer.next();
        if (kind != TokenKind.NAME) {
            misnamed("'/delete-node/'", "the name of a child node");
            return;
        }
        NodeDraft node = new NodeDraft(lexer.name(), lexer.unit(), lexer.start(), lexer.end());
        node.deleted = true;
        forgetModifiers();
        open.add(node);
        lexer.next();
        endOfStatement("'/delete-node/ " + node.name + "'");
    }

    private void misnamed(String keyword, String wanted) {
        Diagnostic finding =
                Diagnostic.error(Codes.SYNTAX, keyword + " needs " + wanted + ", not " + Wording.found(lexer));
        boolean reference = lexer.kind() == TokenKind.LABEL_REFERENCE || lexer.kind() == TokenKind.PATH_REFERENCE;
        report(reference ? finding.withSuggestion("a reference can be deleted outside of all nodes only") : finding);
        skipStatement();
    }

    private void endOfProperty(Name name) {
        if (lexer.kind() != TokenKind.SEMICOLON && values.blamesString()) {
            return;
        }
        TokenKind kind = lexer.kind();
        boolean value = kind == TokenKind.LESS
                || kind == TokenKind.STRING
                || kind == TokenKind.LEFT_BRACKET
                || kind == TokenKind.BITS
                || kind == TokenKind.LABEL_REFERENCE
                || kind == TokenKind.PATH_REFERENCE;
        if (value) {
            report(Diagnostic.error(Codes.SYNTAX, "',' is missing between two parts of the value of '" + name + "'"));
            skipStatement();
            return;
        }
        endOfStatement("the value of '" + name + "'");
    }

    /** The current token should be a semicolon. If the statement plainly ends here anyway, only the semicolon is missing. */
    private void endOfStatement(String what) {
        TokenKind kind = lexer.kind();
        if (kind == TokenKind.SEMICOLON) {
            return;
        }
        boolean ended = kind == TokenKind.RIGHT_BRACE
                || kind == TokenKind.END
                || lexer.onNewLine()
                || kind == TokenKind.WORD && lexer.followedBy("={;");
        if (ended) {
            findings.add(
                    Diagnostic.error(Codes.MISSING_SEMICOLON, "';' is missing behind " + what),
                    lexer.previousUnit(),
                    lexer.previousEnd(),
                    lexer.previousEnd());
            lexer.rewind(Lexer.State.NAME);
            return;
        }
        if (kind != TokenKind.UNTERMINATED) {
            report(Diagnostic.error(Codes.SYNTAX, "';' is missing behind " + what + " before " + Wording.found(lexer)));
        }
        skipStatement();
    }

    private void afterName(Name name) {
        TokenKind kind = lexer.kind();
        if (kind == TokenKind.COLON) {
            report(Diagnostic.error(Codes.SYNTAX, "'" + name + "' is not a label")
                    .withSuggestion("labels consist of letters, digits and '_', and begin with no digit"));
            lexer.setState(Lexer.State.NAME);
            return;
        }
        forgetModifiers();
        if (kind == TokenKind.RIGHT_BRACE || kind == TokenKind.END || lexer.onNewLine()) {
            endOfStatement("'" + name + "'");
            return;
        }
        if (kind == TokenKind.BAD_CHARACTER) {
            report(Diagnostic.error(Codes.BAD_CHARACTER, Wording.found(lexer) + " cannot be part of a name"));
        } else if (kind != TokenKind.UNTERMINATED) {
            report(Diagnostic.error(
                    Codes.SYNTAX, "'=', ';' or '{' is missing behind '" + name + "' before " + Wording.found(lexer)));
        }
        skipStatement();
    }

    private void unexpected() {
        TokenKind kind = lexer.kind();
        switch (kind) {
            case UNTERMINATED -> {}
            case UNKNOWN_KEYWORD -> report(unknownKeyword());
            case BAD_CHARACTER ->
                report(Diagnostic.error(
                        Codes.BAD_CHARACTER, Wording.found(lexer) + " cannot stand in a device tree source here"));
            case SEMICOLON -> {
                report(Diagnostic.error(Codes.SYNTAX, "this ';' ends nothing").withSuggestion("remove it"));
                return;
            }
            case LABEL_REFERENCE, PATH_REFERENCE ->
                report(Diagnostic.error(Codes.MISPLACED, "a reference cannot stand among the members of a node")
                        .withSuggestion("extend a node by reference outside of all nodes: &label { ... };"));
            case MEMRESERVE, PLUGIN, DTS_V1, MULTIKERNEL_V1 ->
                report(Diagnostic.error(Codes.MISPLACED, kind.description() + " must stand before the root node"));
            default ->
                report(Diagnostic.error(
                        Codes.SYNTAX, "the name of a property or node is missing before " + Wording.found(lexer)));
        }
        skipStatement();
    }

    Diagnostic unknownKeyword() {
        String text = lexer.tokenText();
        Diagnostic finding = Diagnostic.error(Codes.UNKNOWN_KEYWORD, "'" + text + "' is no keyword");
        return NearestWord.of(text, KEYWORDS)
                .map(near -> finding.withSuggestion("did you mean " + near + "?"))
                .orElse(finding);
    }

    /** After an error: goes on behind the statement's semicolon, before a closing brace, or inside the braces it opens. */
    private void skipStatement() {
        forgetModifiers();
        findings.mute();
        try {
            while (true) {
                switch (lexer.kind()) {
                    case SEMICOLON -> {
                        lexer.setState(Lexer.State.NAME);
                        return;
                    }
                    case RIGHT_BRACE -> {
                        lexer.rewind(Lexer.State.NAME);
                        return;
                    }
                    case LEFT_BRACE -> {
                        // The node has no usable name, but its members are checked all the same.
                        NodeDraft node = new NodeDraft(names.of("?"), lexer.unit(), lexer.start(), lexer.start());
                        node.braceStart = lexer.start();
                        node.parent = open;
                        open = node;
                        lexer.setState(Lexer.State.NAME);
                        return;
                    }
                    case END -> {
                        return;
                    }
                    default -> lexer.next();
                }
            }
        } finally {
            findings.unmute();
        }
    }

    private void unbalanced() {
        if (lexer.endsInComment()) {
            return;
        }
        SourceUnit unit = open.unit;
        int brace = BraceBalance.suspect(unit, names, open.braceStart);
        findings.add(
                Diagnostic.error(Codes.UNBALANCED_BRACE, "this '{' is not closed by any '}'")
                        .withRelated("the source ends here", lexer.unit().span(lexer.start(), lexer.start())),
                unit,
                brace,
                brace + 1);
    }

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
