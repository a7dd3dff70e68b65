// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.SourceSpan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node while its tree is being put together. Members hang in lists in source order; deleted ones stay there, marked, because a
 * later definition takes their position. Nodes with many members get an index by name on the first lookup.
 */
final class NodeDraft {
    private static final int SCAN_LIMIT = 8;

    final Name name;
    SourceUnit unit;
    int nameStart;
    int nameEnd;

    /** Where the opening brace stands; -1 for a node that was only deleted. */
    int braceStart = -1;

    int extentEnd;

    @Nullable
    SourceUnit endUnit;

    @Nullable
    List<SourceSpan> alsoAt;

    @Nullable
    LabelDraft labels;

    /** It was reported that a property stands behind a child: that is said once for a body. */
    boolean propertyAfterNode;

    boolean deleted;
    boolean omitIfUnused;

    /** Made for a reference outside of nodes, which is all that the source says about it: the fragment of an overlay. */
    boolean ofReference;

    /** Deleted by the body that brought it into the tree, before anything defined it. */
    boolean firstDeleted;

    /** Made by the compiler, with no place in the source. */
    boolean generated;

    boolean referenced;
    int phandle;

    @Nullable
    NodeDraft parent;

    /** The node that this one was merged into. */
    @Nullable
    NodeDraft mergedInto;

    @Nullable
    PropertyDraft firstProperty;

    private @Nullable PropertyDraft lastProperty;
    private int propertyCount;
    private @Nullable Map<Name, PropertyDraft> propertyIndex;

    @Nullable
    NodeDraft firstChild;

    private @Nullable NodeDraft lastChild;
    private int childCount;
    private @Nullable Map<Name, NodeDraft> childIndex;

    /** Where to begin to look for a child that is not deleted, if the first of its name is. */
    private @Nullable Map<Name, NodeDraft> liveChildIndex;

    @Nullable
    NodeDraft nextSibling;

    NodeDraft(Name name, SourceUnit unit, int nameStart, int nameEnd) {
        this.name = name;
        this.unit = unit;
        this.nameStart = nameStart;
        this.nameEnd = nameEnd;
        this.extentEnd = nameEnd;
        this.endUnit = unit;
    }

    SourceSpan nameSpan() {
        return unit.span(nameStart, nameEnd);
    }

    SourceSpan extent() {
        return unit.span(nameStart, endUnit == unit ? Math.max(extentEnd, nameEnd) : unit.length());
    }

    /** Takes the place of a body that defines the node again after it was deleted. */
    void moveTo(NodeDraft body) {
        unit = body.unit;
        nameStart = body.nameStart;
        nameEnd = body.nameEnd;
        braceStart = body.braceStart;
        extentEnd = body.extentEnd;
        endUnit = body.endUnit;
        alsoAt = null;
    }

    /** The node as it stands in the tree: itself, or the one it was merged into. */
    NodeDraft merged() {
        NodeDraft at = this;
        while (at.mergedInto != null) {
            at = at.mergedInto;
        }
        return at;
    }

    void add(PropertyDraft property) {
        if (lastProperty == null) {
            firstProperty = property;
        } else {
            lastProperty.next = property;
        }
        lastProperty = property;
        propertyCount++;
        if (propertyIndex != null) {
            propertyIndex.putIfAbsent(property.name, property);
        }
    }

    void add(NodeDraft child) {
        child.parent = this;
        child.nextSibling = null;
        if (lastChild == null) {
            firstChild = child;
        } else {
            lastChild.nextSibling = child;
        }
        lastChild = child;
        childCount++;
        if (childIndex != null) {
            childIndex.putIfAbsent(child.name, child);
        }
        if (liveChildIndex != null && !child.deleted) {
            liveChildIndex.putIfAbsent(child.name, child);
        }
    }

    boolean hasChildren() {
        return firstChild != null;
    }

    /** Finds the first property of a name, deleted or not. */
    @Nullable
    PropertyDraft anyProperty(Name wanted) {
        if (propertyCount > SCAN_LIMIT) {
            return propertyIndex().get(wanted);
        }
        for (PropertyDraft each = firstProperty; each != null; each = each.next) {
            if (each.name == wanted) {
                return each;
            }
        }
        return null;
    }

    /** Finds the first property of a name that is not deleted. */
    @Nullable
    PropertyDraft property(Name wanted) {
        PropertyDraft found = anyProperty(wanted);
        while (found != null && (found.deleted || found.name != wanted)) {
            found = found.next;
        }
        return found;
    }

    /** Finds the first child of a name, deleted or not. */
    @Nullable
    NodeDraft anyChild(Name wanted) {
        if (childCount > SCAN_LIMIT) {
            return childIndex().get(wanted);
        }
        for (NodeDraft each = firstChild; each != null; each = each.nextSibling) {
            if (each.name == wanted) {
                return each;
            }
        }
        return null;
    }

    /** Finds the first child of a name that is not deleted. */
    @Nullable
    NodeDraft child(Name wanted) {
        NodeDraft found = anyChild(wanted);
        if (found == null || !found.deleted) {
            return found;
        }
        // Of the children of one name only the first can come back after it was deleted.
        return firstLive(childCount > SCAN_LIMIT ? liveChildIndex().get(wanted) : found, wanted);
    }

    private static @Nullable NodeDraft firstLive(@Nullable NodeDraft from, Name wanted) {
        NodeDraft at = from;
        while (at != null && (at.deleted || at.name != wanted)) {
            at = at.nextSibling;
        }
        return at;
    }

    /** Returns the node that follows in document order within the tree below {@code top}, deleted subtrees left out. */
    static @Nullable NodeDraft next(NodeDraft at, NodeDraft top) {
        NodeDraft found = live(at.firstChild);
        for (NodeDraft up = at; found == null && up != null && up != top; up = up.parent) {
            found = live(up.nextSibling);
        }
        return found;
    }

    private static @Nullable NodeDraft live(@Nullable NodeDraft from) {
        NodeDraft at = from;
        while (at != null && at.deleted) {
            at = at.nextSibling;
        }
        return at;
    }

    /** The full path, worked out by walking up. */
    String path() {
        if (parent == null) {
            return "/";
        }
        List<String> names = new ArrayList<>();
        for (NodeDraft at = this; at.parent != null; at = at.parent) {
            names.add(at.name.text);
        }
        StringBuilder path = new StringBuilder();
        for (int i = names.size() - 1; i >= 0; i--) {
            path.append('/').append(names.get(i));
        }
        return path.toString();
    }

    private Map<Name, PropertyDraft> propertyIndex() {
        Map<Name, PropertyDraft> known = propertyIndex;
        if (known == null) {
            known = new HashMap<>(propertyCount * 2);
            for (PropertyDraft each = firstProperty; each != null; each = each.next) {
                known.putIfAbsent(each.name, each);
            }
            propertyIndex = known;
        }
        return known;
    }

    private Map<Name, NodeDraft> liveChildIndex() {
        Map<Name, NodeDraft> known = liveChildIndex;
        if (known == null) {
            known = new HashMap<>();
            for (NodeDraft each = firstChild; each != null; each = each.nextSibling) {
                if (!each.deleted) {
                    known.putIfAbsent(each.name, each);
                }
            }
            liveChildIndex = known;
        }
        return known;
    }

    private Map<Name, NodeDraft> childIndex() {
        Map<Name, NodeDraft> known = childIndex;
        if (known == null) {
            known = new HashMap<>(childCount * 2);
            for (NodeDraft each = firstChild; each != null; each = each.nextSibling) {
                known.putIfAbsent(each.name, each);
            }
            childIndex = known;
        }
        return known;
    }
}
