// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.Location;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong in the body of a node, so that one slip makes one error. A brace too many or too few upsets all that
 * follows: after the first error about braces, others about them are not reported, and what the tree means is not checked.
 */
final class BodyRecovery {
    private final Lexer lexer;
    private final NameTable names;
    private final Findings findings;
    private final LostLabels lost;

    /** An error was reported that may come from a brace too many or too few: the next one about braces says nothing new. */
    private boolean excused;

    private boolean doubtful;

    BodyRecovery(Lexer lexer, NameTable names, Includes includes, Findings findings) {
        this.lexer = lexer;
        this.names = names;
        this.findings = findings;
        this.lost = new LostLabels(includes, findings);
    }

    LostLabels lostLabels() {
        return lost;
    }

    /** Whether it is unclear which node is within which. */
    boolean isStructureDoubtful() {
        return doubtful;
    }

    /** Takes one more error about braces as explained. */
    void excuse() {
        excused = true;
    }

    /** Takes it as unclear which node is within which. */
    void doubt() {
        doubtful = true;
    }

    /** Reports an error about braces, unless the one before it explains it: then that was not mended as it was meant. */
    void reportStructure(Diagnostic finding, SourceUnit unit, int start, int end) {
        if (excused) {
            doubtful = true;
            return;
        }
        excused = true;
        findings.add(finding, unit, start, end);
    }

    void reportStructure(Diagnostic finding) {
        reportStructure(finding, lexer.unit(), lexer.start(), lexer.end());
    }

    /** Reports what a brace too many or too few may have led to. */
    void reportUnlessExcused(Diagnostic finding) {
        if (!excused) {
            report(finding);
        }
    }

    /** A text without an end took what may be braces. */
    void excuseBracesIn(String text) {
        excused |= text.indexOf('{') >= 0 || text.indexOf('}') >= 0;
    }

    /** The source ends, or goes on outside of all nodes, while a node is open. */
    void unbalanced(NodeDraft open, boolean atEnd) {
        doubtful = true;
        if (lexer.endsInComment()) {
            return;
        }
        SourceUnit unit = open.unit;
        int brace = atEnd ? BraceBalance.suspect(unit, names, open.braceStart) : open.braceStart;
        Diagnostic misplaced = excused ? null : findings.retract(Codes.PROPERTY_AFTER_NODE, unit, brace);
        Diagnostic finding = Diagnostic.error(Codes.UNBALANCED_BRACE, "this '{' is not closed by any '}'")
                .withSuggestion("close it with '};'")
                .withRelated(
                        atEnd ? "the source ends here" : "the source goes on here, outside of all nodes",
                        lexer.unit().span(lexer.start(), atEnd ? lexer.start() : lexer.end()));
        Location behindChild = misplaced == null ? null : misplaced.location().orElse(null);
        reportStructure(
                behindChild == null
                        ? finding
                        : finding.withRelated(
                                "a '}' may be missing before this, a property behind a child node", behindChild),
                unit,
                Math.max(brace, 0),
                Math.max(brace, 0) + 1);
    }

    /** Whether the current token, which can only stand outside of nodes, begins a line no deeper than a node that is open. */
    boolean endsBodies(NodeDraft outermost) {
        if (!Lookaround.onNewLine(lexer) || !Lookaround.followedBy(lexer, "{")) {
            return false;
        }
        return lexer.unit() == outermost.unit
                && lexer.unit().columnOf(lexer.start()) <= lexer.unit().columnOf(outermost.nameStart);
    }

    /** Whether a name without anything behind it is that of a node whose opening brace is missing: the next line is deeper. */
    boolean lacksBrace(SourceUnit unit, int nameStart) {
        if (lexer.unit() != unit || !Lookaround.onNewLine(lexer) || lexer.kind() == TokenKind.END) {
            return false;
        }
        if (lexer.kind() == TokenKind.RIGHT_BRACE) {
            return unit.columnOf(lexer.start()) == unit.indentOf(nameStart);
        }
        return unit.indentOf(lexer.start()) > unit.indentOf(nameStart);
    }

    /** The opening brace is missing behind the name of a node that ends at a place. */
    void braceMissing(Name name, SourceUnit unit, int nameEnd) {
        reportStructure(
                Wording.missingBefore(
                        Diagnostic.error(Codes.UNBALANCED_BRACE, "'{' is missing behind '" + name + "'")
                                .withSuggestion("write " + name + " { ... };"),
                        lexer),
                unit,
                nameEnd,
                nameEnd);
    }

