// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.tree.PropertyValue;
import java.util.List;
import java.util.Map;

/** Prints values: what bytes are, strings, cells or bytes, is guessed from their looks as {@code dtc} does it. */
final class ValuePrinter {
    private static final String ESCAPED = "\u0007\b\t\n\u000B\f\r\\\"";
    private static final String LETTERS = "abtnvfr\\\"";
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out;

    ValuePrinter(StringBuilder out) {
        this.out = out;
    }

    /** A part of a value, between commas. */
    sealed interface Piece {
        /** Bytes to be printed by their looks. */
        record Plain(int from, int to) implements Piece {}

        /** Cells of 32 bits, some of which, by their offsets, are references. */
        record Cells(int from, int to, Map<Integer, String> references) implements Piece {}

        /** A reference that gives a path. */
        record Path(String reference) implements Piece {}
    }

    void print(PropertyValue value, List<Piece> pieces) {
        String before = "";
        for (Piece piece : pieces) {
            out.append(before);
            if (piece instanceof Piece.Plain plain) {
                print(value.slice(plain.from(), plain.to() - plain.from()));
            } else if (piece instanceof Piece.Cells cells) {
                cells(value, cells.from(), cells.to(), cells.references());
            } else if (piece instanceof Piece.Path path) {
                out.append(path.reference());
            }
            before = ", ";
        }
    }

    void print(PropertyValue value) {
        if (value.looksLikeStrings()) {
            strings(value);
        } else if (value.size() % Integer.BYTES == 0) {
            cells(value, 0, value.size(), Map.of());
        } else {
            bytes(value);
        }
    }

    private void strings(PropertyValue value) {
        boolean inside = false;
        boolean first = true;
        for (int i = 0; i < value.size(); i++) {
            char c = (char) value.byteAt(i);
            if (!inside) {
                out.append(first ? "\"" : ", \"");
                inside = true;
                first = false;
            }
            if (c == 0) {
                out.append('"');
                inside = false;
                continue;
            }
            int escape = ESCAPED.indexOf(c);
            if (escape >= 0) {
                out.append('\\').append(LETTERS.charAt(escape));
            } else {
                out.append(c);
            }
        }
    }

    private void cells(PropertyValue value, int from, int to, Map<Integer, String> references) {
        char before = '<';
        for (int i = from; i < to; i += Integer.BYTES) {
            out.append(before);
            String reference = references.isEmpty() ? null : references.get(i);
            if (reference != null) {
                out.append(reference);
            } else {
                number(cell(value, i), 2);
            }
            before = ' ';
        }
        out.append('>');
    }

    static long cell(PropertyValue value, int offset) {
        long cell = 0;
        for (int j = 0; j < Integer.BYTES; j++) {
            cell = cell << 8 | value.byteAt(offset + j) & 0xff;
        }
        return cell;
    }

    private void bytes(PropertyValue value) {
        char before = '[';
        for (int i = 0; i < value.size(); i++) {
            out.append(before).append(HEX[value.byteAt(i) >> 4 & 15]).append(HEX[value.byteAt(i) & 15]);
            before = ' ';
        }
        out.append(']');
    }

    /** A number with {@code 0x} and at least some digits. */
    void number(long value, int digits) {
        out.append("0x");
        int shift = Math.max(digits * 4, (64 - Long.numberOfLeadingZeros(value) + 3) / 4 * 4);
        while (shift > 0) {
            shift -= 4;
            out.append(HEX[(int) (value >>> shift) & 15]);
        }
    }
}
