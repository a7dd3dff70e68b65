// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import io.kerf.diag.SourceSpan;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ValueElement;
import java.util.List;

/**
 * Lays out a value in which a cell is above 32 bits, by the rule of {@link Dialect#KERF_V1}: one cell is a 64-bit number; two or four
 * are pairs, the high half first, where a low half above 32 bits is the whole number and its high half must be 0.
 */
final class WideCells {
    private WideCells() {}

    /**
     * Writes the value of a property anew, or reports why it cannot be done.
     *
     * @param end where the value ends; -1 if it ends in another unit than it begins
     */
    static void layOut(PropertyDraft property, int end, ValueBuffer buffer, Findings findings) {
        SourceUnit unit = property.unit;
        if (unit == null) {
            return;
        }
        List<ValueElement> written = WrittenProperty.read(
                unit, property.valueStart, end < 0 ? unit.length() : end, end < 0, PropertyValue.empty(), false);
        if (!isGood(written)) {
            refuse(written, unit, findings);
            return;
        }
        int count = written.size();
        buffer.truncate(property.offset);
        for (int i = 0; i < count; i += 2) {
            long high = count == 1 ? 0 : number(written.get(i));
            long low = number(written.get(count == 1 ? 0 : i + 1));
            buffer.putNumber((high << 32) + low, Long.SIZE);
        }
        property.length = buffer.size() - property.offset;
        property.extras().wideCells = count;
    }

    private static boolean isGood(List<ValueElement> written) {
        int count = written.size();
        if (count != 1 && count != 2 && count != 4) {
            return false;
        }
        for (ValueElement element : written) {
            if (!(element instanceof ValueElement.Cell cell) || cell.bits() != Integer.SIZE) {
                return false;
            }
        }
        for (int i = 0; i + 1 < count; i += 2) {
            long high = number(written.get(i));
            if (isWide(high) || high != 0 && isWide(number(written.get(i + 1)))) {
                return false;
            }
        }
        return true;
    }

    private static long number(ValueElement element) {
        return element instanceof ValueElement.Cell cell ? cell.value() : 0;
    }

    private static boolean isWide(long number) {
        return number >>> 32 != 0;
    }

    private static void refuse(List<ValueElement> written, SourceUnit unit, Findings findings) {
        ValueElement culprit = written.get(0);
        for (ValueElement element : written) {
            if (element instanceof ValueElement.Cell cell && cell.bits() == Integer.SIZE && isWide(cell.value())) {
                culprit = element;
                break;
            }
        }
        SourceSpan span = culprit.span();
        String text = span.text();
        Diagnostic finding = Diagnostic.error(
                        Codes.WIDE_CELL,
                        "'" + text + "' has more than 32 bits, and this list is neither one 64-bit number nor a pair"
                                + " or two pairs of a high cell, 0, and a low one")
                .withSuggestion("write /bits/ 64 <" + text + ">, or two cells for each 64-bit number");
        findings.addAt(finding.withLocation(span), unit, span.start());
    }
}
