// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A property while its tree is being put together; an element of its node's list. */
final class PropertyDraft {
    final Name name;

    /** Where the definition stands that gave the value; null for a property that no source wrote. */
    @Nullable
    SourceUnit unit;

    int nameStart;
    int nameEnd;

    /** Behind the {@code =}; -1 without a value. */
    int valueStart = -1;

    /** Behind the value, in the unit {@link #endUnit}. */
    int extentEnd;

    @Nullable
    SourceUnit endUnit;

    /** Whether the value takes in an included file, wholly or in part. */
    boolean spansUnits;

    /** Whether a cell list holds 64-bit numbers by the rule of the kerf dialect. */
    boolean wide;

    /** How many cells such a list has: 1, 2 or 4. */
    int wideCells;

    /** The value's bytes in the {@link ValueBuffer}. */
    int offset;

    int length;

    @Nullable
    LabelDraft labels;

    @Nullable
    LabelDraft valueLabels;

    @Nullable
    LabelDraft lastValueLabel;

    @Nullable
    ReferenceDraft references;

    @Nullable
    ReferenceDraft lastReference;

    /** What a fragment extends, if this is its property that says so and no source wrote it in full. */
    @Nullable
    String fragmentTarget;

    /** Where the definitions stand that this one overrides. */
    @Nullable
    List<SourceSpan> alsoAt;

    boolean deleted;

    /** Left out of the finished tree: a {@code name} that only repeats the node's. */
    boolean omitted;

    @Nullable
    PropertyDraft next;

    PropertyDraft(Name name) {
        this.name = name;
    }

    SourceSpan nameSpan() {
        if (unit == null) {
            throw new IllegalStateException(name + " is not written in any source");
        }
        return unit.span(nameStart, nameEnd);
    }

    void addReference(ReferenceDraft reference) {
        if (lastReference == null) {
            references = reference;
        } else {
            lastReference.next = reference;
        }
        lastReference = reference;
    }

    void addValueLabel(LabelDraft label) {
        if (lastValueLabel == null) {
            valueLabels = label;
        } else {
            lastValueLabel.next = label;
        }
        lastValueLabel = label;
    }

    /** Takes over the value and the place of a later definition; the labels of both stay. */
    void redefine(PropertyDraft later) {
        for (LabelDraft label = later.labels; label != null; label = label.next) {
            labels = LabelDraft.add(labels, label);
        }
        if (!deleted && unit != null) {
            alsoAt = alsoAt == null ? new ArrayList<>(1) : alsoAt;
            alsoAt.add(nameSpan());
        }
        unit = later.unit;
        nameStart = later.nameStart;
        nameEnd = later.nameEnd;
        valueStart = later.valueStart;
        extentEnd = later.extentEnd;
        endUnit = later.endUnit;
        spansUnits = later.spansUnits;
        wide = later.wide;
        wideCells = later.wideCells;
        offset = later.offset;
        length = later.length;
        valueLabels = later.valueLabels;
        lastValueLabel = later.lastValueLabel;
        references = later.references;
        fragmentTarget = later.fragmentTarget;
        lastReference = later.lastReference;
        deleted = false;
    }

    void delete() {
        deleted = true;
        alsoAt = null;
        LabelDraft.deleteAll(labels);
    }
}
