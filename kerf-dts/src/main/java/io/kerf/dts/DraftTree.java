// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tree while its parts are put together. Each body of the source is merged when it is complete, in source order: a property or
 * node that exists, deleted or not, keeps its position and takes what is new; others go last.
 */
final class DraftTree {
    private static final int MAX_WALKS = 1000;

    private final NameTable names;
    private final List<Name> labelNames = new ArrayList<>();

    /** Nodes with labels in the body that is being read. */
    private final List<NodeDraft> labelled = new ArrayList<>();

    private @Nullable NodeDraft root;
    private int walks;

    DraftTree(NameTable names) {
        this.names = names;
    }

    @Nullable
    NodeDraft root() {
        return root;
    }

    /** Takes the body of {@code / { … \};}. */
    void addRoot(NodeDraft body) {
        if (root == null) {
            root = body;
            registerLabels();
        } else {
            merge(root, body);
        }
    }

    /** Takes a fragment of an overlay, behind all nodes so far. Fragments do not merge. */
    void addFragment(NodeDraft fragment) {
        if (root == null) {
            root = new NodeDraft(names.of(""), fragment.unit, fragment.nameStart, fragment.nameEnd);
        }
        root.add(fragment);
        registerLabels();
    }

    /** Notes that a node of the body that is being read has a label. */
    void noteLabelled(NodeDraft node) {
        labelled.add(node);
    }

    /** All names that label or labelled a node. */
    List<Name> labelNames() {
        return labelNames;
    }

    /** Whether the root has a child that looks like the fragment of an overlay. */
    boolean hasFragments() {
        Name body = names.of("__overlay__");
        NodeDraft child = root == null ? null : root.firstChild;
        while (child != null && (child.deleted || child.child(body) == null)) {
            child = child.nextSibling;
        }
        return child != null;
    }

    /** Whether the root has or had children. */
    boolean hasNodes() {
        return root != null && root.firstChild != null;
    }

    /** Whether any node has or had a label. */
    boolean hasLabels() {
        return !labelNames.isEmpty();
    }

    /** Merges a body into a node of the tree, and makes its labels known. */
    void merge(NodeDraft into, NodeDraft body) {
        Deque<Merge> open = new ArrayDeque<>();
        open.push(new Merge(into, body));
        while (!open.isEmpty()) {
            Merge deeper = open.getFirst().step(this);
            if (deeper == null) {
                open.pop();
            } else {
                open.push(deeper);
            }
        }
        registerLabels();
    }

    /** Makes the labels of a body known, but for those of a node that the body itself deletes. */
    void registerLabels() {
        for (NodeDraft node : labelled) {
            NodeDraft owner = node.merged();
            for (LabelDraft label = node.labels; label != null; label = label.next) {
                labelNames.add(label.name);
                if (LabelDraft.has(owner.labels, label.name)) {
                    label.name.labels(owner);
                }
            }
        }
        labelled.clear();
    }

    /** Adds a label to a node of the tree. */
    void addLabel(NodeDraft node, LabelDraft label) {
        node.labels = LabelDraft.add(node.labels, label);
        label.name.labels(node);
        labelNames.add(label.name);
    }

    /** Marks a node and all below it as deleted; their labels no longer count. */
    void delete(NodeDraft node) {
        if (node.deleted) {
            return;
        }
        for (NodeDraft at = node; at != null; ) {
            for (PropertyDraft property = at.firstProperty; property != null; property = property.next) {
                property.delete();
            }
            for (LabelDraft label = at.labels; label != null; label = label.next) {
                label.name.labelsNoLonger(at);
                label.deleted = true;
            }
            NodeDraft next = NodeDraft.next(at, node);
            at.deleted = true;
            at = next;
        }
    }

    /** Whether a target is a path that begins with a label. */
    static boolean isRelative(String target) {
        return target.indexOf('/') > 0;
    }

    /** Finds what a reference means: a label, a path, or a path that begins with a label. */
    @Nullable
    NodeDraft resolve(String target, @Nullable Name label) {
        if (label != null) {
            return byLabel(label);
        }
        if (target.startsWith("/")) {
            return target.equals("/") ? root : descend(root, target, 0);
        }
        int slash = target.indexOf('/');
        NodeDraft from = byLabel(names.of(slash < 0 ? target : target.substring(0, slash)));
        return slash < 0 ? from : descend(from, target, slash);
    }

    /** Of several nodes with one label the first in the tree; each such search is a walk, and there is no need of many. */
    private @Nullable NodeDraft byLabel(Name label) {
        if (!label.isAmbiguous() || root == null || walks++ >= MAX_WALKS) {
            return label.labelled;
        }
        NodeDraft at = root;
        while (at != null && !label.isLabelOf(at)) {
            at = NodeDraft.next(at, root);
        }
        return at == null ? label.labelled : at;
    }

    private @Nullable NodeDraft descend(@Nullable NodeDraft from, String path, int start) {
        NodeDraft at = from;
        boolean named = from != root;
        int begin = start;
        while (at != null && begin < path.length()) {
            if (path.charAt(begin) == '/') {
                begin++;
                continue;
            }
            int end = path.indexOf('/', begin);
            end = end < 0 ? path.length() : end;
            at = at.child(names.of(path.substring(begin, end)));
            named = true;
            begin = end;
        }
        return named ? at : null;
    }

    /** The merge of one node into another, one child at a time. */
    private static final class Merge {
        private final NodeDraft into;
        private final NodeDraft body;
        private @Nullable NodeDraft nextChild;

        Merge(NodeDraft into, NodeDraft body) {
            this.into = into;
            this.body = body;
            this.nextChild = body.firstChild;
            boolean comesBack = into.deleted;
            into.deleted = false;
            for (LabelDraft label = body.labels; label != null; label = label.next) {
                into.labels = LabelDraft.add(into.labels, label);
            }
            if (comesBack) {
                into.moveTo(body);
            } else {
                into.alsoAt = into.alsoAt == null ? new ArrayList<>(2) : into.alsoAt;
                into.alsoAt.add(body.nameSpan());
            }
            body.mergedInto = into;
            mergeProperties();
        }

        private void mergeProperties() {
            PropertyDraft next;
            for (PropertyDraft property = body.firstProperty; property != null; property = next) {
                next = property.next;
                property.next = null;
                PropertyDraft present = into.anyProperty(property.name);
                if (property.deleted) {
                    if (present != null) {
                        present.delete();
                    }
                } else if (present != null) {
                    present.redefine(property);
                } else {
                    into.add(property);
                }
            }
        }

        /** Takes children until one has to be merged; returns that merge, or null when all are done. */
        @Nullable
        Merge step(DraftTree tree) {
            while (nextChild != null) {
                NodeDraft child = nextChild;
                nextChild = child.nextSibling;
                NodeDraft present = into.anyChild(child.name);
                if (child.deleted) {
                    if (present != null) {
                        tree.delete(present);
                    }
                } else if (present != null) {
                    return new Merge(present, child);
                } else {
                    into.add(child);
                }
            }
            return null;
        }
    }
}
