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
    private final MemberEnds ends;
    private final PlainMembers plain;

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
        this.recovery = new BodyRecovery(lexer, names, includes, findings);
        this.ends = new MemberEnds(lexer, findings, recovery);
        this.open = new NodeDraft(names.of(""), lexer.unit(), 0, 0);
        this.plain = new PlainMembers(lexer, names, tree, buffer, open);
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
            if (pendingLabels == null && !omitNext) {
                open = plain.read(open, body);
            }
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

    private void straySemicolon() {
        if (ends.strayStandsForBrace(open)) {
            noteEnd();
            open = Objects.requireNonNull(open.parent);
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
                int errors = findings.errors();
                ValueParser.Outcome outcome = values.parse(property);
                property.extentEnd = lexer.previousUnit() == unit ? lexer.previousEnd() : unit.length();
                if (lexer.crossings() != crossings) {
                    property.extras().spansUnits = true;
                }
                switch (outcome) {
                    case DONE -> endOfProperty(name);
                    case BROKEN -> skipStatement();
                    case ENDED -> ends.behindEnded();
                }
                property.omitted = findings.errors() != errors;
            }
            case SEMICOLON -> property(name, unit, start, end);
            default -> afterName(name, unit, start, end);
        }
    }

    private PropertyDraft property(Name name, SourceUnit unit, int start, int end) {
        PropertyDraft property = new PropertyDraft(name);
        property.unit = unit;
        property.nameStart = start;
        property.nameEnd = end;
        property.extentEnd = end;
        property.offset = buffer.size();
        for (LabelDraft label = pendingLabels; label != null; label = label.next) {
            property.addLabel(label);
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
        noteEnd();
        ends.behindBrace();
        if (open == outermost) {
            return true;
        }
        open = Objects.requireNonNull(open.parent);
        return false;
    }

    /** The node that is open ends with the current token. */
    private void noteEnd() {
        open.extentEnd = lexer.end();
        open.endUnit = lexer.unit();
    }

    private void deleteProperty() {
        if (lexer.next() != TokenKind.NAME) {
            recovery.misnamed("'/delete-property/'", "the name of a property");
            skipStatement();
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
            recovery.misnamed("'/delete-node/'", "the name of a child node");
            skipStatement();
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

    private void endOfStatement(String what) {
        if (!ends.semicolon(what)) {
            skipStatement();
        }
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
            recovery.braceMissing(name, unit, end);
            lexer.rewind(Lexer.State.NAME);
            openNode(name, unit, start, end);
            return;
        }
        forgetModifiers();
        if (kind == TokenKind.RIGHT_BRACE && !Lookaround.onNewLine(lexer)) {
            recovery.excuse(); // it may be the opening brace that is missing
        }
        if (kind == TokenKind.RIGHT_BRACE || kind == TokenKind.END || Lookaround.onNewLine(lexer)) {
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

    /** After an error: goes on behind the statement, before a closing brace, or inside the braces it opens. */
    private void skipStatement() {
        forgetModifiers();
        if (ends.skip()) {
            // The node has no usable name, but its members are checked all the same.
            NodeDraft node = new NodeDraft(names.of("?"), lexer.unit(), lexer.start(), lexer.start());
            node.braceStart = lexer.start();
            node.parent = open;
            open = node;
        }
    }

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
