// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a source begins with: {@code /dts-v1/;} or the header of another dialect, with {@code /plugin/;} behind it if the source
 * is an overlay. Headers may be repeated, as files that are put together do; all must say the same.
 */
final class Headers {
    private static final String BEGIN = "begin with /dts-v1/; or, for kerf, with /multikernel-v1/;";

    private final Lexer lexer;
    private final Findings findings;
    private final StatementEnds ends;
    private final @Nullable Dialect wanted;
    private @Nullable Dialect dialect;
    private boolean plugin;
    private boolean reported;

    Headers(Lexer lexer, Findings findings, StatementEnds ends, @Nullable Dialect wanted) {
        this.lexer = lexer;
        this.findings = findings;
        this.ends = ends;
        this.wanted = wanted;
    }

    /** What the first header names; null without a header. */
    @Nullable
    Dialect dialect() {
        return dialect;
    }

    /** The dialect that the source is read in. */
    Dialect given() {
        return dialect == null ? Dialect.DTS_V1 : dialect;
    }

    /** Whether the source is an overlay. */
    boolean plugin() {
        return plugin;
    }

    /** Reads all headers, which begin at the current token. */
    void read() {
        while (true) {
            switch (lexer.kind()) {
                case DTS_V1 -> header(Dialect.DTS_V1);
                case MULTIKERNEL_V1 -> header(Dialect.KERF_V1);
                case PLUGIN -> {
                    strayPlugin();
                    ends.semicolon("the header");
                }
                case UNKNOWN_KEYWORD -> {
                    if (!misspelt()) {
                        return;
                    }
                }
                default -> {
                    if (dialect == null && lacksSlash()) {
                        continue;
                    }
                    if (dialect == null && !reported) {
                        report(Diagnostic.error(Codes.NO_HEADER, "the source does not begin with a header")
                                .withSuggestion(BEGIN));
                    }
                    return;
                }
            }
        }
    }

    private void header(Dialect found) {
        SourceUnit unit = lexer.unit();
        int start = lexer.start();
        int end = lexer.end();
        boolean first = dialect == null;
        if (dialect != null && dialect != found) {
            report(Diagnostic.error(
                    Codes.HEADER_MISMATCH, "'" + found.header() + "' contradicts the header before it"));
        } else if (first && wanted != null && wanted != found) {
            report(Diagnostic.error(
                            Codes.WRONG_DIALECT,
                            "the header is '" + found.header() + "', and '" + wanted.header() + "' is needed here")
                    .withSuggestion("begin with " + wanted.header()));
        }
        dialect = first ? found : dialect;
        lexer.next();
        ends.semicolon("the header");
        while (lexer.kind() == TokenKind.SEMICOLON) {
            report(Diagnostic.error(Codes.SYNTAX, "this ';' ends nothing").withSuggestion("remove it"));
            lexer.next();
        }
        boolean overlay = lexer.kind() == TokenKind.PLUGIN || pluginLacksSlash();
        if (overlay) {
            lexer.next();
            ends.semicolon("'/plugin/'");
        }
        if (first || reported) {
            plugin |= overlay;
        } else if (plugin != overlay) {
            findings.add(
                    Diagnostic.error(
                                    Codes.HEADER_MISMATCH,
                                    overlay
                                            ? "this header has '/plugin/;' behind it, and the one before it has not"
                                            : "this header has no '/plugin/;' behind it, and the one before it has")
                            .withSuggestion("an overlay says /plugin/; behind each of its headers"),
                    unit,
                    start,
                    end);
            plugin = true;
        }
    }

    /**
     * Takes an unknown keyword for the header, or for {@code /plugin/} if it is nearly that: what follows is not to be blamed for being an
     * overlay. Returns false for any other, which stands behind the headers.
     */
    private boolean misspelt() {
        String text = lexer.tokenText();
        if (dialect == null) {
            report(
                    text.endsWith("/")
                            ? Diagnostic.error(Codes.NO_HEADER, text + " is not the header of any dialect")
                                    .withSuggestion(BEGIN)
                            : Keywords.unknown(text));
        } else if (Keywords.meant(text) == TokenKind.PLUGIN) {
            report(Keywords.unknown(text));
            plugin = true;
        } else {
            return false;
        }
        reported = true;
        lexer.next();
        ends.semicolon("the header");
        return true;
    }

    /** Takes {@code plugin/} for what it was meant to be, and goes to its slash. */
    private boolean pluginLacksSlash() {
        boolean word = lexer.kind() == TokenKind.NAME || lexer.kind() == TokenKind.WORD;
        if (!word || !lexer.tokenText().equals("plugin") || !Lookaround.followedBy(lexer, "/")) {
            return false;
        }
        report(Keywords.slashMissing("plugin"));
        lexer.next();
        return true;
    }

    /** Takes {@code dts-v1/} for the header that it was meant to be. */
    private boolean lacksSlash() {
        String text = lexer.kind() == TokenKind.WORD ? lexer.tokenText() : "";
        TokenKind meant = Punctuation.keyword(text);
        if (meant != TokenKind.DTS_V1 && meant != TokenKind.MULTIKERNEL_V1 || !Lookaround.followedBy(lexer, "/")) {
            return false;
        }
        report(Keywords.slashMissing(text));
        dialect = meant == TokenKind.DTS_V1 ? Dialect.DTS_V1 : Dialect.KERF_V1;
        reported = true;
        lexer.next();
        lexer.next();
        ends.semicolon("the header");
        return true;
    }

    private void strayPlugin() {
        Diagnostic finding = plugin && !reported
                ? Diagnostic.error(Codes.MISPLACED, "'/plugin/' is here a second time")
                        .withSuggestion("remove it")
                : Diagnostic.error(Codes.MISPLACED, "'/plugin/' must stand behind the header")
                        .withSuggestion("begin with /dts-v1/; and write /plugin/; straight behind it");
        // Behind a header that was wrong already, it stands where it should.
        if (plugin || !reported) {
            report(finding);
        }
        lexer.next();
        plugin = true;
        reported = true;
    }

    /** Reports {@code /plugin/} behind the headers, and takes the source for the overlay that it was meant to be. */
    void latePlugin() {
        report(Diagnostic.error(Codes.MISPLACED, "'/plugin/' must stand straight behind the header")
                .withSuggestion("move it up, behind " + given().header()));
        plugin = true;
    }

    private void report(Diagnostic finding) {
        findings.add(finding, lexer.unit(), lexer.start(), lexer.end());
    }
}
