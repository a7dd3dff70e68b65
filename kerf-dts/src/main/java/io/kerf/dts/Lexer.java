// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import org.jspecify.annotations.Nullable;

/**
 * Cuts source text into tokens, one at a time and without an object for each: the current token is in the fields. The state
 * decides what a word is, as in the grammar of {@code dtc}: a name behind an opening brace, a semicolon and the deleting keywords,
 * hexadecimal bytes behind an opening bracket, else a number or a label.
 */
final class Lexer {
    /** What a word is taken for. */
    enum State {
        VALUE,
        NAME,
        BYTES
    }

    private final Findings findings;
    private final NameTable names;
    private final NumberScanner numbers = new NumberScanner();
    private final QuoteScanner quotes;
    private final ReferenceScanner references;
    private final SlashScanner slashes;
    private final PreprocessorLines preprocessorLines;

    private SourceUnit unit;
    private byte[] chars;
    /** Offset in the unit of the first of {@link #chars}. */
    private int base;
    /** Index behind the characters. */
    private int limit;
    /** Index of the next character. */
    private int at;
    /** In state BYTES: words that begin before this index are known to be no labels. */
    private int noLabelBefore;

    private int crossings;
    private State state = State.VALUE;

    private TokenKind kind = TokenKind.END;
    private SourceUnit tokenUnit;
    private int start;
    private int end;
    private SourceUnit previousUnit;
    private int previousEnd;
    private long number;
    private Name name;

    Lexer(SourceUnit unit, NameTable names, Includes includes, Findings findings) {
        this(unit, unit.chars(), 0, names, includes, findings);
    }

    /** Reads part of a unit: {@link AsciiBytes} that begin at {@code base} in the unit. */
    Lexer(SourceUnit unit, byte[] chars, int base, NameTable names, Includes includes, Findings findings) {
        this.unit = unit;
        this.chars = chars;
        this.base = base;
        this.limit = AsciiBytes.limit(chars);
        this.names = names;
        this.findings = findings;
        this.quotes = new QuoteScanner(findings);
        this.references = new ReferenceScanner(names, findings);
        this.slashes = new SlashScanner(includes, findings);
        this.preprocessorLines = new PreprocessorLines(findings);
        this.name = references.name();
        this.tokenUnit = unit;
        this.previousUnit = unit;
        this.start = base;
        this.end = base;
        this.previousEnd = base;
    }

    TokenKind kind() {
        return kind;
    }

