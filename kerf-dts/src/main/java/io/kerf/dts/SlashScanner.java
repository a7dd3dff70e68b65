// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import org.jspecify.annotations.Nullable;

/** Reads what begins with a slash: comments, includes, keywords between two slashes, and the slash itself. */
final class SlashScanner {
    private final Includes includes;
    private final Findings findings;

    private @Nullable TokenKind kind;
    private @Nullable SourceUnit included;
    private boolean unendedComment;

    SlashScanner(Includes includes, Findings findings) {
        this.includes = includes;
        this.findings = findings;
    }

    /** The token that was read last; null if it was a comment or an include, which are none. */
    @Nullable
    TokenKind kind() {
        return kind;
    }

    /** The unit to be read next, if an include was read last that has one. */
    @Nullable
    SourceUnit included() {
        return included;
    }

    /** Whether a comment without an end took the rest of a text. */
    boolean endInComment() {
        return unendedComment;
    }

    /** Reads from the slash at an index; returns the index behind. */
    int scan(byte[] chars, int at, int limit, int base, SourceUnit unit) {
        kind = null;
        included = null;
        byte c = chars[at + 1];
        if (c == '*') {
            return skipBlockComment(chars, at, limit, base, unit);
        }
        if (c == '/') {
            return skipLineComment(chars, at, limit);
        }
        if (c < 'a' || c > 'z') {
            kind = TokenKind.SLASH;
            return at + 1;
        }
        int i = at + 1;
        while (isKeywordPart(chars[i])) {
            i++;
        }
        String word = AsciiBytes.text(chars, at + 1, i);
        if (chars[i] != '/') {
            boolean unended = Punctuation.isKeyword(word);
            kind = unended ? TokenKind.UNKNOWN_KEYWORD : TokenKind.SLASH;
            return unended ? i : at + 1;
        }
        if (word.equals("include")) {
            return include(chars, at, i + 1, limit, base, unit);
        }
        kind = Punctuation.keyword(word);
        return i + 1;
    }

    private static boolean isKeywordPart(byte c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
    }

    private static int skipLineComment(byte[] chars, int from, int limit) {
        int i = from;
        while (chars[i] != '\n' && i != limit) {
            i++;
        }
        return i;
    }

    private int skipBlockComment(byte[] chars, int from, int limit, int base, SourceUnit unit) {
        int end = AsciiBytes.endOfComment(chars, from + 2, limit);
        if (end >= 0) {
            return end;
        }
        unendedComment = true;
        findings.add(
                Diagnostic.error(Codes.UNTERMINATED, "a comment begins here and does not end")
                        .withSuggestion("end it with '*/'"),
                unit,
                from + base,
                from + base + 2);
        return limit;
    }

    /** Reads on behind the keyword. */
    private int include(byte[] chars, int from, int behind, int limit, int base, SourceUnit unit) {
        int open = CharType.skip(chars, behind, CharType.SPACE);
        int close = chars[open] == '"' ? Quotes.endOfString(chars, open, limit) : -1;
        if (close < 0 || Quotes.hasLineBreak(chars, open + 1, close)) {
            findings.add(
                    Diagnostic.error(Codes.INCLUDE, "'/include/' needs a file name in quotes")
                            .withSuggestion("write /include/ \"file\""),
                    unit,
                    from + base,
                    behind + base);
            includes.miss();
            return Quotes.endOfWord(chars, open, limit);
        }
        String file = unit.text(open + 1 + base, close + base);
        included = includes.enter(unit, from + base, close + 1 + base, file, findings);
        return close + 1;
    }
}
