// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.NearestWord;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keywords of the language, the directives of the C preprocessor, and what is said of words that look like them. */
final class Keywords {
    private static final List<String> ALL = List.of(
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

    private static final Set<String> DIRECTIVES =
            Set.of("include", "define", "undef", "if", "ifdef", "ifndef", "elif", "else", "endif", "pragma", "error");

    private Keywords() {}

    static boolean isDirective(String word) {
        return DIRECTIVES.contains(word);
    }

    /** Reports a word between slashes that is no keyword, or a keyword without its last slash. */
    static Diagnostic unknown(String text) {
        Diagnostic finding = Diagnostic.error(
                Codes.UNKNOWN_KEYWORD,
                text.endsWith("/")
                        ? "'" + text + "' is no keyword"
                        : "the '/' at the end of '" + text + "' is missing");
        return nearest(text)
                .map(near ->
                        finding.withSuggestion(text.endsWith("/") ? "did you mean " + near + "?" : "write " + near))
                .orElse(finding);
    }

    /** Reports a keyword without its first slash. */
    static Diagnostic slashMissing(String keyword) {
        return Diagnostic.error(Codes.UNKNOWN_KEYWORD, "the '/' at the start of '" + keyword + "/' is missing")
                .withSuggestion("write /" + keyword + "/");
    }

    /** The keyword that an unknown one was probably meant to be. */
    static TokenKind meant(String text) {
        return nearest(text)
                .map(near -> Punctuation.keyword(near.substring(1, near.length() - 1)))
                .orElse(TokenKind.UNKNOWN_KEYWORD);
    }

    private static Optional<String> nearest(String text) {
        return NearestWord.of(text, ALL);
    }
}
