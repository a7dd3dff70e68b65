// SPDX-License-Identifier: Apache-2.0
package io.kerf.fdt;

import io.kerf.tree.DtNode;
import io.kerf.tree.DtProperty;
import io.kerf.tree.PropertyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The base of overlays while they are applied. Only what they touch is copied. */
final class TargetTree extends NodeSpace<TargetNode> {
    private final TargetNode root;

    /** All nodes that were looked at or added, each behind its parent. */
    private final List<TargetNode> nodes = new ArrayList<>();

    private final PhandleIndex phandles;

    /** Where what libfdt would leave in the blob is noted, if anybody wants to know. */
    private final @Nullable BlobResidue residue;

    TargetTree(DtNode base, @Nullable BlobResidue residue) {
        this.residue = residue;
        root = TargetNode.root(base);
        nodes.add(root);
        phandles = new PhandleIndex(this, base);
    }

    @Override
    TargetNode root() {
        return root;
    }

    @Override
    @Nullable
    TargetNode child(TargetNode parent, String name) {
        TargetNode added = parent.newChild(name);
        if (added != null) {
            return added;
        }
        DtNode old = parent.oldChild(name);
        return old == null ? null : open(parent, old);
    }

    /** Returns what stands for a child of the base. */
    TargetNode open(TargetNode parent, DtNode child) {
        TargetNode opened = parent.opened(child);
        if (opened == null) {
            opened = parent.open(child);
            nodes.add(opened);
        }
        return opened;
    }

    @Override
    @Nullable
    PropertyValue value(TargetNode node, String property) {
        DtProperty found = node.property(property);
        return found == null ? null : found.value();
    }

    /** Returns the first node, in libfdt's order, that has a phandle. */
    @Nullable
    TargetNode byPhandle(int phandle) {
        return phandles.find(phandle);
    }

    /** Returns the highest phandle, unsigned; 0 if there are none. */
    int maxPhandle() {
        return phandles.max();
    }

    /** Returns the child that a name stands for, which is added if there is none. */
    TargetNode childOrNew(TargetNode parent, DtNode template) {
        TargetNode child = child(parent, template.name());
        if (child == null) {
            child = parent.add(template);
            nodes.add(child);
        }
        return child;
    }

    /** Returns a child by its index in libfdt's order. */
    TargetNode childAt(TargetNode parent, int index) {
        TargetNode added = parent.newChildAt(index);
        return added != null ? added : open(parent, parent.oldChildAt(index));
    }

    /** Gives a property a new value, or adds it. */
    void set(TargetNode node, DtProperty property) {
        boolean isPhandle = property.name().endsWith("phandle");
        int before = isPhandle ? node.phandle() : 0;
        int index = node.indexOf(property.name());
        DtProperty kept = residue == null ? property : withResidue(node, index, property, residue);
        if (index < 0) {
            node.add(kept);
        } else {
            node.replace(index, kept);
        }
        if (isPhandle) {
            phandles.changed(node, before);
        }
    }

    private DtProperty withResidue(TargetNode node, int index, DtProperty property, BlobResidue residue) {
        if (index < 0) {
            residue.strings().offsetOf(property.name());
        }
        StructureView structure = new StructureView(this, residue);
        int padding = index < 0
                ? structure.paddingOfNew(node, property)
                : structure.paddingOfReplacement(node, index, property);
        if (padding == 0) {
            return property;
        }
        // A copy, since paddings go by identity.
        DtProperty padded = property.withValue(property.value());
        residue.pad(padded, padding);
        return padded;
    }

    /** Returns the tree as it is now. Parents stand before their children, so the way back meets the children first. */
    DtNode freeze(OverlayOrder order) {
        for (int i = nodes.size() - 1; i > 0; i--) {
            nodes.get(i).freeze(order);
        }
        return root.freeze(order);
    }
}
