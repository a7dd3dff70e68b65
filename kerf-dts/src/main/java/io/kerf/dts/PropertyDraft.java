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

    /** Behind the value, or the end of the unit if the value ends in another one. */
    int extentEnd;

    /** Whether a cell list holds numbers that are too big for 32 bits, which the kerf dialect allows. */
    boolean wide;

    /** The value's bytes in the {@link ValueBuffer}. */
    int offset;

    int length;

    boolean deleted;

    /** Left out of the finished tree: a {@code name} that only repeats the node's. */
    boolean omitted;

    private @Nullable PropertyExtras extras;

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

    @Nullable
    LabelDraft labels() {
        return extras == null ? null : extras.labels;
    }

    @Nullable
    LabelDraft valueLabels() {
        return extras == null ? null : extras.valueLabels;
    }

    @Nullable
    ReferenceDraft references() {
        return extras == null ? null : extras.references;
    }

    List<SourceSpan> alsoAt() {
        return extras == null || extras.alsoAt == null ? List.of() : extras.alsoAt;
    }

    @Nullable
    String fragmentTarget() {
        return extras == null ? null : extras.fragmentTarget;
    }

    /** How many cells a list of 64-bit numbers by the rule of the kerf dialect has; 0 if it is none. */
    int wideCells() {
        return extras == null ? 0 : extras.wideCells;
    }

    boolean spansUnits() {
        return extras != null && extras.spansUnits;
    }

    /** For changing what few properties have. */
    PropertyExtras extras() {
        PropertyExtras known = extras;
        if (known == null) {
            known = new PropertyExtras();
            extras = known;
        }
        return known;
    }

    void addLabel(LabelDraft label) {
        extras().labels = LabelDraft.add(labels(), label);
    }

    void addReference(ReferenceDraft reference) {
        PropertyExtras into = extras();
        if (into.lastReference == null) {
            into.references = reference;
        } else {
            into.lastReference.next = reference;
        }
        into.lastReference = reference;
    }

    void addValueLabel(LabelDraft label) {
        PropertyExtras into = extras();
        if (into.lastValueLabel == null) {
            into.valueLabels = label;
        } else {
            into.lastValueLabel.next = label;
        }
        into.lastValueLabel = label;
    }

    /** Takes over the value and the place of a later definition; the labels of both stay. */
    void redefine(PropertyDraft later) {
        LabelDraft bothLabels = labels();
        for (LabelDraft label = later.labels(); label != null; label = label.next) {
            bothLabels = LabelDraft.add(bothLabels, label);
        }
        List<SourceSpan> places = extras == null ? null : extras.alsoAt;
        if (!deleted && unit != null) {
            places = places == null ? new ArrayList<>(1) : places;
            places.add(nameSpan());
        }
        unit = later.unit;
        nameStart = later.nameStart;
        nameEnd = later.nameEnd;
        valueStart = later.valueStart;
        extentEnd = later.extentEnd;
        wide = later.wide;
        offset = later.offset;
        length = later.length;
        extras = later.extras;
        deleted = false;
        if (bothLabels != null || places != null) {
            extras().labels = bothLabels;
            extras().alsoAt = places;
        }
    }

    void delete() {
        deleted = true;
        if (extras != null) {
            extras.alsoAt = null;
            LabelDraft.deleteAll(extras.labels);
        }
    }
}
