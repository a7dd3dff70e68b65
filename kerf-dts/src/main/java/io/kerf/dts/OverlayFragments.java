// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

/** Makes the fragments of an overlay out of bodies that extend nodes of another tree. They are numbered from 0 in source order. */
final class OverlayFragments {
    /** Stands for the phandle of a node that only the tree knows which the overlay is applied to. */
    static final int UNKNOWN_PHANDLE = -1;

    private final NameTable names;
    private final DraftTree tree;
    private final ValueBuffer buffer;
    private final Name overlay;
    private int count;

    OverlayFragments(NameTable names, DraftTree tree, ValueBuffer buffer) {
        this.names = names;
        this.tree = tree;
        this.buffer = buffer;
        this.overlay = names.of("__overlay__");
    }

    /** What the node must be called that holds the body of a fragment. */
    Name bodyName() {
        return overlay;
    }

    /**
     * Adds a fragment at the end of the tree.
     *
     * @param target the label or path that the body extends
     * @param path whether it was written as a path, {@code &{…\}}
     * @param body the body, which knows where the reference stands
     */
    void add(Name target, boolean path, NodeDraft body) {
        NodeDraft fragment = new NodeDraft(names.of("fragment@" + count++), body.unit, body.nameStart, body.nameEnd);
        fragment.ofReference = true;
        fragment.braceStart = body.braceStart;
        fragment.extentEnd = body.extentEnd;
        fragment.endUnit = body.endUnit;
        fragment.add(target.text.startsWith("/") ? targetPath(target, body) : target(target, path, body));
        fragment.add(body);
        tree.addFragment(fragment);
    }

    private PropertyDraft target(Name target, boolean path, NodeDraft body) {
        PropertyDraft property = property("target", target, body);
        buffer.putNumber(UNKNOWN_PHANDLE, Integer.SIZE);
        property.length = Integer.BYTES;
        property.addReference(new ReferenceDraft(0, true, target, path, body.unit, body.nameStart, body.nameEnd));
        return property;
    }

    private PropertyDraft targetPath(Name target, NodeDraft body) {
        PropertyDraft property = property("target-path", target, body);
        for (int i = 0; i < target.text.length(); i++) {
            buffer.putByte(target.text.charAt(i));
        }
        buffer.putByte(0);
        property.length = buffer.size() - property.offset;
        return property;
    }

    private PropertyDraft property(String name, Name target, NodeDraft body) {
        PropertyDraft property = new PropertyDraft(names.of(name));
        property.extras().fragmentTarget = target.text;
        property.unit = body.unit;
        property.nameStart = body.nameStart;
        property.nameEnd = body.nameEnd;
        property.extentEnd = body.nameEnd;
        property.offset = buffer.size();
        return property;
    }
}
