// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.tree.DeviceTree;
import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ReservedRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Prints a tree as {@code dtc -O dts} prints a blob: what a value is, is guessed from its bytes. */
final class DtsPrinter {
    private static final String ESCAPED = "\u0007\b\t\n\u000B\f\r\\\"";
    private static final String LETTERS = "abtnvfr\\\"";
    /** Deeper nodes are not indented any further, so that the text stays in proportion to the tree. */
    private static final int DEEPEST_INDENT = 200;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder(4096);
    private int depth;

    String print(DeviceTree tree, DtsPrintOptions options) {
        out.append(options.dialect().header()).append("\n\n");
        for (ReservedRange range : tree.reservations()) {
            out.append("/memreserve/\t");
            number(range.address(), 16);
            out.append(' ');
            number(range.size(), 16);
            out.append(";\n");
        }
        Deque<Iterator<DtNode>> open = new ArrayDeque<>();
        begin("/", tree.root());
        open.push(tree.root().children().iterator());
        while (!open.isEmpty()) {
            if (open.getFirst().hasNext()) {
                DtNode child = open.getFirst().next();
                out.append('\n');
                begin(child.name(), child);
                open.push(child.children().iterator());
            } else {
                open.pop();
                depth--;
                indent();
                out.append("};\n");
            }
        }
        return out.toString();
    }

    private void begin(String name, DtNode node) {
        indent();
        out.append(name).append(" {\n");
        depth++;
        for (DtProperty property : node.properties()) {
            indent();
            out.append(property.name());
            value(property.value());
            out.append(";\n");
        }
    }

    private void indent() {
        for (int i = Math.min(depth, DEEPEST_INDENT); i > 0; i--) {
            out.append('\t');
        }
    }

    private void value(PropertyValue value) {
        if (value.isEmpty()) {
            return;
        }
        out.append(" = ");
        if (value.looksLikeStrings()) {
            strings(value);
        } else if (value.size() % Integer.BYTES == 0) {
            cells(value);
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

    private void cells(PropertyValue value) {
        char before = '<';
        for (int i = 0; i < value.size(); i += Integer.BYTES) {
            out.append(before);
            long cell = 0;
            for (int j = 0; j < Integer.BYTES; j++) {
                cell = cell << 8 | value.byteAt(i + j) & 0xff;
            }
            number(cell, 2);
            before = ' ';
        }
        out.append('>');
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
    private void number(long value, int digits) {
        out.append("0x");
        int shift = Math.max(digits * 4, (64 - Long.numberOfLeadingZeros(value) + 3) / 4 * 4);
        while (shift > 0) {
            shift -= 4;
            out.append(HEX[(int) (value >>> shift) & 15]);
        }
    }
}
