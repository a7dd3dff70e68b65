// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceSpan;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the statements outside of nodes that are about a node named by reference: bodies that extend it, {@code /delete-node/} and
 * {@code /omit-if-no-ref/}. In an overlay a body whose node is not in the source, and any body with a path, makes a fragment.
 */
final class ReferenceStatements {
    private static final Pattern ROOT = Pattern.compile("(?m)^[ \\t]*/[ \\t]*\\{");

    private final Lexer lexer;
    private final NameTable names;
    private final Findings findings;
    private final StatementEnds ends;
    private final Headers headers;
    private final TopLevelBodies bodies;
    private final DraftTree tree;
    private final OverlayFragments fragments;
    private @Nullable Boolean rootFollows;

    ReferenceStatements(
            Lexer lexer,
            NameTable names,
            Findings findings,
            StatementEnds ends,
            Headers headers,
            TopLevelBodies bodies,
            DraftTree tree,
            ValueBuffer buffer) {
        this.lexer = lexer;
        this.names = names;
        this.findings = findings;
        this.ends = ends;
        this.headers = headers;
        this.bodies = bodies;
        this.tree = tree;
        this.fragments = new OverlayFragments(names, tree, buffer);
    }

    /** {@code label: &other { … \};}. */
    void labelled() {
        LabelDraft label = new LabelDraft(lexer.name(), lexer.unit(), lexer.start(), lexer.end());
        TokenKind kind = lexer.next();
        if (kind == TokenKind.LABEL_REFERENCE || kind == TokenKind.PATH_REFERENCE) {
            extension(label);
            return;
        }
        if (kind == TokenKind.NAME) {
            bodies.readStray();
            return;
        }
        if ((kind == TokenKind.LABEL || kind == TokenKind.MEMRESERVE) && findings.hasErrors()) {
            return;
        }
        findings.add(
                Diagnostic.error(Codes.MISPLACED, "a label outside of a node needs a reference behind it")
                        .withSuggestion("write " + label.name + ": &other { ... };"),
                label.unit,
                label.start,
                label.end);
        if (kind == TokenKind.LEFT_BRACE) {
            ends.skip();
        }
    }

    /** {@code &label { … \};} extends a node that exists, or makes a fragment. */
    void extension(@Nullable LabelDraft label) {
        Name name = lexer.name();
        boolean path = lexer.kind() == TokenKind.PATH_REFERENCE;
        NodeDraft target = tree.resolve(name.text, path ? null : name);
        boolean relative = headers.plugin() && path && DraftTree.isRelative(name.text);
        boolean makesFragment = headers.plugin() && label == null && (path || target == null);
        boolean fragment = makesFragment && !relative && !name.text.isEmpty();
        if (relative) {
            relativePath(name);
        } else if (target == null && !fragment) {
            unresolved(name, path, label != null);
        }
        Name bodyName = fragment ? fragments.bodyName() : names.of("");
        NodeDraft body = new NodeDraft(bodyName, lexer.unit(), lexer.start(), lexer.end());
        if (!bodies.read(body, "the reference")) {
            return;
        }
        if (fragment) {
            fragments.add(name, path, body);
        } else if (target != null) {
            if (label != null) {
                tree.addLabel(target, label);
            }
            tree.merge(target, body);
        } else {
            tree.registerLabels();
        }
        lexer.next();
    }

    /** {@code /delete-node/} or {@code /omit-if-no-ref/} with a reference behind it. */
    void directive(TokenKind kind) {
        TokenKind next = lexer.next();
        if (next != TokenKind.LABEL_REFERENCE && next != TokenKind.PATH_REFERENCE) {
            Diagnostic finding = Diagnostic.error(
                            Codes.SYNTAX,
                            kind.description() + " outside of a node needs a reference, not " + Wording.found(lexer))
                    .withSuggestion("write &label or &{/path}");
            if (next == TokenKind.NAME) {
                bodies.recovery().reportUnlessExcused(finding); // a brace too many may have ended the node
            } else {
                findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
            }
            ends.skip();
            return;
        }
        SourceSpan place = lexer.unit().span(lexer.start(), lexer.end());
        SourceUnit unit = lexer.unit();
        Name name = lexer.name();
        boolean path = next == TokenKind.PATH_REFERENCE;
        NodeDraft target = tree.resolve(name.text, path ? null : name);
        if (target == null) {
            unresolved(name, path, true);
        } else if (kind == TokenKind.OMIT_IF_NO_REF) {
            target.omitIfUnused = true;
        } else if (target == tree.root()) {
            findings.add(
                    Diagnostic.error(Codes.DELETED_ROOT, "the root node cannot be deleted"),
                    unit,
                    place.start(),
                    place.end());
        } else {
            tree.delete(target);
        }
        lexer.next();
        ends.semicolon("the reference");
    }

    /**
     * Reports a reference to something that does not exist so far.
     *
     * @param always whether an overlay needs the node in its own source as well
     */
    private void unresolved(Name name, boolean path, boolean always) {
        LostLabels lost = bodies.recovery().lostLabels();
        if (bodies.recovery().isStructureDoubtful() || lost.mayHold(path ? null : name, lexer.unit())) {
            return;
        }
        Diagnostic finding = Diagnostic.error(
                Codes.UNRESOLVED,
                path
                        ? "there is no node '" + name + "' so far"
                        : "there is no node with the label '" + name + "' so far");
        Diagnostic helped = !path && lost.isInText(name.text, lexer.unit())
                ? finding.withSuggestion("move this behind the node that has the label further down")
                : Suggestions.forReference(finding, name.text, tree);
        if (helped.suggestion().isEmpty() && !headers.plugin() && !always && mayBeOverlay()) {
            helped = helped.withSuggestion(Suggestions.DECLARE_OVERLAY);
        } else if (helped.suggestion().isEmpty() && headers.plugin() && always) {
            helped = helped.withSuggestion("an overlay can label, delete or omit only nodes that it makes itself");
        }
        findings.add(helped, lexer.unit(), lexer.start(), lexer.end());
    }

    /** Whether the source has no tree of its own to extend: no labels, and at most an empty root node, or fragments. */
    private boolean mayBeOverlay() {
        return !tree.hasLabels() && (!tree.hasNodes() && !rootFollows() || tree.hasFragments());
    }

    /** Whether the text has the root node, or more of it, behind the first statement that could be an overlay's. */
    private boolean rootFollows() {
        Boolean known = rootFollows;
        if (known == null) {
            known = ROOT.matcher(lexer.unit().text.text())
                    .region(lexer.end(), lexer.unit().length())
                    .find();
            rootFollows = known;
        }
        return known;
    }

    private void relativePath(Name name) {
        String label = name.text.substring(0, name.text.indexOf('/'));
        findings.add(
                Diagnostic.error(
                                Codes.RELATIVE_PATH,
                                "in an overlay, a body cannot extend a node by a path that begins with a label")
                        .withSuggestion("write &" + label + " { ... }; with the rest of the path as nodes within"),
                lexer.unit(),
                lexer.start(),
                lexer.end());
    }
}
