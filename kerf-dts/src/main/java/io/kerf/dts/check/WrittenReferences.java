// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts.check;

import io.kerf.diag.SourceSpan;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertySource;
import io.kerf.tree.ValueElement;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Tells which cells of a property were written as references. Lists of plain numbers and labels, as nearly all are, are read here from
 * their text, which is some six times as fast as to ask for the elements; all others are left to the elements.
 */
final class WrittenReferences {
    private final String text;
    private final int end;
    private final BitSet found = new BitSet();
    private int at;
    private int cells;

    private WrittenReferences(String text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /** The cells that are references; all cells of a value that no source wrote. */
    static BitSet of(DtProperty property) {
        Optional<PropertySource> source = property.source();
        if (source.isEmpty()) {
            BitSet all = new BitSet();
            all.set(0, Cells.count(property));
            return all;
        }
        SourceSpan name = source.get().name();
        SourceSpan extent = source.get().extent();
        WrittenReferences plain = new WrittenReferences(name.source().text(), name.end(), extent.end());
        return plain.read() && plain.cells * Integer.BYTES == property.size()
                ? plain.found
                : ofElements(source.get().elements());
    }

    private static BitSet ofElements(List<ValueElement> elements) {
        BitSet found = new BitSet();
        for (ValueElement element : elements) {
            if (element instanceof ValueElement.PhandleReference && element.offset() % Integer.BYTES == 0) {
                found.set(element.offset() / Integer.BYTES);
            }
        }
        return found;
    }

    /** Reads {@code = <&label 1 0x2>, <&label>}; returns false at anything else. */
    private boolean read() {
        boolean inList = false;
        for (skipSpace(); at < end; skipSpace()) {
            char c = text.charAt(at++);
            if (inList && isWord(c)) {
                skipWord();
                cells++;
            } else if (inList && c == '&' && at < end && isWord(text.charAt(at))) {
                skipWord();
                found.set(cells++);
            } else if (c == '<' && !inList || c == '>' && inList) {
                inList = !inList;
            } else if (inList || c != '=' && c != ',' && c != ';') {
                return false;
            }
        }
        return !inList;
    }

    private void skipSpace() {
        while (at < end && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private void skipWord() {
        while (at < end && isWord(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isWord(char c) {
        return StructureChecks.isAlphanumeric(c) || c == '_';
    }
}