    SourceUnit unit() {
        return tokenUnit;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    SourceUnit previousUnit() {
        return previousUnit;
    }

    int previousEnd() {
        return previousEnd;
    }

    /** The value of a NUMBER, CHARACTER or BYTE. */
    long number() {
        return number;
    }

    /** The name of a NAME (its backslash dropped), a LABEL (without the colon), or what a reference refers to. */
    Name name() {
        return name;
    }

    /** Whether a STRING is ASCII, and has no backslash in it. */
    boolean plain() {
        return quotes.plain();
    }

    /** The characters around the token; {@link #indexOf} gives where in them a position is. */
    byte[] chars() {
        return chars;
    }

    int indexOf(int position) {
        return position - base;
    }

    int positionOf(int index) {
        return index + base;
    }

    /** Index of the next character to be read. */
    int at() {
        return at;
    }

    String tokenText() {
        return textTo(end);
    }

    /** The characters from the start of the current token to a position. */
    String textTo(int position) {
        return unit.text(start, position);
    }

    /** Whether the source is one for the C preprocessor, so that words without a meaning are no errors of their own. */
    boolean lacksPreprocessor() {
        return preprocessorLines.haveDirectives();
    }

    /** Whether a comment without an end took the rest of a text. */
    boolean endsInComment() {
        return slashes.endInComment();
    }

    /** How often reading went into an included file or back out of one. */
    int crossings() {
        return crossings;
    }

    /** Whether a name may be the next token, in the unit of the current one. */
    boolean isBeforeName() {
        return state == State.NAME && unit == tokenUnit;
    }

    void setState(State state) {
        this.state = state;
    }

    /** Goes back to the start of the current token, to read it again in another state. */
    void rewind(State newState) {
        if (tokenUnit == unit) {
            at = start - base;
            end = previousEnd;
            tokenUnit = previousUnit;
        }
        state = newState;
    }

    /** Goes to a position in the unit of the current token. */
    void jumpTo(int position, State newState) {
        if (tokenUnit == unit) {
            at = position - base;
            start = position;
            end = position;
        }
        state = newState;
    }

    /** Reads the next token. */
    TokenKind next() {
        if (previousUnit != tokenUnit) {
            previousUnit = tokenUnit;
        }
        previousEnd = end;
        kind = scan();
        if (tokenUnit != unit) {
            tokenUnit = unit;
        }
        end = at + base;
        return kind;
    }

    private TokenKind scan() {
        while (true) {
            at = AsciiBytes.skipSpace(chars, at);
            start = at + base;
            byte c = chars[at];
            if (c == '#' && skipPreprocessorLine()) {
                continue;
            }
            int type = CharType.of(c);
            if (state == State.NAME && (type & CharType.NAME) != 0) {
                return scanName();
            }
            TokenKind single = Punctuation.single(c, chars[at + 1]);
            if (single != null) {
                at++;
                return punctuation(c, single);
            }
            if (state == State.BYTES && (type & CharType.HEX) != 0) {
                return scanByte();
            }
            if ((type & CharType.DIGIT) != 0) {
                return scanNumber();
            }
            if ((type & CharType.LABEL_START) != 0) {
                return scanWord();
            }
            if (c == '/') {
                TokenKind found = scanSlash();
                if (found != null) {
                    return found;
                }
            } else if (c != 0 || at != limit) {
                return scanPunctuation(c);
            } else if (unit.parent == null) {
                return TokenKind.END;
            } else {
                enter(unit.parent, unit.resumeAt);
            }
        }
    }

    private TokenKind scanName() {
        int from = at;
        at = AsciiBytes.skipName(chars, from);
        name = names.of(chars, from, at);
        if (chars[at] == ':' && CharType.isLabel(chars, from, at)) {
            at++;
            return TokenKind.LABEL;
        }
        state = State.VALUE;
        return TokenKind.NAME;
    }

    private TokenKind scanWord() {
        int i = CharType.skip(chars, at, CharType.LABEL);
        if (chars[i] == ':') {
            return label(i);
        }
        while (CharType.is(chars[i], CharType.NAME) && chars[i] != '?' && chars[i] != '+' && chars[i] != '*') {
            i++;
        }
        at = i;
        return TokenKind.WORD;
    }

    private TokenKind label(int colon) {
        name = names.of(chars, at, colon);
        at = colon + 1;
        return TokenKind.LABEL;
    }

    private TokenKind scanByte() {
        if (CharType.is(chars[at], CharType.LABEL_START) && at >= noLabelBefore) {
            int i = CharType.skip(chars, at, CharType.LABEL);
            if (chars[i] == ':') {
                return label(i);
            }
            noLabelBefore = i;
        }
        if (!CharType.is(chars[at + 1], CharType.HEX)) {
            at++;
            return TokenKind.WORD;
        }
        number = CharType.hexValue(chars[at]) << 4 | CharType.hexValue(chars[at + 1]);
        at += 2;
        return TokenKind.BYTE;
    }

    private TokenKind scanNumber() {
        int from = at;
        at = numbers.scan(chars, from);
        number = numbers.value();
        if (numbers.isWord()) {
            return TokenKind.WORD;
        }
        if (numbers.isBad()) {
            numbers.report(chars, from, base, unit, findings);
        }
        return TokenKind.NUMBER;
    }

    private TokenKind scanPunctuation(byte c) {
        at++;
        return switch (c) {
            case '"' -> scanString();
            case '\'' -> scanCharacter();
            case '&' -> scanReference();
            case '\\' -> scanBackslash();
            default -> {
                TokenKind found = Punctuation.of(c, chars[at]);
                if (Punctuation.isDouble(found)) {
                    at++;
                } else if (c < 0) {
                    at = start - base + Character.charCount(unit.text.text().codePointAt(start));
                }
                yield punctuation(c, found);
            }
        };
    }

    /** Takes a token of punctuation, and for what comes behind it the state. */
    private TokenKind punctuation(byte c, TokenKind found) {
        if (c == ';' || c == '{') {
            state = State.NAME;
        } else if (c == '[') {
            state = State.BYTES;
        } else if (c == ']') {
            state = State.VALUE;
        }
        return found;
    }

    /** A backslash in front of a name is dropped: it lets a name begin like a keyword. */
    private TokenKind scanBackslash() {
        if (state != State.NAME || !CharType.is(chars[at], CharType.NAME)) {
            return TokenKind.BAD_CHARACTER;
        }
        int behind = CharType.skip(chars, at, CharType.NAME);
        name = names.of(chars, at, behind);
        at = behind;
        state = State.VALUE;
        return TokenKind.NAME;
    }

    private TokenKind scanReference() {
        at = references.scan(chars, at - 1, base, unit);
        name = references.name();
        return references.kind();
    }

    private TokenKind scanString() {
        at = quotes.scanString(chars, at - 1, limit, base, unit);
        return quotes.kind();
    }

    private TokenKind scanCharacter() {
        at = quotes.scanCharacter(chars, at - 1, limit, base, unit);
        number = quotes.value();
        return quotes.kind();
    }

    /** Returns the token, or null if it was a comment or an include. */
    private @Nullable TokenKind scanSlash() {
        at = slashes.scan(chars, at, limit, base, unit);
        SourceUnit included = slashes.included();
        if (included != null) {
            enter(included, 0);
        }
        TokenKind found = slashes.kind();
        if (found != null) {
            switch (found) {
                case DELETE_NODE, DELETE_PROPERTY, OMIT_IF_NO_REF -> state = State.NAME;
                case INCBIN, UNKNOWN_KEYWORD, SLASH -> {}
                default -> state = State.VALUE;
            }
        }
        return found;
    }

    /** Skips a line from or for the C preprocessor. */
    private boolean skipPreprocessorLine() {
        int behind = preprocessorLines.skip(chars, at, limit, base, unit);
        boolean skipped = behind > at;
        at = behind;
        return skipped;
    }

    private void enter(SourceUnit into, int index) {
        crossings++;
        unit = into;
        chars = into.chars();
        base = 0;
        limit = AsciiBytes.limit(chars);
        at = index;
        quotes.reset();
        noLabelBefore = 0;
    }
}