    void unexpected() {
        TokenKind kind = lexer.kind();
        if (findings.lastErrorOnLineOf(lexer.unit(), lexer.start())) {
            return;
        }
        switch (kind) {
            case UNTERMINATED -> excuseBracesIn(lexer.tokenText());
            case UNKNOWN_KEYWORD -> report(Keywords.unknown(lexer.tokenText()));
            case BAD_CHARACTER ->
                report(Diagnostic.error(
                        Codes.BAD_CHARACTER, Wording.found(lexer) + " cannot stand in a device tree source here"));
            case LEFT_BRACE ->
                report(Diagnostic.error(Codes.SYNTAX, "this '{' has no name of a node before it")
                        .withSuggestion("write name { ... };")
                        .withAlternative("remove it"));
            case LABEL_REFERENCE, PATH_REFERENCE ->
                reportUnlessExcused(
                        Diagnostic.error(Codes.MISPLACED, "a reference cannot stand among the members of a node")
                                .withSuggestion("extend a node by reference outside of all nodes: &label { ... };"));
            case MEMRESERVE, PLUGIN, DTS_V1, MULTIKERNEL_V1 ->
                report(Diagnostic.error(Codes.MISPLACED, kind.description() + " must stand before the root node")
                        .withSuggestion("move it up"));
            default ->
                report(Diagnostic.error(
                        Codes.SYNTAX, "the name of a property or node is missing before " + Wording.found(lexer)));
        }
    }

    void afterName(Name name) {
        TokenKind kind = lexer.kind();
        if (kind == TokenKind.BAD_CHARACTER) {
            report(Diagnostic.error(Codes.BAD_CHARACTER, Wording.found(lexer) + " cannot be part of a name")
                    .withSuggestion("names consist of letters, digits and , . _ + * # ? @ -"));
        } else if (kind == TokenKind.UNKNOWN_KEYWORD) {
            report(Keywords.unknown(lexer.tokenText()));
        } else if (kind == TokenKind.SLASH && Punctuation.isKeyword(name.text)) {
            report(Keywords.slashMissing(name.text));
        } else if (kind == TokenKind.UNTERMINATED) {
            excuseBracesIn(lexer.tokenText());
        } else {
            Diagnostic finding = Diagnostic.error(
                    Codes.SYNTAX, "'=', ';' or '{' is missing behind '" + name + "' before " + Wording.found(lexer));
            report(
                    startsValue(kind)
                            ? finding.withSuggestion("write " + name + " = " + Wording.shorten(lexer.tokenText())
                                    + (kind == TokenKind.STRING ? ";" : "...;"))
                            : finding);
        }
    }

    /** The current token, behind a keyword that deletes, is no name. */
    void misnamed(String keyword, String wanted) {
        Diagnostic finding =
                Diagnostic.error(Codes.SYNTAX, keyword + " needs " + wanted + ", not " + Wording.found(lexer));
        boolean reference = lexer.kind() == TokenKind.LABEL_REFERENCE || lexer.kind() == TokenKind.PATH_REFERENCE;
        if (reference) {
            reportUnlessExcused(finding.withSuggestion("a reference can be deleted outside of all nodes only"));
        } else {
            report(finding);
        }
    }

    static boolean startsValue(TokenKind kind) {
        return switch (kind) {
            case LESS, STRING, LEFT_BRACKET, BITS, INCBIN, LABEL_REFERENCE, PATH_REFERENCE -> true;
            default -> false;
        };
    }

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }

    @Nullable
    Name labelWithoutColon(Name name, int nameEnd, SourceUnit unit) {
        boolean named = lexer.kind() == TokenKind.WORD && Lookaround.followedBy(lexer, "={;")
                || lexer.kind() == TokenKind.LABEL_REFERENCE && Lookaround.followedBy(lexer, "{");
        if (!CharType.isLabel(name.text) || !named || Lookaround.onNewLine(lexer)) {
            return null;
        }
        if (lexer.tokenText().equals(name.text)) {
            report(Diagnostic.error(Codes.SYNTAX, "'" + name + "' is here twice")
                    .withSuggestion("write " + name + ": " + name + ", or remove one of them"));
        } else {
            colonMissing(name.text, unit, nameEnd);
        }
        return name;
    }

    void colonMissing(String label, SourceUnit unit, int at) {
        findings.add(
                Diagnostic.error(Codes.SYNTAX, "':' is missing behind the label '" + label + "'")
                        .withSuggestion("write " + label + ":"),
                unit,
                at,
                at);
    }
}
