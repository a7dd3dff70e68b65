// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A label on a node, on a property, or inside a value; an element of a list that the owner heads. */
final class LabelDraft {
    private static final int SCAN_LIMIT = 8;

    final Name name;
    final SourceUnit unit;
    final int start;
    final int end;

    /** Deleting what carries a label leaves the label in its list, where a later definition finds its old position. */
    boolean deleted;

    /** Its colon is missing: it can be referred to, but counts as deleted, so that it is no second label of its name. */
    boolean guessed;

    @Nullable
    LabelDraft next;

    /** How many labels {@link #add} has put into the list that begins here. */
    private int length = 1;

    /** The labels of a long list by name; kept at its head. */
    private @Nullable Map<Name, LabelDraft> index;

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
        LabelDraft added = new LabelDraft(label.name, label.unit, label.start, label.end);
        added.deleted = label.deleted;
        added.guessed = label.guessed;
        if (head == null) {
            return added;
        }
        LabelDraft known = head.find(label.name);
        if (known != null) {
            known.deleted = false;
            return head;
        }
        added.next = head;
        added.length = head.length + 1;
        added.index = head.index;
        head.index = null;
        if (added.index != null) {
            added.index.put(added.name, added);
        }
        return added;
    }

    /** Whether a list has a label that can be referred to. */
    static boolean has(@Nullable LabelDraft head, Name wanted) {
        LabelDraft known = head == null ? null : head.find(wanted);
        return known != null && (!known.deleted || known.guessed);
    }

    private @Nullable LabelDraft find(Name wanted) {
        if (length > SCAN_LIMIT) {
            return index().get(wanted);
        }
        for (LabelDraft each = this; each != null; each = each.next) {
            if (each.name == wanted) {
                return each;
            }
        }
        return null;
    }

    private Map<Name, LabelDraft> index() {
        Map<Name, LabelDraft> known = index;
        if (known == null) {
            known = new HashMap<>(length * 2);
            for (LabelDraft each = this; each != null; each = each.next) {
                known.put(each.name, each);
            }
            index = known;
        }
        return known;
    }

    static void deleteAll(@Nullable LabelDraft head) {
        for (LabelDraft each = head; each != null; each = each.next) {
            each.deleted = true;
        }
    }
}
