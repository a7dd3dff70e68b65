// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import java.util.Objects;
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
    private final Includes includes;

    private SourceUnit unit;
    private char[] chars;
    /** Offset in the unit of the first of {@link #chars}. */
    private int base;
    /** Index of the NUL behind the characters. */
    private int limit;
    /** Index of the next character. */
    private int at;
    /** In state BYTES: words that begin before this index are known to be no labels. */
    private int noLabelBefore;

    private int crossings;

    private boolean endsInComment;

    private final PreprocessorLines preprocessorLines;

    private final NumberScanner numbers = new NumberScanner();

    private final StringEnds strings = new StringEnds();

    private State state = State.VALUE;

    private TokenKind kind = TokenKind.END;
    private SourceUnit tokenUnit;
    private int start;
    private int end;
    private SourceUnit previousUnit;
    private int previousEnd;
    private long number;
    private Name name = NO_NAME;
    private boolean escaped;

    private static final Name NO_NAME = new Name("", 0);

    Lexer(SourceUnit unit, NameTable names, Includes includes, Findings findings) {
        this(unit, unit.chars(), 0, names, includes, findings);
    }

    /** Reads part of a unit: {@code chars} begin at {@code base} in the unit and end in a NUL. */
    Lexer(SourceUnit unit, char[] chars, int base, NameTable names, Includes includes, Findings findings) {
        this.unit = unit;
        this.chars = chars;
        this.base = base;
        this.limit = chars.length - 1;
        this.names = names;
        this.includes = includes;
        this.findings = findings;
        this.preprocessorLines = new PreprocessorLines(findings);
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

    /** Whether a STRING has a backslash in it. */
    boolean escaped() {
        return escaped;
    }

    /** The characters around the token; {@link #indexOf} gives where in them a position is. A NUL is behind them. */
    char[] chars() {
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
        return new String(chars, start - base, end - start);
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

    /** Goes to the end of the line on which the current token begins; returns what is left out. */
    String jumpToEndOfLine(State newState) {
        int from = start - base;
        int i = from;
        while (chars[i] != '\n' && i < limit) {
            i++;
        }
        jumpTo(i + base, newState);
        return new String(chars, from, i - from);
    }

    /** Reads the next token. */
    TokenKind next() {
        previousUnit = tokenUnit;
        previousEnd = end;
        kind = scan();
        tokenUnit = unit;
        end = at + base;
        return kind;
    }

    private TokenKind scan() {
        while (true) {
            int i = at;
            int type = CharType.of(chars[i]);
            while ((type & CharType.SPACE) != 0) {
                type = CharType.of(chars[++i]);
            }
            char c = chars[i];
            at = i;
            start = i + base;
            if (c == '#' && skipPreprocessorLine()) {
                continue;
            }
            if (state == State.NAME && (type & CharType.NAME) != 0) {
                return scanName();
            }
            if (c == '/') {
                TokenKind found = scanSlash();
                if (found != null) {
                    return found;
                }
                continue;
            }
            if (c == 0 && at == limit) {
                if (unit.parent == null) {
                    return TokenKind.END;
                }
                leave();
                continue;
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
            return scanPunctuation(c);
        }
    }

    private TokenKind scanName() {
        int from = at;
        int i = at;
        boolean label = CharType.is(chars[i], CharType.LABEL_START);
        int hash = names.startOfHash();
        for (int type; ((type = CharType.of(chars[i])) & CharType.NAME) != 0; i++) {
            label &= (type & CharType.LABEL) != 0;
            hash = NameTable.hash(hash, chars[i]);
        }
        name = names.of(chars, from, i, hash);
        if (label && chars[i] == ':') {
            at = i + 1;
            return TokenKind.LABEL;
        }
        at = i;
        state = State.VALUE;
        return TokenKind.NAME;
    }

    /** Returns the token, or null if it was a comment or an include. */
    private @Nullable TokenKind scanSlash() {
        char c = chars[at + 1];
        if (c == '*') {
            return skipBlockComment();
        }
        if (c == '/') {
            while (chars[at] != '\n' && !(chars[at] == 0 && at == limit)) {
                at++;
            }
            return null;
        }
        int i = at + 1;
        while (isKeywordPart(chars[i])) {
            i++;
        }
        if (chars[i] != '/' || !(c >= 'a' && c <= 'z')) {
            boolean unended = c >= 'a' && c <= 'z' && Punctuation.isKeyword(new String(chars, at + 1, i - at - 1));
            at = unended ? i : at + 1;
            return unended ? TokenKind.UNKNOWN_KEYWORD : TokenKind.SLASH;
        }
        return scanKeyword(new String(chars, at + 1, i - at - 1), i + 1);
    }

    private static boolean isKeywordPart(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
    }

    private @Nullable TokenKind scanKeyword(String word, int behind) {
        at = behind;
        if (word.equals("include")) {
            include();
            return null;
        }
        TokenKind found = Punctuation.keyword(word);
        switch (found) {
            case DELETE_NODE, DELETE_PROPERTY, OMIT_IF_NO_REF -> state = State.NAME;
            case INCBIN, UNKNOWN_KEYWORD -> {}
            default -> state = State.VALUE;
        }
        return found;
    }

    private @Nullable TokenKind skipBlockComment() {
        for (int i = at + 2; i < limit; i++) {
            if (chars[i] == '*' && chars[i + 1] == '/') {
                at = i + 2;
                return null;
            }
        }
        int from = start;
        at = limit;
        endsInComment = true;
        findings.add(
                Diagnostic.error(Codes.UNTERMINATED, "a comment begins here and does not end")
                        .withSuggestion("end it with '*/'"),
                unit,
                from,
                from + 2);
        return null;
    }

    /** Skips a line from or for the C preprocessor. */
    private boolean skipPreprocessorLine() {
        int behind = preprocessorLines.skip(chars, at, limit, base, unit);
        boolean skipped = behind > at;
        at = behind;
        return skipped;
    }

    /** Whether the source is one for the C preprocessor, so that words without a meaning are no errors of their own. */
    boolean lacksPreprocessor() {
        return preprocessorLines.haveDirectives();
    }

    private void include() {
        int i = at;
        while (CharType.is(chars[i], CharType.SPACE)) {
            i++;
        }
        int from = i + 1;
        int to = chars[i] == '"' ? Quotes.endOfString(chars, i, limit) : -1;
        if (to < 0 || Quotes.hasLineBreak(chars, from, to)) {
            findings.add(
                    Diagnostic.error(Codes.INCLUDE, "'/include/' needs a file name in quotes")
                            .withSuggestion("write /include/ \"file\""),
                    unit,
                    start,
                    at + base);
            at = Quotes.endOfWord(chars, i, limit);
            includes.miss();
            return;
        }
        at = to + 1;
        String file = new String(chars, from, to - from);
        SourceUnit child = includes.enter(unit, start, at + base, file, findings);
        if (child != null) {
            enter(child, 0);
        }
    }

    /** Whether a comment without an end took the rest of a text. */
    boolean endsInComment() {
        return endsInComment;
    }

    /** How often reading went into an included file or back out of one. */
    int crossings() {
        return crossings;
    }

    private void enter(SourceUnit into, int index) {
        crossings++;
        unit = into;
        chars = into.chars();
        base = 0;
        limit = chars.length - 1;
        at = index;
        strings.reset();
        noLabelBefore = 0;
    }

    private void leave() {
        SourceUnit parent = Objects.requireNonNull(unit.parent);
        enter(parent, unit.resumeAt);
    }

    private TokenKind scanWord() {
        int i = at;
        while (CharType.is(chars[i], CharType.LABEL)) {
            i++;
        }
        if (chars[i] == ':') {
            name = names.of(chars, at, i);
            at = i + 1;
            return TokenKind.LABEL;
        }
        while (CharType.is(chars[i], CharType.NAME) && chars[i] != '?' && chars[i] != '+' && chars[i] != '*') {
            i++;
        }
        at = i;
        return TokenKind.WORD;
    }

    private TokenKind scanByte() {
        if (CharType.is(chars[at], CharType.LABEL_START) && at >= noLabelBefore) {
            int i = at;
            while (CharType.is(chars[i], CharType.LABEL)) {
                i++;
            }
            if (chars[i] == ':') {
                name = names.of(chars, at, i);
                at = i + 1;
                return TokenKind.LABEL;
            }
            noLabelBefore = i;
        }
        int low = Character.digit(chars[at + 1], 16);
        if (chars[at + 1] >= 128 || low < 0) {
            at++;
            return TokenKind.WORD;
        }
        number = CharType.hexValue(chars[at]) << 4 | low;
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
        numbers.report(chars, from, base, unit, findings);
        return TokenKind.NUMBER;
    }

    private TokenKind scanPunctuation(char c) {
        char d = chars[at + 1];
        at++;
        switch (c) {
            case '{', ';' -> state = State.NAME;
            case '[' -> state = State.BYTES;
            case ']' -> state = State.VALUE;
            case '"' -> {
                return scanString();
            }
            case '\'' -> {
                return scanCharacter();
            }
            case '&' -> {
                return scanAmpersand(d);
            }
            case '\\' -> {
                return scanBackslash();
            }
            default -> {}
        }
        TokenKind found = Punctuation.of(c, d);
        if (found == TokenKind.BAD_CHARACTER && Character.isHighSurrogate(c) && Character.isLowSurrogate(d)
                || Punctuation.isDouble(found)) {
            at++;
        }
        return found;
    }

    /** A backslash in front of a name is dropped: it lets a name begin like a keyword. */
    private TokenKind scanBackslash() {
        if (state != State.NAME || !CharType.is(chars[at], CharType.NAME)) {
            return TokenKind.BAD_CHARACTER;
        }
        int i = at;
        while (CharType.is(chars[i], CharType.NAME)) {
            i++;
        }
        name = names.of(chars, at, i);
        at = i;
        state = State.VALUE;
        return TokenKind.NAME;
    }

    private TokenKind scanAmpersand(char d) {
        if (d == '&') {
            at++;
            return TokenKind.AND_AND;
        }
        int i = at;
        if (d == '{') {
            for (i++; CharType.is(chars[i], CharType.NAME) || chars[i] == '/'; i++) {}
            if (chars[i] == '}') {
                name = names.of(chars, at + 1, i);
                at = i + 1;
                return TokenKind.PATH_REFERENCE;
            }
            findings.add(
                    Diagnostic.error(Codes.UNTERMINATED, "a reference by path begins here and does not end")
                            .withSuggestion("end it with '}'"),
                    unit,
                    start,
                    i + base);
            i -= chars[i - 1] == ',' ? 1 : 0;
            name = names.of(chars, at + 1, i);
            at = i;
            return TokenKind.PATH_REFERENCE;
        }
        if (!CharType.is(d, CharType.LABEL_START)) {
            return TokenKind.AND;
        }
        while (CharType.is(chars[i], CharType.LABEL)) {
            i++;
        }
        name = names.of(chars, at, i);
        at = i;
        return TokenKind.LABEL_REFERENCE;
    }

    private TokenKind scanString() {
        int open = at - 1;
        int close = strings.find(chars, open, limit);
        if (close < 0) {
            return unterminated("a string begins here and does not end", "end it with '\"'", at);
        }
        escaped = strings.hasEscapeBehind(open);
        at = close + 1;
        return TokenKind.STRING;
    }

    private TokenKind scanCharacter() {
        int close = Quotes.endOfCharacter(chars, at, limit);
        if (chars[close] != '\'') {
            return unterminated("a character begins here and does not end", "end it with \"'\"", close);
        }
        number = Quotes.character(chars, at, close, base, unit, findings);
        at = close + 1;
        return TokenKind.CHARACTER;
    }

    /** Takes the rest of the line for what was meant, without a semicolon at its end. */
    private TokenKind unterminated(String message, String suggestion, int from) {
        int stop = Quotes.endOfLine(chars, at, from, limit);
        at = stop;
        findings.add(
                Diagnostic.error(Codes.UNTERMINATED, message).withSuggestion(suggestion), unit, start, stop + base);
        return TokenKind.UNTERMINATED;
    }
}
