// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import org.jspecify.annotations.Nullable;

/** A reference in a property's value, to be resolved when the tree is complete. */
final class ReferenceDraft {
    /** First byte within the value as parsed, before any path was put in. */
    final int offset;

    /** A phandle goes over 4 bytes that are there; a path goes in between. */
    final boolean phandle;

    /** A label, a label with a path behind it, or a path. */
    final String target;

    /** The label, if the target is nothing else. */
    final @Nullable Name label;

    final SourceUnit unit;
    final int start;
    final int end;

    /** How many bytes the paths before it have put into the value. */
    int shift;

    @Nullable
    ReferenceDraft next;

    ReferenceDraft(int offset, boolean phandle, Name target, boolean path, SourceUnit unit, int start, int end) {
        this.offset = offset;
        this.phandle = phandle;
        this.target = target.text;
        this.label = path ? null : target;
        this.unit = unit;
        this.start = start;
        this.end = end;
    }

    SourceSpan span() {
        return unit.span(start, end);
    }
}
