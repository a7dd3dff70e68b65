// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/**
 * Reads a value in the plain form that nearly all have: strings without escapes, cell lists of numbers and references by label, and
 * bytes, with commas between and a semicolon behind. Anything else, also if it is quite right, is left to {@link ValueParser}.
 */
final class PlainValue {
    /** Instead of an index: what stands there has no plain form. */
    static final int OTHER = -1;

    private final NameTable names;
    private final ValueBuffer buffer;

    private int end;

    PlainValue(NameTable names, ValueBuffer buffer) {
        this.names = names;
        this.buffer = buffer;
    }

    /** The index behind the value that was read last. */
    int end() {
        return end;
    }

    /** Reads from an index behind the equals sign. Returns that of the semicolon, or {@link #OTHER}; then nothing has changed. */
    int read(byte[] chars, int from, int base, SourceUnit unit, PropertyDraft property) {
        int start = buffer.size();
        int at = from;
        do {
            end = part(chars, AsciiBytes.skipSpace(chars, at), base, unit, property);
            at = end == OTHER ? from : AsciiBytes.skipSpace(chars, end);
        } while (end != OTHER && chars[at++] == ',');
        if (end != OTHER && chars[at - 1] == ';') {
            return at - 1;
        }
        buffer.truncate(start);
        return OTHER;
    }

    /** Returns the index behind a part. */
    private int part(byte[] chars, int at, int base, SourceUnit unit, PropertyDraft property) {
        return switch (chars[at]) {
            case '<' -> cells(chars, at + 1, base, unit, property);
            case '"' -> string(chars, at + 1);
            case '[' -> bytes(chars, at + 1);
            default -> OTHER;
        };
    }

    private int string(byte[] chars, int from) {
        int to = AsciiBytes.skipPlain(chars, from, AsciiBytes.limit(chars));
        if (chars[to] != '"') {
            return OTHER;
        }
        buffer.putAscii(chars, from, to);
        buffer.putByte(0);
        return to + 1;
    }

    private int cells(byte[] chars, int from, int base, SourceUnit unit, PropertyDraft property) {
        int at = from;
        while (true) {
            at = AsciiBytes.skipSpace(chars, at);
            byte c = chars[at];
            if (c == '>') {
                return at + 1;
            }
            if (CharType.is(c, CharType.DIGIT)) {
                at = number(chars, at);
            } else {
                at = c == '&' ? reference(chars, at, base, unit, property) : OTHER;
            }
            if (at == OTHER || chars[at] != '>' && !CharType.is(chars[at], CharType.SPACE)) {
                return OTHER;
            }
        }
    }

    /** Reads a number of at most eight digits, which fits into a cell; behind more there is another digit, at which the list ends. */
    private int number(byte[] chars, int at) {
        boolean zero = chars[at] == '0';
        if (zero && (chars[at + 1] | 0x20) == 'x') {
            long word = AsciiBytes.word(chars, at + 2);
            int digits = Words.before(Words.hexadecimals(word));
            if (digits == 0) {
                return OTHER;
            }
            buffer.putInt((int) Words.hexadecimal(word, digits));
            return at + 2 + digits;
        }
        long word = AsciiBytes.word(chars, at);
        int digits = Words.before(Words.decimals(word));
        buffer.putInt((int) Words.decimal(word, digits));
        return zero && digits > 1 ? OTHER : at + digits;
    }

    private int reference(byte[] chars, int ampersand, int base, SourceUnit unit, PropertyDraft property) {
        int from = ampersand + 1;
        if (!CharType.is(chars[from], CharType.LABEL_START)) {
            return OTHER;
        }
        int to = CharType.skip(chars, from, CharType.LABEL);
        int offset = buffer.size() - property.offset;
        Name label = names.of(chars, from, to);
        property.addReference(new ReferenceDraft(offset, true, label, false, unit, ampersand + base, to + base));
        buffer.putInt(-1);
        return to;
    }

    private int bytes(byte[] chars, int from) {
        int at = from;
        while (true) {
            at = AsciiBytes.skipSpace(chars, at);
            if (chars[at] == ']') {
                return at + 1;
            }
            if (!CharType.is(chars[at], CharType.HEX) || !CharType.is(chars[at + 1], CharType.HEX)) {
                return OTHER;
            }
            buffer.putByte((int) (CharType.hexValue(chars[at]) << 4 | CharType.hexValue(chars[at + 1])));
            at += 2;
        }
    }
}
