// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import io.kerf.tree.PropertySource;
import io.kerf.tree.PropertyValue;
import io.kerf.tree.ValueElement;
import java.util.List;

/**
 * The source facts of a property in their compact form: places only. The elements are read again from the text when they are asked
 * for, which most never are.
 */
final class WrittenProperty implements PropertySource {
    private final SourceUnit unit;
    private final int nameStart;
    private final int nameEnd;
    private final int valueStart;
    private final int extentEnd;
    private final boolean spansUnits;
    private final boolean oneWideCell;
    private final List<String> labels;
    /** The bytes are part of it, from the offset on. */
    private final PropertyValue values;

    private final int offset;
    private final int length;
    private final List<SourceSpan> alsoAt;

    WrittenProperty(PropertyDraft draft, SourceUnit unit, List<String> labels, PropertyValue values) {
        this.unit = unit;
        this.nameStart = draft.nameStart;
        this.nameEnd = draft.nameEnd;
        this.valueStart = draft.valueStart;
        this.extentEnd = Math.max(draft.extentEnd, draft.nameEnd);
        this.spansUnits = draft.spansUnits();
        this.oneWideCell = draft.wide && draft.length == Long.BYTES && draft.wideCells() == 1;
        this.labels = labels;
        this.values = values;
        this.offset = draft.offset;
        this.length = draft.length;
        this.alsoAt = List.copyOf(draft.alsoAt());
    }

    @Override
    public List<SourceSpan> alsoAt() {
        return alsoAt;
    }

    @Override
    public SourceSpan name() {
        return unit.span(nameStart, nameEnd);
    }

    @Override
    public SourceSpan extent() {
        return unit.span(nameStart, extentEnd);
    }

    @Override
    public List<String> labels() {
        return labels;
    }

    @Override
    public List<ValueElement> elements() {
        if (valueStart < 0) {
            return List.of();
        }
        return read(unit, valueStart, extentEnd, spansUnits, values.slice(offset, length), oneWideCell);
    }

    /** Reads the elements of a value from its text. */
    static List<ValueElement> read(
            SourceUnit unit, int start, int end, boolean spansUnits, PropertyValue value, boolean oneWideCell) {
        Findings silent = new Findings(0);
        silent.mute();
        NameTable names = new NameTable(16);
        Lexer lexer = new Lexer(
                unit, unit.slice(start, spansUnits ? unit.length() : end), start, names, Includes.known(), silent);
        ElementList elements = new ElementList(value, oneWideCell);
        new ValueParser(lexer, names, Includes.known(), silent, elements).parseAgain();
        return elements.elements();
    }
}
