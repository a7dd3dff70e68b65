// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adds what tells where phandles stand: {@code /__fixups__} for those of labels that the source does not have, as a list of {@code
 * path:property:offset} for each label, and {@code /__local_fixups__} for all others, as a copy of the tree that has offsets for values.
 */
final class FixupEntries {
    private final DraftTree tree;
    private final NameTable names;
    private final ValueBuffer buffer;
    private final Findings findings;
    private final OutputBudget budget;
    private final boolean plugin;
    private final NodeDraft root;
    private final NodeDraft localFixups;
    private @Nullable EntryNode localOfRoot;

    /** For nodes with phandles in them or below, the node under {@code /__local_fixups__}. */
    private final Map<NodeDraft, NodeDraft> mirrors = new HashMap<>();

    FixupEntries(
            DraftTree tree,
            NodeDraft root,
            NameTable names,
            ValueBuffer buffer,
            Findings findings,
            OutputBudget budget,
            boolean plugin) {
        this.tree = tree;
        this.root = root;
        this.names = names;
        this.buffer = buffer;
        this.findings = findings;
        this.budget = budget;
        this.plugin = plugin;
        this.localFixups = EntryNode.findOrMake(root, names.of("__local_fixups__"));
    }

    /**
     * Adds the nodes, each behind all others of the root unless the source has it; neither if nothing is to be in it. The order matters to
     * sources that refer to these very nodes by path: {@code /__fixups__} is there when it is filled, {@code /__local_fixups__} later.
     */
    void add() {
        if (anyMissing()) {
            NodeDraft fixups = EntryNode.findOrMake(root, names.of("__fixups__"));
            if (fixups.parent == null) {
                root.add(fixups);
            }
            addMissing(new EntryNode(fixups, buffer));
        }
        for (NodeDraft node = root; node != null; node = NodeDraft.next(node, root)) {
            addLocal(node);
        }
        if (localOfRoot != null) {
            localOfRoot.flush();
        }
        if (!mirrors.isEmpty() && localFixups.parent == null) {
            root.add(localFixups);
        }
    }

    private boolean anyMissing() {
        for (NodeDraft node = root; node != null; node = NodeDraft.next(node, root)) {
            for (PropertyDraft property = firstIn(node); property != null; property = nextBehind(property)) {
                for (ReferenceDraft each = property.references(); each != null; each = each.next) {
                    if (each.phandle && isMissing(each)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void addMissing(EntryNode fixups) {
        for (NodeDraft node = root;
                node != null && !findings.full() && !budget.isSpent();
                node = NodeDraft.next(node, root)) {
            String path = null;
            for (PropertyDraft property = firstIn(node); property != null; property = nextBehind(property)) {
                for (ReferenceDraft each = property.references(); each != null; each = each.next) {
                    if (each.phandle && isMissing(each)) {
                        path = path == null ? node.path() : path;
                        addMissing(fixups, each, path, property);
                    }
                }
            }
        }
        fixups.flush();
    }

    private void addLocal(NodeDraft node) {
        EntryNode mirror = null;
        for (PropertyDraft property = firstIn(node); property != null; property = nextBehind(property)) {
            for (ReferenceDraft each = property.references(); each != null; each = each.next) {
                if (each.phandle && !isMissing(each)) {
                    mirror = mirror == null ? entries(mirror(node)) : mirror;
                    mirror.append(property.name, offset(each));
                }
            }
        }
        if (mirror != null && mirror != localOfRoot) {
            mirror.flush();
        }
    }

    /** The root may be mirrored for several nodes, and is flushed at the end. */
    private EntryNode entries(NodeDraft mirror) {
        if (mirror != localFixups) {
            return new EntryNode(mirror, buffer);
        }
        EntryNode known = localOfRoot == null ? new EntryNode(mirror, buffer) : localOfRoot;
        localOfRoot = known;
        return known;
    }

    private boolean isMissing(ReferenceDraft reference) {
        return tree.resolve(reference.target, reference.label) == null;
    }

    /** The first property that has references. */
    private static @Nullable PropertyDraft firstIn(NodeDraft node) {
        return withReferences(node.firstProperty);
    }

    private static @Nullable PropertyDraft nextBehind(PropertyDraft property) {
        return withReferences(property.next);
    }

    private static @Nullable PropertyDraft withReferences(@Nullable PropertyDraft from) {
        PropertyDraft at = from;
        while (at != null && (at.references() == null || at.deleted || at.omitted)) {
            at = at.next;
        }
        return at;
    }

    private static byte[] offset(ReferenceDraft reference) {
        return ByteBuffer.allocate(Integer.BYTES)
                .putInt(reference.offset + reference.shift)
                .array();
    }

    private void addMissing(EntryNode fixups, ReferenceDraft reference, String path, PropertyDraft property) {
        if (reference.target.indexOf('/') >= 0) {
            reportPath(reference);
            return;
        }
        String entry = path + ':' + property.name + ':' + (reference.offset + reference.shift) + '\0';
        if (budget.take(entry.length(), reference.unit, reference.start, reference.end)) {
            Name label = reference.label == null ? names.of(reference.target) : reference.label;
            fixups.append(label, entry.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void reportPath(ReferenceDraft reference) {
        Diagnostic finding = plugin
                ? Diagnostic.error(
                                Codes.PHANDLE_REFERENCES,
                                "there is no node '" + reference.target
                                        + "' in this overlay, and nodes of another tree can be referred to by label only")
                        .withSuggestion("use the label that the node has in the tree which the overlay is for")
                : Diagnostic.error(
                        Codes.PHANDLE_REFERENCES,
                        "the node '" + reference.target + "' is omitted, for nothing refers to it");
        findings.add(finding, reference.unit, reference.start, reference.end);
    }

    /** The node under {@code /__local_fixups__} that stands for a node; it and those above it are made as needed. */
    private NodeDraft mirror(NodeDraft node) {
        Deque<NodeDraft> below = new ArrayDeque<>();
        NodeDraft at = node;
        NodeDraft known = known(at);
        while (known == null) {
            below.push(at);
            at = Objects.requireNonNull(at.parent);
            known = known(at);
        }
        mirrors.putIfAbsent(at, known);
        while (!below.isEmpty()) {
            NodeDraft next = below.pop();
            NodeDraft mirror = known.child(next.name);
            if (mirror == null) {
                mirror = EntryNode.make(next.name, root);
                known.add(mirror);
            }
            mirrors.put(next, mirror);
            known = mirror;
        }
        return known;
    }

    /**
     * The mirror of a node, if it has one. Once a node was deleted before anything defined it, {@code dtc} takes it for the root here, and so
     * do we: the blob is the same, and the source gets a warning.
     */
    private @Nullable NodeDraft known(NodeDraft node) {
        NodeDraft known = mirrors.get(node);
        if (known == null && node.firstDeleted) {
            findings.add(
                    Diagnostic.warning(
                                    Codes.LOST_FIXUPS,
                                    "'" + node.name
                                            + "' was deleted here before it was defined, and its local fixups come to"
                                            + " stand where nothing finds them, as they do with dtc")
                            .withSubject(node.path())
                            .withSuggestion("remove this /delete-node/"),
                    node.unit,
                    node.nameStart,
                    node.nameEnd);
            return localFixups;
        }
        return node == root ? localFixups : known;
    }
}
