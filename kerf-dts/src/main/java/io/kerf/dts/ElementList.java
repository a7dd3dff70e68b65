// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ValueElement;
import java.util.ArrayList;
import java.util.List;

/** Gathers the elements of a value that is read again, with the places that they take in the finished bytes. */
final class ElementList {
    private final PropertyValue value;
    private final boolean oneWideCell;
    private final List<ValueElement> elements = new ArrayList<>();
    private int offset;

    /**
     * Starts an empty list.
     *
     * @param value the finished bytes, from which path references get their length
     * @param oneWideCell whether the value is a single 64-bit cell by the rule of the kerf dialect
     */
    ElementList(PropertyValue value, boolean oneWideCell) {
        this.value = value;
        this.oneWideCell = oneWideCell;
    }

    List<ValueElement> elements() {
        return List.copyOf(elements);
    }

    void cell(int bits, long number, SourceSpan span) {
        take(new ValueElement.Cell(offset, oneWideCell ? Long.SIZE : bits, number, span));
    }

    void phandle(String target, SourceSpan span) {
        take(new ValueElement.PhandleReference(offset, target, span));
    }

    void path(String target, SourceSpan span) {
        int end = offset;
        while (end < value.size() && value.byteAt(end) != 0) {
            end++;
        }
        take(new ValueElement.PathReference(offset, Math.min(end + 1, value.size()) - offset, target, span));
    }

    void text(int length, SourceSpan span) {
        take(new ValueElement.Text(offset, length, span));
    }

    void bytes(int length, SourceSpan span) {
        take(new ValueElement.Bytes(offset, length, span));
    }

    private void take(ValueElement element) {
        elements.add(element);
        offset += element.length();
    }
}
