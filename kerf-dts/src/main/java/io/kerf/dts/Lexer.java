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

    /** The characters around the token; {@link #indexOf} gives positions in them. */
    char[] chars() {
        return chars;
    }

    int indexOf(int position) {
        return position - base;
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

    /** Whether the current token stands on a later line than the one before it. */
    boolean onNewLine() {
        if (tokenUnit != previousUnit || kind == TokenKind.END) {
            return true;
        }
        for (int i = previousEnd - base; i < start - base; i++) {
            if (chars[i] == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Whether the next character behind the current token, blanks left out, is one of some. */
    boolean followedBy(String any) {
        int i = skipBlanks(at);
        return any.indexOf(chars[i]) >= 0;
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
            char c = chars[at];
            int type = CharType.of(c);
            if ((type & CharType.SPACE) != 0) {
                at++;
                continue;
            }
            start = at + base;
            if (c == '#' && skipLineMarker()) {
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
        boolean label = (CharType.of(chars[i]) & CharType.LABEL_START) != 0;
        while (true) {
            int type = CharType.of(chars[i]);
            if ((type & CharType.NAME) == 0) {
                break;
            }
            label &= (type & CharType.LABEL) != 0;
            i++;
        }
        name = names.of(chars, from, i);
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
            at++;
            return TokenKind.SLASH;
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
        TokenKind found = switch (word) {
            case "dts-v1" -> TokenKind.DTS_V1;
            case "multikernel-v1" -> TokenKind.MULTIKERNEL_V1;
            case "plugin" -> TokenKind.PLUGIN;
            case "memreserve" -> TokenKind.MEMRESERVE;
            case "bits" -> TokenKind.BITS;
            case "incbin" -> TokenKind.INCBIN;
            case "delete-node" -> TokenKind.DELETE_NODE;
            case "delete-property" -> TokenKind.DELETE_PROPERTY;
            case "omit-if-no-ref" -> TokenKind.OMIT_IF_NO_REF;
            default -> TokenKind.UNKNOWN_KEYWORD;
        };
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

    /** Skips what a preprocessor leaves: {@code # 12 "file" flags} or {@code #line 12 "file"} at the start of a line. */
    private boolean skipLineMarker() {
        if (at > 0 && chars[at - 1] != '\n' || at == 0 && base > 0) {
            return false;
        }
        int i = at + 1;
        if (chars[i] == 'l' && chars[i + 1] == 'i' && chars[i + 2] == 'n' && chars[i + 3] == 'e') {
            i += 4;
        }
        int digits = skipBlanks(i);
        int behind = digits;
        while ((CharType.of(chars[behind]) & CharType.DIGIT) != 0) {
            behind++;
        }
        int quote = skipBlanks(behind);
        if (digits == i || behind == digits || quote == behind || chars[quote] != '"') {
            return false;
        }
        while (chars[quote] != '\n' && !(chars[quote] == 0 && quote == limit)) {
            quote++;
        }
        at = quote;
        return true;
    }

    private int skipBlanks(int from) {
        int i = from;
        while (chars[i] == ' ' || chars[i] == '\t') {
            i++;
        }
        return i;
    }

    private void include() {
        int i = at;
        while ((CharType.of(chars[i]) & CharType.SPACE) != 0) {
            i++;
        }
        int from = i + 1;
        int to = chars[i] == '"' ? endOfString(i) : -1;
        if (to < 0) {
            findings.add(
                    Diagnostic.error(Codes.INCLUDE, "'/include/' needs a file name in quotes"), unit, start, at + base);
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
        noLabelBefore = 0;
    }

    private void leave() {
        SourceUnit parent = Objects.requireNonNull(unit.parent);
        enter(parent, unit.resumeAt);
    }

    private TokenKind scanWord() {
        int i = at;
        while ((CharType.of(chars[i]) & CharType.LABEL) != 0) {
            i++;
        }
        if (chars[i] == ':') {
            name = names.of(chars, at, i);
            at = i + 1;
            return TokenKind.LABEL;
        }
        while ((CharType.of(chars[i]) & CharType.NAME) != 0 && chars[i] != '?' && chars[i] != '+' && chars[i] != '*') {
            i++;
        }
        at = i;
        return TokenKind.WORD;
    }

    private TokenKind scanByte() {
        if ((CharType.of(chars[at]) & CharType.LABEL_START) != 0 && at >= noLabelBefore) {
            int i = at;
            while ((CharType.of(chars[i]) & CharType.LABEL) != 0) {
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

    /**
     * Reads a number as {@code strtoull} with base 0 does, with a suffix of U, L, UL, LL or ULL. A label may follow at once; any
     * other letter makes it a WORD.
     */
    private TokenKind scanNumber() {
        int i = at;
        long value = 0;
        boolean tooBig = false;
        boolean badOctal = false;
        if (chars[i] == '0' && (chars[i + 1] | 0x20) == 'x' && (CharType.of(chars[i + 2]) & CharType.HEX) != 0) {
            for (i += 2; (CharType.of(chars[i]) & CharType.HEX) != 0; i++) {
                tooBig |= value >>> 60 != 0;
                value = value << 4 | CharType.hexValue(chars[i]);
            }
        } else if (chars[i] == '0') {
            for (i++; (CharType.of(chars[i]) & CharType.DIGIT) != 0; i++) {
                badOctal |= chars[i] >= '8';
                tooBig |= value >>> 61 != 0;
                value = value << 3 | CharType.hexValue(chars[i]);
            }
        } else {
            for (; (CharType.of(chars[i]) & CharType.DIGIT) != 0; i++) {
                long digit = CharType.hexValue(chars[i]);
                // (2^64 - 1) / 10 is 1844674407370955161, with 5 left over.
                int order = Long.compareUnsigned(value, 1844674407370955161L);
                tooBig |= order > 0 || order == 0 && digit > 5;
                value = value * 10 + digit;
            }
        }
        int digitsEnd = i;
        i = skipSuffix(i);
        number = value;
        // As for dtc, a suffix ends a number: what follows may be the next one.
        boolean next = i > digitsEnd && (CharType.of(chars[i]) & CharType.DIGIT) != 0;
        if ((CharType.of(chars[i]) & CharType.LABEL) != 0 && !next && !labelFollows(i)) {
            while ((CharType.of(chars[i]) & CharType.LABEL) != 0) {
                i++;
            }
            at = i;
            return TokenKind.WORD;
        }
        at = i;
        if (badOctal || tooBig) {
            badNumber(digitsEnd, badOctal);
        }
        return TokenKind.NUMBER;
    }

    private int skipSuffix(int from) {
        int i = from;
        if (chars[i] == 'U') {
            i++;
        }
        if (chars[i] == 'L') {
            i++;
            if (chars[i] == 'L') {
                i++;
            }
        }
        return i;
    }

    private boolean labelFollows(int from) {
        int i = from;
        if ((CharType.of(chars[i]) & CharType.LABEL_START) == 0) {
            return false;
        }
        while ((CharType.of(chars[i]) & CharType.LABEL) != 0) {
            i++;
        }
        return chars[i] == ':';
    }

    private void badNumber(int digitsEnd, boolean badOctal) {
        String text = new String(chars, start - base, digitsEnd - (start - base));
        Diagnostic finding = badOctal
                ? Diagnostic.error(Codes.BAD_NUMBER, "'" + text + "' is not a number: a leading 0 makes it octal")
                        .withSuggestion(
                                "write " + text.replaceFirst("^0+", "") + ", or 0x" + text.replaceFirst("^0+", ""))
                : Diagnostic.error(Codes.BAD_NUMBER, "'" + text + "' does not fit into 64 bits");
        findings.add(finding, unit, start, digitsEnd + base);
    }

    private TokenKind scanPunctuation(char c) {
        char d = chars[at + 1];
        at++;
        switch (c) {
            case '{', ';' -> state = State.NAME;
            case '[' -> state = State.BYTES;
            case ']' -> state = State.VALUE;
            default -> {}
        }
        return switch (c) {
            case '{' -> TokenKind.LEFT_BRACE;
            case ';' -> TokenKind.SEMICOLON;
            case '[' -> TokenKind.LEFT_BRACKET;
            case ']' -> TokenKind.RIGHT_BRACKET;
            case '}' -> TokenKind.RIGHT_BRACE;
            case '"' -> scanString();
            case '\'' -> scanCharacter();
            case '=' -> oneOrTwo(d == '=', TokenKind.EQUAL, TokenKind.EQUALS);
            case ',' -> TokenKind.COMMA;
            case '(' -> TokenKind.LEFT_PAREN;
            case ')' -> TokenKind.RIGHT_PAREN;
            case '<' -> d == '<' ? two(TokenKind.SHIFT_LEFT) : oneOrTwo(d == '=', TokenKind.LESS_EQUAL, TokenKind.LESS);
            case '>' ->
                d == '>' ? two(TokenKind.SHIFT_RIGHT) : oneOrTwo(d == '=', TokenKind.GREATER_EQUAL, TokenKind.GREATER);
            case '&' -> scanAmpersand(d);
            case '\\' -> scanBackslash();
            default -> scanOperator(c, d);
        };
    }

    private TokenKind scanOperator(char c, char d) {
        return switch (c) {
            case '?' -> TokenKind.QUESTION;
            case ':' -> TokenKind.COLON;
            case '|' -> oneOrTwo(d == '|', TokenKind.OR_OR, TokenKind.OR);
            case '^' -> TokenKind.XOR;
            case '!' -> oneOrTwo(d == '=', TokenKind.NOT_EQUAL, TokenKind.NOT);
            case '+' -> TokenKind.PLUS;
            case '-' -> TokenKind.MINUS;
            case '*' -> TokenKind.STAR;
            case '%' -> TokenKind.PERCENT;
            case '~' -> TokenKind.TILDE;
            default -> {
                if (Character.isHighSurrogate(c) && Character.isLowSurrogate(d)) {
                    at++;
                }
                yield TokenKind.BAD_CHARACTER;
            }
        };
    }

    private TokenKind oneOrTwo(boolean second, TokenKind both, TokenKind one) {
        return second ? two(both) : one;
    }

    private TokenKind two(TokenKind both) {
        at++;
        return both;
    }

    /** A backslash in front of a name is dropped: it lets a name begin like a keyword. */
    private TokenKind scanBackslash() {
        if (state != State.NAME || (CharType.of(chars[at]) & CharType.NAME) == 0) {
            return TokenKind.BAD_CHARACTER;
        }
        int i = at;
        while ((CharType.of(chars[i]) & CharType.NAME) != 0) {
            i++;
        }
        name = names.of(chars, at, i);
        at = i;
        state = State.VALUE;
        return TokenKind.NAME;
    }

    private TokenKind scanAmpersand(char d) {
        if (d == '&') {
            return two(TokenKind.AND_AND);
        }
        int i = at;
        if (d == '{') {
            for (i++; (CharType.of(chars[i]) & CharType.NAME) != 0 || chars[i] == '/'; i++) {}
            if (chars[i] == '}') {
                name = names.of(chars, at + 1, i);
                at = i + 1;
                return TokenKind.PATH_REFERENCE;
            }
            return TokenKind.AND;
        }
        if ((CharType.of(d) & CharType.LABEL_START) == 0) {
            return TokenKind.AND;
        }
        while ((CharType.of(chars[i]) & CharType.LABEL) != 0) {
            i++;
        }
        name = names.of(chars, at, i);
        at = i;
        return TokenKind.LABEL_REFERENCE;
    }

    /** Finds the closing quote of a string whose opening quote is at an index; -1 if there is none. */
    private int endOfString(int quote) {
        escaped = false;
        for (int i = quote + 1; i < limit; i++) {
            char c = chars[i];
            if (c == '"') {
                return i;
            }
            if (c == '\\') {
                escaped = true;
                i++;
                if (chars[i] == '\n') {
                    return -1;
                }
            }
        }
        return -1;
    }

    private TokenKind scanString() {
        int close = endOfString(at - 1);
        if (close >= 0) {
            at = close + 1;
            return TokenKind.STRING;
        }
        int lineEnd = at;
        while (lineEnd < limit && chars[lineEnd] != '\n') {
            lineEnd++;
        }
        unterminated("a string begins here and does not end", "end it with '\"'", lineEnd);
        return TokenKind.UNTERMINATED;
    }

    private void unterminated(String message, String suggestion, int lineEnd) {
        int stop = lineEnd;
        while (stop > at && (CharType.of(chars[stop - 1]) & CharType.SPACE) != 0) {
            stop--;
        }
        if (stop > at && chars[stop - 1] == ';') {
            stop--;
        }
        at = stop;
        findings.add(
                Diagnostic.error(Codes.UNTERMINATED, message).withSuggestion(suggestion), unit, start, stop + base);
    }

    private TokenKind scanCharacter() {
        int i = at;
        while (i < limit && chars[i] != '\'' && chars[i] != '\n') {
            i += chars[i] == '\\' && chars[i + 1] != '\n' && i + 1 < limit ? 2 : 1;
        }
        if (chars[i] != '\'') {
            unterminated("a character begins here and does not end", "end it with \"'\"", i);
            return TokenKind.UNTERMINATED;
        }
        ValueBuffer bytes = new ValueBuffer(8);
        boolean good = Escapes.append(chars, at, i, base, unit, bytes, findings);
        at = i + 1;
        number = bytes.size() == 0 ? 0 : bytes.get(0) & 0xff;
        if (good && bytes.size() != 1) {
            findings.add(
                    Diagnostic.error(
                            Codes.BAD_LITERAL,
                            bytes.size() == 0
                                    ? "a character literal is empty"
                                    : "a character literal has " + bytes.size() + " bytes instead of 1"),
                    unit,
                    start,
                    at + base);
        }
        return TokenKind.CHARACTER;
    }
}
