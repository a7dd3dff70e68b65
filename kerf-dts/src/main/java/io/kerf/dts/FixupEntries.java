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
    private final NodeDraft fixups;
    private final NodeDraft localFixups;
    private final EntryNode missing;

    /** For nodes with phandles in them or below, the node under {@code /__local_fixups__}. */
    private final Map<NodeDraft, NodeDraft> mirrors = new HashMap<>();

    private boolean anyMissing;

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
        this.fixups = EntryNode.findOrMake(root, names.of("__fixups__"));
        this.localFixups = EntryNode.findOrMake(root, names.of("__local_fixups__"));
        this.missing = new EntryNode(fixups, buffer);
    }

    /** Adds the nodes, each behind all others of the root unless the source has it; neither if it would be empty. */
    void add() {
        for (NodeDraft node = root;
                node != null && !findings.full() && !budget.isSpent();
                node = NodeDraft.next(node, root)) {
            addNode(node);
        }
        missing.flush();
        if (anyMissing && fixups.parent == null) {
            root.add(fixups);
        }
        if (!mirrors.isEmpty() && localFixups.parent == null) {
            root.add(localFixups);
        }
    }

    private void addNode(NodeDraft node) {
        EntryNode mirror = null;
        String path = null;
        for (PropertyDraft property = node.firstProperty; property != null; property = property.next) {
            if (property.deleted || property.omitted) {
                continue;
            }
            for (ReferenceDraft each = property.references; each != null; each = each.next) {
                if (!each.phandle) {
                    continue;
                }
                if (tree.resolve(each.target, each.label) != null) {
                    mirror = mirror == null ? new EntryNode(mirror(node), buffer) : mirror;
                    mirror.append(property.name, offset(each));
                } else {
                    path = path == null ? node.path() : path;
                    addMissing(each, path, property);
                }
            }
        }
        if (mirror != null) {
            mirror.flush();
        }
    }

    private static byte[] offset(ReferenceDraft reference) {
        return ByteBuffer.allocate(Integer.BYTES)
                .putInt(reference.offset + reference.shift)
                .array();
    }

    private void addMissing(ReferenceDraft reference, String path, PropertyDraft property) {
        if (reference.target.indexOf('/') >= 0) {
            reportPath(reference);
            return;
        }
        String entry = path + ':' + property.name + ':' + (reference.offset + reference.shift) + '\0';
        if (budget.take(entry.length(), reference.unit, reference.start, reference.end)) {
            anyMissing = true;
            missing.append(names.of(reference.target), entry.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void reportPath(ReferenceDraft reference) {
        Diagnostic finding = plugin
                ? Diagnostic.error(
                                Codes.UNRESOLVED,
                                "there is no node '" + reference.target
                                        + "' in this overlay, and nodes of another tree can be referred to by label only")
                        .withSuggestion("use the label that the node has in the tree which the overlay is for")
                : Diagnostic.error(
                        Codes.UNRESOLVED, "the node '" + reference.target + "' is omitted, for nothing refers to it");
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

    private @Nullable NodeDraft known(NodeDraft node) {
        return node == root ? localFixups : mirrors.get(node);
    }
}
