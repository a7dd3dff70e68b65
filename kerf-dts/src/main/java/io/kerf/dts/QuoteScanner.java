// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;

/** Reads what stands in quotes: strings, of which only the end is looked for, and character literals. */
final class QuoteScanner {
    private final Findings findings;
    private final StringEnds strings = new StringEnds();

    private TokenKind kind = TokenKind.END;
    private boolean plain;
    private long value;

    QuoteScanner(Findings findings) {
        this.findings = findings;
    }

    /** The token that was read last: STRING, CHARACTER or UNTERMINATED. */
    TokenKind kind() {
        return kind;
    }

    /** Whether the last string is ASCII, and has no backslash in it. */
    boolean plain() {
        return plain;
    }

    /** What the last character literal is worth. */
    long value() {
        return value;
    }

    /** Forgets what is known, for another text. */
    void reset() {
        strings.reset();
    }

    /** Reads from the quote at an index; returns the index behind. */
    int scanString(byte[] chars, int open, int limit, int base, SourceUnit unit) {
        int close = strings.find(chars, open, limit);
        if (close < 0) {
            int stop = Quotes.endOfLine(chars, open + 1, open + 1, limit);
            unterminated("a string begins here and does not end", "end it with '\"'", unit, open + base, stop + base);
            return stop;
        }
        plain = strings.isPlainBehind(open);
        kind = TokenKind.STRING;
        return close + 1;
    }

    /** Reads from the quote at an index; returns the index behind. */
    int scanCharacter(byte[] chars, int open, int limit, int base, SourceUnit unit) {
        int close = Quotes.endOfCharacter(chars, open + 1, limit);
        if (chars[close] != '\'') {
            int stop = Quotes.endOfLine(chars, open + 1, close, limit);
            unterminated(
                    "a character begins here and does not end", "end it with \"'\"", unit, open + base, stop + base);
            return stop;
        }
        value = Quotes.character(chars, open + 1, close, base, unit, findings);
        kind = TokenKind.CHARACTER;
        return close + 1;
    }

    /** The rest of the line is taken for what was meant, without a semicolon at its end. */
    private void unterminated(String message, String suggestion, SourceUnit unit, int start, int end) {
        kind = TokenKind.UNTERMINATED;
        findings.add(Diagnostic.error(Codes.UNTERMINATED, message).withSuggestion(suggestion), unit, start, end);
    }
}
