// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members between the braces of a node, and of the nodes within, without recursion: the node that is open knows its
 * parent.
 */
final class BodyParser {
    private final Lexer lexer;
    private final NameTable names;
    private final Findings findings;
    private final DraftTree tree;
    private final ValueBuffer buffer;
    private final ValueParser values;
    private final Dialect dialect;
    private final BodyRecovery recovery;

    private NodeDraft open;
    private @Nullable LabelDraft pendingLabels;
    private boolean omitNext;
    /** Where a brace stands that has its semicolon before it. */
    private int straySemicolonBefore = -1;

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
        this.recovery = new BodyRecovery(lexer, names, includes, findings);
        this.open = new NodeDraft(names.of(""), lexer.unit(), 0, 0);
    }

    BodyRecovery recovery() {
        return recovery;
    }

    /** Reads from the opening brace, which is the current token, past the semicolon behind the closing one. */
    void parse(NodeDraft body) {
        body.braceStart = lexer.start();
        parseMembers(body);
    }

    /** Reads on in a body from the next token. */
    void parseMembers(NodeDraft body) {
        open = body;
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
                    recovery.unbalanced(open, true);
                    return;
                }
                case LABEL_REFERENCE, PATH_REFERENCE, SLASH -> {
                    if (recovery.endsBodies(body)) {
                        recovery.unbalanced(open, false);
                        lexer.rewind(Lexer.State.NAME);
                        return;
                    }
                    unexpected();
                }
                case SEMICOLON -> straySemicolon();
                default -> unexpected();
            }
        }
    }

    /** A semicolon where a member should begin: one too many, or all that is left of {@code \};}. */
    private void straySemicolon() {
        boolean swapped = lexer.followedBy("}");
        if (swapped) {
            recovery.excuse();
            report(Diagnostic.error(Codes.SYNTAX, "this ';' ends nothing").withSuggestion("it belongs behind the '}'"));
            straySemicolonBefore = lexer.positionBehindBlanks();
            return;
        }
        if (open.parent != null && recovery.standsForBrace(open)) {
            recovery.reportStructure(Diagnostic.error(Codes.UNBALANCED_BRACE, "'}' is missing before this ';'")
                    .withRelated("the node begins here", open.unit.span(open.braceStart, open.braceStart + 1)));
            open.extentEnd = lexer.end();
            open.endUnit = lexer.unit();
            open = open.parent;
            return;
        }
        if (!findings.lastErrorOnLineOf(lexer.unit(), lexer.start())) {
            report(Diagnostic.error(Codes.SYNTAX, "this ';' ends nothing").withSuggestion("remove it"));
        }
        recovery.excuse();
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
                int errors = findings.errors();
                ValueParser.Outcome outcome = values.parse(property);
                property.extentEnd = lexer.previousEnd();
                property.endUnit = lexer.previousUnit();
                property.spansUnits = lexer.crossings() != crossings;
                switch (outcome) {
                    case DONE -> endOfProperty(name);
                    case BROKEN -> skipStatement();
                    case ENDED -> afterEnded();
                }
                property.omitted = findings.errors() != errors;
            }
            case SEMICOLON -> property(name, unit, start, end);
            default -> afterName(name, unit, start, end);
        }
    }

    /** The statement was taken as ended; its semicolon, if it stands there, is still to be read. */
    private void afterEnded() {
        if (lexer.kind() == TokenKind.UNTERMINATED) {
            recovery.excuseBracesIn(lexer.tokenText());
        }
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
        if (!open.hasChildren() || open.propertyAfterNode) {
            return;
        }
        open.propertyAfterNode = true;
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
        int brace = lexer.start();
        if (lexer.next() != TokenKind.SEMICOLON) {
            if (straySemicolonBefore != brace) {
                Diagnostic missing = Diagnostic.error(Codes.MISSING_SEMICOLON, "';' is missing behind '}'");
                findings.add(
                        lexer.kind() == TokenKind.RIGHT_BRACE && !lexer.onNewLine()
                                ? missing.withSuggestion("write '};', or remove one '}'")
                                : Wording.missingBefore(missing, lexer),
                        lexer.previousUnit(),
                        lexer.previousEnd(),
                        lexer.previousEnd());
            }
            if (lexer.kind() == TokenKind.RIGHT_BRACE && !lexer.onNewLine()) {
                recovery.excuse();
            }
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
        node.firstDeleted = true;
        forgetModifiers();
        open.add(node);
        lexer.next();
        endOfStatement("'/delete-node/ " + node.name + "'");
    }

    private void misnamed(String keyword, String wanted) {
        Diagnostic finding =
                Diagnostic.error(Codes.SYNTAX, keyword + " needs " + wanted + ", not " + Wording.found(lexer));
        boolean reference = lexer.kind() == TokenKind.LABEL_REFERENCE || lexer.kind() == TokenKind.PATH_REFERENCE;
        if (reference) {
            recovery.reportUnlessExcused(
                    finding.withSuggestion("a reference can be deleted outside of all nodes only"));
        } else {
            report(finding);
        }
        skipStatement();
    }

    private void endOfProperty(Name name) {
        if (lexer.kind() != TokenKind.SEMICOLON && values.recovery().blamesString()) {
            return;
        }
        TokenKind kind = lexer.kind();
        if (BodyRecovery.startsValue(kind)) {
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
                    Wording.missingBefore(
                            Diagnostic.error(Codes.MISSING_SEMICOLON, "';' is missing behind " + what), lexer),
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

    private void afterName(Name name, SourceUnit unit, int start, int end) {
        TokenKind kind = lexer.kind();
        if (kind == TokenKind.COLON) {
            report(Diagnostic.error(Codes.SYNTAX, "'" + name + "' is not a label")
                    .withSuggestion("labels consist of letters, digits and '_', and begin with no digit"));
            lexer.setState(Lexer.State.NAME);
            return;
        }
        if (recovery.labelWithoutColon(name, end, unit) != null) {
            LabelDraft label = new LabelDraft(name, unit, start, end);
            label.deleted = true;
            label.guessed = true;
            label.next = pendingLabels;
            pendingLabels = label;
            recovery.excuse();
            lexer.rewind(Lexer.State.NAME);
            return;
        }
        if (recovery.lacksBrace(unit, start)) {
            recovery.reportStructure(
                    Wording.missingBefore(
                            Diagnostic.error(Codes.UNBALANCED_BRACE, "'{' is missing behind '" + name + "'")
                                    .withSuggestion("write " + name + " { ... };"),
                            lexer),
                    unit,
                    end,
                    end);
            lexer.rewind(Lexer.State.NAME);
            openNode(name, unit, start, end);
            return;
        }
        forgetModifiers();
        if (kind == TokenKind.RIGHT_BRACE && !lexer.onNewLine()) {
            recovery.excuse(); // it may be the opening brace that is missing
        }
        if (kind == TokenKind.RIGHT_BRACE || kind == TokenKind.END || lexer.onNewLine()) {
            endOfStatement("'" + name + "'");
            return;
        }
        recovery.afterName(name);
        skipStatement();
    }

    private void unexpected() {
        recovery.unexpected();
        if (lexer.kind() == TokenKind.LEFT_BRACE) {
            recovery.excuse();
        }
        skipStatement();
    }

    /** After an error: goes on behind the statement's semicolon, before a closing brace, or inside the braces it opens. */
    private void skipStatement() {
        forgetModifiers();
        findings.mute();
        try {
            while (true) {
                if (lexer.stringRunsOverLine()) {
                    recovery.excuseBracesIn(lexer.jumpToEndOfLine(Lexer.State.NAME));
                    return;
                }
                if (lexer.kind() == TokenKind.UNTERMINATED) {
                    recovery.excuseBracesIn(lexer.tokenText());
                }
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

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
