// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/** Lines of the C preprocessor: the markers that it leaves, and the directives that it would have taken out had it been run. */
final class PreprocessorLines {
    private final Findings findings;

    private boolean directives;

    PreprocessorLines(Findings findings) {
        this.findings = findings;
    }

    /** Whether there was a directive, so that the source still lacks what the preprocessor would have made of it. */
    boolean haveDirectives() {
        return directives;
    }

    /** Takes the line that begins with the number sign at an index; returns the index behind it, or that index if it is no such line. */
    int skip(byte[] chars, int at, int limit, int base, SourceUnit unit) {
        if (at > 0 && chars[at - 1] != '\n' || at == 0 && base > 0) {
            return at;
        }
        int behind = LineMarker.take(chars, at, limit, base, unit, findings);
        if (behind > at || !isDirective(chars, at)) {
            return behind;
        }
        behind = Quotes.endOfLine(chars, at, at, limit);
        if (!directives) {
            findings.add(
                    Diagnostic.error(Codes.PREPROCESSOR, "this line is for the C preprocessor, which has not been run")
                            .withSuggestion(
                                    "run it first (cpp -nostdinc -undef -x assembler-with-cpp), or use /include/"),
                    unit,
                    at + base,
                    behind + base);
        }
        directives = true;
        return behind;
    }

    /** Whether a line begins like {@code #include <x>}: with a directive's name and something that no name can have behind it. */
    private boolean isDirective(byte[] chars, int at) {
        int i = at + 1;
        while (chars[i] >= 'a' && chars[i] <= 'z') {
            i++;
        }
        int next = LineMarker.skipBlanks(chars, i);
        boolean argument = next > i && chars[next] != '=' && chars[next] != ';' && chars[next] != '{';
        boolean lone = directives && (chars[next] == '\n' || chars[next] == '\r');
        return i > at + 1
                && (argument && (chars[next] & 0xff) > ' ' && chars[next] != '/' || lone)
                && Keywords.isDirective(AsciiBytes.text(chars, at + 1, i));
    }
}
