// SPDX-License-Identifier: Apache-2.0
package io.kerf.dts;

import io.kerf.diag.Diagnostic;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Adds {@code /aliases} or {@code /__symbols__}: a property for each label of a node, with the node's path. */
final class LabelEntries {
    private final NameTable names;
    private final ValueBuffer buffer;
    private final Findings findings;
    private final OutputBudget budget;
    private final PhandleNumbers phandles;

    LabelEntries(NameTable names, ValueBuffer buffer, Findings findings, OutputBudget budget, PhandleNumbers phandles) {
        this.names = names;
        this.buffer = buffer;
        this.findings = findings;
        this.budget = budget;
        this.phandles = phandles;
    }

    void addAliases(NodeDraft root) {
        add(root, "aliases", false);
    }

    /** Adds the symbols; labelled nodes get phandles, in document order. */
    void addSymbols(NodeDraft root) {
        add(root, "__symbols__", true);
    }

    /** A node whose labels all went with a definition that was deleted counts as labelled here, as it does for {@code dtc}. */
    private void add(NodeDraft root, String name, boolean withPhandles) {
        EntryNode entries = null;
        for (NodeDraft node = root; node != null && !budget.isSpent(); node = NodeDraft.next(node, root)) {
            if (node.labels != null) {
                entries = entries == null ? open(root, names.of(name)) : entries;
                addLabels(node, node.labels, entries, name);
                if (withPhandles) {
                    phandles.of(node);
                }
            }
        }
        if (entries != null) {
            entries.flush();
        }
    }

    private EntryNode open(NodeDraft root, Name name) {
        NodeDraft node = EntryNode.findOrMake(root, name);
        if (node.parent == null) {
            root.add(node);
        }
        return new EntryNode(node, buffer);
    }

    private void addLabels(NodeDraft node, LabelDraft first, EntryNode entries, String name) {
        byte[] path = null;
        for (LabelDraft label = first; label != null && !findings.full(); label = label.next) {
            if (label.deleted) {
                continue;
            }
            PropertyDraft present = entries.property(label.name);
            if (present != null) {
                reportPresent(label, present, name);
                continue;
            }
            path = path == null ? (node.path() + '\0').getBytes(StandardCharsets.ISO_8859_1) : path;
            if (!budget.take(path.length, label.unit, label.start, label.end)) {
                return;
            }
            entries.append(label.name, path);
        }
    }

    private void reportPresent(LabelDraft label, PropertyDraft present, String name) {
        Diagnostic finding = Diagnostic.warning(
                        Codes.LABEL_ENTRY,
                        "/" + name + " has an entry '" + label.name + "' already, and the label does not change it")
                .withSuggestion("rename the label, or leave the entry out");
        findings.add(withPlace(finding, present), label.unit, label.start, label.end);
    }

    private static Diagnostic withPlace(Diagnostic finding, @Nullable PropertyDraft present) {
        return present == null || present.unit == null
                ? finding
                : finding.withRelated("the entry is here", present.nameSpan());
    }
}
