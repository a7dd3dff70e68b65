// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A name or label of one compilation. {@link NameTable} makes one object for each spelling, so names are compared by identity,
 * and what is known about a spelling is kept right here instead of in maps: which node it labels, and where it was last seen.
 */
final class Name {
    final String text;
    final int hash;

    /** The first eight characters as {@link AsciiBytes#word} gives them, with NULs behind a shorter text. */
    final long first;

    /** The last eight characters likewise; 0 for a shorter text. */
    final long last;

    /** Where the first {@code @} stands; -1 if there is none. */
    final int at;

    /** Where the first of the characters stands that a property's name can have and a node's cannot; -1 if there is none. */
    final int propertyOnly;

    private @Nullable DtProperty prototype;

    /** The node that carries this name as a label, as references see it now. */
    @Nullable
    NodeDraft labelled;

    /** Further nodes with the same label: an error, unless they are deleted later. */
    private @Nullable Set<NodeDraft> alsoLabelled;

    /** Scratch of the check for duplicates: the last owner of a member of this name, and that member. */
    @Nullable
    NodeDraft seenIn;

    @Nullable
    PropertyDraft seenProperty;

    @Nullable
    NodeDraft seenNode;

    /** Scratch of the check for duplicate labels. */
    @Nullable
    LabelDraft seenLabel;

    Name(String text, int hash, long first, long last) {
        this.text = text;
        this.hash = hash;
        this.first = first;
        this.last = last;
        this.at = text.indexOf('@');
        this.propertyOnly = firstPropertyOnly(text);
    }

    private static int firstPropertyOnly(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' || c == '#' || c == '?') {
                return i;
            }
        }
        return -1;
    }

    /** A property of this name, to make others from: the name is checked once. */
    DtProperty property() {
        DtProperty known = prototype;
        if (known == null) {
            known = DtProperty.of(text, PropertyValue.empty());
            prototype = known;
        }
        return known;
    }

    /** Whether several nodes carry the label, which is an error unless all but one are deleted. */
    boolean isAmbiguous() {
        return alsoLabelled != null && !alsoLabelled.isEmpty();
    }

    /** Whether a node carries the label. */
    boolean isLabelOf(NodeDraft node) {
        return labelled == node || alsoLabelled != null && alsoLabelled.contains(node);
    }

    void labels(NodeDraft node) {
        if (labelled == null) {
            labelled = node;
        } else if (labelled != node) {
            if (alsoLabelled == null) {
                alsoLabelled = new LinkedHashSet<>(4);
            }
            alsoLabelled.add(node);
        }
    }

    void labelsNoLonger(NodeDraft node) {
        if (labelled == node) {
            labelled = null;
            if (alsoLabelled != null && !alsoLabelled.isEmpty()) {
                labelled = alsoLabelled.iterator().next();
                alsoLabelled.remove(labelled);
            }
        } else if (alsoLabelled != null) {
            alsoLabelled.remove(node);
        }
    }

    /** The hash of the spelling. Equality stays identity: one table never holds two names of one spelling. */
    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return text;
    }
}
