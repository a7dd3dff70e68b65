// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What few properties have, apart from {@link PropertyDraft}, which is made for each and kept small: filling memory is what takes time. */
final class PropertyExtras {
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

    /** How many cells a list of 64-bit numbers by the rule of the kerf dialect has: 1, 2 or 4; 0 if it is none. */
    int wideCells;

    /** Whether the value takes in an included file, wholly or in part. */
    boolean spansUnits;
}
