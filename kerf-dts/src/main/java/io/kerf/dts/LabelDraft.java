// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import org.jspecify.annotations.Nullable;

/** A label on a node, on a property, or inside a value; an element of a list that the owner heads. */
final class LabelDraft {
    final Name name;
    final SourceUnit unit;
    final int start;
    final int end;

    /** Deleting what carries a label leaves the label in its list, where a later definition finds its old position. */
    boolean deleted;

    @Nullable
    LabelDraft next;

    LabelDraft(Name name, SourceUnit unit, int start, int end) {
        this.name = name;
        this.unit = unit;
        this.start = start;
        this.end = end;
    }

    SourceSpan span() {
        return unit.span(start, end);
    }

    /** Puts a label in front of a list, unless the list has it: then that one counts again. */
    static LabelDraft add(@Nullable LabelDraft head, LabelDraft label) {
        for (LabelDraft each = head; each != null; each = each.next) {
            if (each.name == label.name) {
                each.deleted = false;
                return head == null ? label : head;
            }
        }
        LabelDraft added = new LabelDraft(label.name, label.unit, label.start, label.end);
        added.next = head;
        return added;
    }

    static void deleteAll(@Nullable LabelDraft head) {
        for (LabelDraft each = head; each != null; each = each.next) {
            each.deleted = true;
        }
    }
}
