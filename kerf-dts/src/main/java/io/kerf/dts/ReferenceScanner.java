// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/** Reads what begins with an ampersand: references by label and by path, and two operators. */
final class ReferenceScanner {
    private static final Name NO_NAME = new Name("", 0, 0, 0);

    private final NameTable names;
    private final Findings findings;

    private TokenKind kind = TokenKind.AND;
    private Name name = NO_NAME;

    ReferenceScanner(NameTable names, Findings findings) {
        this.names = names;
        this.findings = findings;
    }

    /** The token that was read last. */
    TokenKind kind() {
        return kind;
    }

    /** The label or path of the reference that was read last. */
    Name name() {
        return name;
    }

    /** Reads from the ampersand at an index; returns the index behind. */
    int scan(byte[] chars, int at, int base, SourceUnit unit) {
        byte c = chars[at + 1];
        if (CharType.is(c, CharType.LABEL_START)) {
            int behind = CharType.skip(chars, at + 1, CharType.LABEL);
            name = names.of(chars, at + 1, behind);
            kind = TokenKind.LABEL_REFERENCE;
            return behind;
        }
        if (c == '{') {
            kind = TokenKind.PATH_REFERENCE;
            return scanPath(chars, at, base, unit);
        }
        kind = c == '&' ? TokenKind.AND_AND : TokenKind.AND;
        return c == '&' ? at + 2 : at + 1;
    }

    private int scanPath(byte[] chars, int at, int base, SourceUnit unit) {
        int from = at + 2;
        int to = from;
        while (CharType.is(chars[to], CharType.NAME) || chars[to] == '/') {
            to++;
        }
        boolean closed = chars[to] == '}';
        if (!closed) {
            findings.add(
                    Diagnostic.error(Codes.UNTERMINATED, "a reference by path begins here and does not end")
                            .withSuggestion("end it with '}'"),
                    unit,
                    at + base,
                    to + base);
            to -= chars[to - 1] == ',' ? 1 : 0;
        }
        name = names.of(chars, from, to);
        return closed ? to + 1 : to;
    }
}
